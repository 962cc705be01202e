using System.Buffers;
using System.Text.Json;
using Det0131.Models.Events;

namespace Det0131.Models.Alerts;

/// <summary>What happened to an alert. Numbers are those of OCSF's <c>activity_id</c> for findings.</summary>
public enum AlertActivity : byte
{
    Create = 1,
    Update = 2,
    Close = 3,
}

/// <summary>
/// Writes alerts as OCSF 1.5.0 Detection Finding (class 2004), one JSON object a line in stable field order. Not thread-safe.
/// </summary>
/// <remarks>Schema: https://schema.ocsf.io/1.5.0/classes/detection_finding. What OCSF has no place for is under <c>unmapped.det0131</c>.</remarks>
public sealed class OcsfWriter : IDisposable
{
    public const string SchemaVersion = "1.5.0";

    private const int CategoryUid = 2;
    private const int ClassUid = 2004;

    // Learning (ML/DL): baselines and scoring model are learned.
    private const int AnalyticTypeLearning = 4;

    private readonly NdjsonLines lines;
    private readonly Pseudonymiser? pseudonymiser;
    private readonly string productVersion;

    /// <param name="output">Takes UTF-8.</param>
    /// <param name="pseudonymiser">Hashes users; null to keep them.</param>
    public OcsfWriter(IBufferWriter<byte> output, Pseudonymiser? pseudonymiser = null)
    {
        lines = new NdjsonLines(output);
        this.pseudonymiser = pseudonymiser;
        productVersion = ProductInfo.Version;
    }

    public void Write(Alert alert, AlertActivity activity)
    {
        ArgumentNullException.ThrowIfNull(alert);
        lines.Write((Alert: pseudonymiser?.Apply(alert) ?? alert, Activity: activity), WriteMembers);
    }

    public void Dispose() => lines.Dispose();

