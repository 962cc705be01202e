using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Det0131.Models.Events;

namespace Det0131.Models.Alerts;

/// <summary>
/// Writes alerts in the Elastic Common Schema 8.x, one JSON object a line in stable field order. Not thread-safe.
/// </summary>
/// <remarks>
/// Reference: https://www.elastic.co/guide/en/ecs/8.17/ecs-field-reference.html. Fields outside ECS are under <c>det0131</c>, a name space
/// of its own as ECS asks of custom fields.
/// </remarks>
public sealed class EcsWriter : IDisposable
{
    public const string SchemaVersion = "8.17.0";

    private readonly NdjsonLines lines;
    private readonly Pseudonymiser? pseudonymiser;

    /// <param name="output">Takes UTF-8.</param>
    /// <param name="pseudonymiser">Hashes users; null to keep them.</param>
    public EcsWriter(IBufferWriter<byte> output, Pseudonymiser? pseudonymiser = null)
    {
        lines = new NdjsonLines(output);
        this.pseudonymiser = pseudonymiser;
    }

    public void Write(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        lines.Write(pseudonymiser?.Apply(alert) ?? alert, WriteMembers);
    }

    public void Dispose() => lines.Dispose();

    private static void WriteMembers(Utf8JsonWriter json, Alert alert)
    {
        json.WriteString("@timestamp", AlertTime.Iso(alert.LastMicros));
        json.WriteString("message", alert.Headline);
        json.WriteStrings("tags", ["det0131", .. ScoreFields.Flags(alert.Flags)]);
        json.WriteStartObject("ecs");
        json.WriteString("version", SchemaVersion);
        json.WriteEndObject();
        WriteEvent(json, alert);
        WriteRule(json, alert);
        WriteThreat(json, alert);
        WriteHostAndUser(json, alert.Entity);
        WriteNetwork(json, alert);
        WriteProcess(json, alert);
        WriteRelated(json, alert);
        json.WriteStartObject("det0131");
        ScoreFields.WriteAlert(json, alert);
        WriteEvents(json, alert);
        json.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartObject("event");
        json.WriteString("kind", "alert");
        json.WriteStrings("category", alert.Destination.Resource is null ? ["intrusion_detection", "network"] : ["intrusion_detection"]);
        json.WriteStrings("type", ["info"]);
        json.WriteString("id", alert.Id);
        json.WriteString("code", alert.AnalyticId);
        json.WriteString("module", "det0131");
        json.WriteString("dataset", "det0131.alerts");
        json.WriteString("provider", "Det0131");
        json.WriteString("action", "exfiltration-anomaly");

        // ECS leaves the scale to the source: 1 Informational to 5 Critical, higher is worse.
        json.WriteNumber("severity", (int)alert.Severity);
        json.WriteNumber("risk_score", alert.ScoreBits);
        json.WriteString("start", AlertTime.Iso(alert.FirstMicros));
        json.WriteString("end", AlertTime.Iso(alert.LastMicros));
        json.WriteNumber("duration", checked(Math.Max(0, alert.LastMicros - alert.FirstMicros) * 1000));
        json.WriteString("timezone", AlertTime.ZoneName(alert.TimeZoneId));
        json.WriteString("reason", alert.Headline);
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartObject("rule");
        json.WriteString("id", alert.AnalyticId);
        json.WriteString("name", $"{alert.AnalyticId} {alert.AnalyticName}");
        json.WriteString("ruleset", AttackNames.StrategyId);
        json.WriteString("description", AttackNames.StrategyName);
        json.WriteString("reference", AttackNames.StrategyUrl);
        json.WriteString("version", alert.ModelVersion);
        json.WriteString("category", "anomaly");
        json.WriteEndObject();
    }