    private void WriteMembers(Utf8JsonWriter json, (Alert Alert, AlertActivity Activity) state)
    {
        Alert alert = state.Alert;
        WriteClassification(json, alert, state.Activity);
        json.WriteString("message", alert.Headline);
        WriteMetadata(json, alert, state.Activity);
        WriteFindingInfo(json, alert);
        OcsfEntities.WriteDevice(json, alert.Entity);
        OcsfEntities.WriteResources(json, alert);
        OcsfEvidence.WriteEvidences(json, alert);
        OcsfObservables.Write(json, alert);
        OcsfEvidence.WriteAnomalyAnalyses(json, alert);
        WriteRemediation(json, alert);
        json.WriteStartObject("unmapped");
        json.WriteStartObject("det0131");
        ScoreFields.WriteAlert(json, alert);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteClassification(Utf8JsonWriter json, Alert alert, AlertActivity activity)
    {
        json.WriteNumber("activity_id", (int)activity);
        json.WriteString("activity_name", activity.ToString());
        json.WriteNumber("category_uid", CategoryUid);
        json.WriteString("category_name", "Findings");
        json.WriteNumber("class_uid", ClassUid);
        json.WriteString("class_name", "Detection Finding");
        json.WriteNumber("type_uid", (ClassUid * 100) + (int)activity);
        json.WriteString("type_name", $"Detection Finding: {activity}");

        // AlertSeverity's numbers are OCSF's: 1 Informational to 5 Critical.
        json.WriteNumber("severity_id", (int)alert.Severity);
        json.WriteString("severity", alert.Severity.ToString());
        json.WriteNumber("status_id", (int)alert.Status);
        json.WriteString("status", alert.Status == AlertStatus.InProgress ? "In Progress" : alert.Status.ToString());
        json.WriteString("status_detail", StatusDetail(alert.Flags));
        json.WriteNumber("confidence_id", alert.Confidence >= 75 ? 3 : alert.Confidence >= 45 ? 2 : 1);
        json.WriteString("confidence", alert.Confidence >= 75 ? "High" : alert.Confidence >= 45 ? "Medium" : "Low");
        json.WriteNumber("confidence_score", alert.Confidence);
        json.WriteBoolean("is_alert", !alert.Flags.HasFlag(AlertFlags.OverBudget));
        json.WriteNumber("time", Millis(alert.LastMicros));
        json.WriteNumber("start_time", Millis(alert.FirstMicros));
        json.WriteNumber("end_time", Millis(alert.LastMicros));
        json.WriteNumber("timezone_offset", AlertTime.OffsetMinutes(alert.LastMicros, alert.TimeZoneId));
        json.WriteNumber("count", Math.Min(int.MaxValue, Math.Max(1, alert.EventCount)));
    }

    private static string StatusDetail(AlertFlags flags) =>
        flags == AlertFlags.None ? "within budget" : string.Join(", ", ScoreFields.Flags(flags));

    private void WriteMetadata(Utf8JsonWriter json, Alert alert, AlertActivity activity)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", SchemaVersion);

        // One alert gives several records of this class, so the record's uid holds the activity and the state it was written in.
        json.WriteString("uid", $"{alert.Id}-{(int)activity}-{Millis(alert.LastMicros)}");
        json.WriteString("correlation_uid", alert.Id);
        json.WriteString("log_name", "det0131.alerts");
        json.WriteString("log_provider", "Det0131");
        json.WriteString("log_version", alert.ModelVersion);
        json.WriteString("original_time", AlertTime.Iso(alert.LastMicros));
        json.WriteStartObject("product");
        json.WriteString("name", "Det0131");
        json.WriteString("uid", "det0131");
        json.WriteString("vendor_name", "Det0131");
        json.WriteString("version", productVersion);
        json.WriteString("lang", "en");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFindingInfo(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartObject("finding_info");
        json.WriteString("uid", alert.Id);
        json.WriteString("title", $"{alert.AnalyticId} {alert.AnalyticName}: {alert.Headline}");
        json.WriteString("desc", OcsfEvidence.Description(alert));
        json.WriteNumber("first_seen_time", Millis(alert.FirstMicros));
        json.WriteNumber("last_seen_time", Millis(alert.LastMicros));
        json.WriteNumber("created_time", Millis(alert.LastMicros));
        json.WriteStrings("types", ["Behavioral anomaly", AttackNames.TacticName]);
        json.WriteStrings("data_sources", alert.Events.Select(happened => happened.Source).Distinct().Order(StringComparer.Ordinal));

        json.WriteStartObject("analytic");
        json.WriteString("name", $"{alert.AnalyticId} {alert.AnalyticName}");
        json.WriteString("uid", alert.AnalyticId);
        json.WriteNumber("type_id", AnalyticTypeLearning);
        json.WriteString("type", "Learning (ML/DL)");
        json.WriteString("category", AttackNames.StrategyId);
        json.WriteString("desc", AttackNames.StrategyName);
        json.WriteString("version", alert.ModelVersion);
        json.WriteEndObject();

        json.WriteStartArray("attacks");
        foreach (string techniqueId in alert.TechniqueIds)
        {
            WriteAttack(json, techniqueId);
        }

        json.WriteEndArray();
        OcsfEvidence.WriteRelatedEvents(json, alert);
        json.WriteEndObject();
    }

    private static void WriteAttack(Utf8JsonWriter json, string techniqueId)
    {
        json.WriteStartObject();
        json.WriteString("version", AttackNames.Version);
        json.WriteStartObject("tactic");
        json.WriteString("uid", AttackNames.TacticId);
        json.WriteString("name", AttackNames.TacticName);
        json.WriteString("src_url", AttackNames.TacticUrl);
        json.WriteEndObject();
        WriteTechnique(json, "technique", AttackNames.Parent(techniqueId));
        if (AttackNames.IsSubTechnique(techniqueId))
        {
            WriteTechnique(json, "sub_technique", techniqueId);
        }

        json.WriteEndObject();
    }

    private static void WriteTechnique(Utf8JsonWriter json, string member, string techniqueId)
    {
        json.WriteStartObject(member);
        json.WriteString("uid", techniqueId);
        json.WriteIf("name", AttackNames.Name(techniqueId));
        json.WriteString("src_url", AttackNames.Url(techniqueId));
        json.WriteEndObject();
    }

    private static void WriteRemediation(Utf8JsonWriter json, Alert alert)
    {
        if (alert.NextChecks.Count > 0)
        {
            json.WriteStartObject("remediation");
            json.WriteString("desc", string.Join('\n', alert.NextChecks.Select(check => $"{check.Kind}: {check.Text}")));
            json.WriteEndObject();
        }
    }

    // OCSF's timestamp_t. Floor, so that times before 1970 stay ordered.
    private static long Millis(long micros) => Math.DivRem(micros, 1000) is var (quotient, rest) && rest < 0 ? quotient - 1 : micros / 1000;
}