    private static void WriteThreat(Utf8JsonWriter json, Alert alert)
    {
        string[] techniques = [.. alert.TechniqueIds.Select(AttackNames.Parent).Distinct()];
        string[] subTechniques = [.. alert.TechniqueIds.Where(AttackNames.IsSubTechnique)];
        json.WriteStartObject("threat");
        json.WriteString("framework", AttackNames.Framework);
        json.WriteStartObject("tactic");
        json.WriteStrings("id", [AttackNames.TacticId]);
        json.WriteStrings("name", [AttackNames.TacticName]);
        json.WriteStrings("reference", [AttackNames.TacticUrl]);
        json.WriteEndObject();
        json.WriteStartObject("technique");
        WriteTechniques(json, techniques);
        if (subTechniques.Length > 0)
        {
            json.WriteStartObject("subtechnique");
            WriteTechniques(json, subTechniques);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTechniques(Utf8JsonWriter json, string[] ids)
    {
        json.WriteStrings("id", ids);
        json.WriteStrings("name", ids.Select(id => AttackNames.Name(id) ?? id));
        json.WriteStrings("reference", ids.Select(AttackNames.Url));
    }

    private static void WriteHostAndUser(Utf8JsonWriter json, AlertEntity entity)
    {
        if (entity.Host is { } host)
        {
            json.WriteStartObject("host");
            json.WriteString("name", host);
            if (OcsfEntities.IsAddress(host))
            {
                json.WriteStrings("ip", [host]);
            }
            else
            {
                json.WriteString("hostname", host);
            }

            // The values that ECS lists for host.os.type; others (ESXi, cloud) have none.
            if (entity.Platform is Platform.Windows or Platform.Linux or Platform.MacOS)
            {
                json.WriteStartObject("os");
                json.WriteString("type", entity.Platform.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        if (entity.User is { } user)
        {
            int bar = user.LastIndexOf('\\');
            json.WriteStartObject("user");
            json.WriteString("name", user[(bar + 1)..]);
            json.WriteIf("domain", bar > 0 ? user[..bar] : null);
            json.WriteEndObject();
        }
    }

    private static void WriteNetwork(Utf8JsonWriter json, Alert alert)
    {
        AlertDestination destination = alert.Destination;
        if (alert.Events.FirstOrDefault(happened => happened.SourceAddress is not null) is { } sender)
        {
            json.WriteStartObject("source");
            json.WriteString("address", sender.SourceAddress);
            json.WriteString("ip", sender.SourceAddress);
            json.WriteIf("bytes", alert.BytesOut);
            json.WriteEndObject();
        }

        json.WriteStartObject("destination");
        json.WriteString("address", destination.Name);
        json.WriteIf("ip", destination.Address);
        json.WriteIf("domain", destination.Domain);
        json.WriteIf("port", destination.Port);
        if (destination.Country is not null)
        {
            json.WriteStartObject("geo");
            json.WriteString("country_iso_code", destination.Country);
            json.WriteEndObject();
        }

        WriteNetworkOwner(json, destination.Network);
        json.WriteEndObject();

        json.WriteStartObject("network");
        json.WriteIf("transport", destination.Transport);
        json.WriteIf("protocol", destination.Application);
        json.WriteString("direction", destination.IsLocal ? "internal" : "outbound");
        json.WriteIf("bytes", alert.BytesOut);
        json.WriteEndObject();
    }

    // "AS15169 GOOGLE": ECS wants number and name apart.
    private static void WriteNetworkOwner(Utf8JsonWriter json, string? network)
    {
        if (network is null || !network.StartsWith("AS", StringComparison.Ordinal))
        {
            return;
        }

        int space = network.IndexOf(' ', StringComparison.Ordinal);
        ReadOnlySpan<char> number = network.AsSpan(2, (space < 0 ? network.Length : space) - 2);
        if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long asn))
        {
            json.WriteStartObject("as");
            json.WriteNumber("number", asn);
            if (space > 0)
            {
                json.WriteStartObject("organization");
                json.WriteString("name", network[(space + 1)..]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    }

    private static void WriteProcess(Utf8JsonWriter json, Alert alert)
    {
        if (alert.Events.FirstOrDefault(happened => happened.Process is not null) is not { } sender)
        {
            return;
        }

        json.WriteStartObject("process");
        json.WriteString("name", sender.Process);
        json.WriteIf("executable", sender.ProcessPath);
        json.WriteIf("command_line", sender.CommandLine);
        json.WriteIf("entity_id", sender.ProcessKey);
        if (sender.Parent is not null)
        {
            json.WriteStartObject("parent");
            json.WriteString("name", sender.Parent);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteRelated(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartObject("related");
        json.WriteStrings("hosts", Known([alert.Entity.Host, alert.Destination.Domain, .. alert.CampaignMembers.Select(m => m.Host)]));
        json.WriteStrings("user", Known([alert.Entity.User, .. alert.CampaignMembers.Select(m => m.User), .. alert.Events.Select(e => e.User)]));
        json.WriteStrings("ip", Known([
            alert.Destination.Address,
            .. alert.Events.Take(OcsfEvidence.MaxEvents).SelectMany(e => new[] { e.SourceAddress, e.DestinationAddress })]));
        json.WriteEndObject();
    }

    private static IEnumerable<string> Known(IEnumerable<string?> values) => values.OfType<string>().Distinct(StringComparer.Ordinal);

    private static void WriteEvents(Utf8JsonWriter json, Alert alert)
    {
        json.WriteNumber("event_count", Math.Max(alert.EventCount, alert.Events.Count));
        json.WriteStartArray("events");
        foreach (AlertEvent happened in alert.Events.Take(OcsfEvidence.MaxEvents))
        {
            json.WriteStartObject();
            json.WriteString("id", happened.Identity.ToString("x32", CultureInfo.InvariantCulture));
            json.WriteIf("record_id", happened.RecordId);
            json.WriteString("time", AlertTime.Iso(happened.TimeMicros));
            json.WriteString("source", happened.Source);
            json.WriteIf("file", happened.File);
            json.WriteNumber("line", happened.Line);
            json.WriteString("summary", happened.Summary);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
