using System.Globalization;
using System.Text;
using System.Text.Json;
using Det0131.Models.Events;

namespace Det0131.Models.Alerts;

/// <summary>OCSF's objects for the events behind an alert and for the deviations found in them.</summary>
internal static class OcsfEvidence
{
    /// <summary>Most events written per alert, so that one record stays under a few hundred kilobytes; the count says how many there were.</summary>
    public const int MaxEvents = 50;

    /// <summary>The contributions that raised the score as text, strongest first.</summary>
    public static string Description(Alert alert)
    {
        var text = new StringBuilder();
        text.Append(alert.Headline).Append(". ").Append(PlainQuantity.Bits(alert.ScoreBits)).Append(" bits, ")
            .Append(alert.ReturnPeriod.ToString()).Append('.');
        foreach (AlertContribution contribution in alert.Contributions.Where(c => c.Bits > 0).OrderByDescending(c => c.Bits))
        {
            text.Append(' ').Append(contribution.Sentence).Append(" (").Append(PlainQuantity.Bits(contribution.Bits)).Append(" bits).");
        }

        return text.ToString();
    }

    public static void WriteRelatedEvents(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartArray("related_events");
        foreach (AlertEvent happened in alert.Events.Take(MaxEvents))
        {
            json.WriteStartObject();
            json.WriteString("uid", Uid(happened));
            (int typeUid, string type) = EventType(happened);
            json.WriteNumber("type_uid", typeUid);
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("related_events_count", Math.Min(int.MaxValue, Math.Max(alert.EventCount, alert.Events.Count)));
    }

    public static void WriteEvidences(Utf8JsonWriter json, Alert alert)
    {
        json.WriteStartArray("evidences");
        foreach (AlertEvent happened in alert.Events.Take(MaxEvents))
        {
            WriteEvidence(json, alert, happened);
        }

        // A finding without stored events still says who and where to.
        if (alert.Events.Count == 0)
        {
            json.WriteStartObject();
            WriteActor(json, alert, null);
            WriteEndpoint(json, "dst_endpoint", alert.Destination.Domain, alert.Destination.Address, alert.Destination.Port);
            WriteData(json, "destination", alert.Destination.Key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>One analysis of the entity: every contribution that raised the score, beside what is typical.</summary>
    public static void WriteAnomalyAnalyses(Utf8JsonWriter json, Alert alert)
    {
        AlertContribution[] raised = [.. alert.Contributions.Where(contribution => contribution.Bits > 0)];
        if (raised.Length == 0)
        {
            return;
        }

        json.WriteStartArray("anomaly_analyses");
        json.WriteStartObject();
        json.WriteStartArray("analysis_targets");
        WriteTarget(json, "Host", alert.Entity.Host);
        WriteTarget(json, "User", alert.Entity.User);
        json.WriteEndArray();
        WriteObservations(json, "anomalies", raised, contribution => contribution.Observed);
        WriteObservations(json, "baselines", [.. raised.Where(c => c.Typical is not null)], contribution => contribution.Typical!);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteTarget(Utf8JsonWriter json, string type, string? name)
    {
        if (name is not null)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("type", type);
            json.WriteEndObject();
        }
    }

    private static void WriteObservations(
        Utf8JsonWriter json, string member, AlertContribution[] contributions, Func<AlertContribution, string> value)
    {
        json.WriteStartArray(member);
        foreach (AlertContribution contribution in contributions)
        {
            json.WriteStartObject();
            json.WriteString("observed_attribute", contribution.FeatureId);
            json.WriteString("observation_type", contribution.ElementName);
            json.WriteString("observed_pattern", contribution.Sentence);
            json.WriteStartArray("observations");
            json.WriteStartObject();
            json.WriteString("value", value(contribution));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvidence(Utf8JsonWriter json, Alert alert, AlertEvent happened)
    {
        json.WriteStartObject();
        json.WriteString("uid", Uid(happened));
        json.WriteString("name", happened.Source);
        WriteActor(json, alert, happened);
        WriteProcess(json, "process", happened);
        WriteEndpoint(json, "src_endpoint", null, happened.SourceAddress, happened.SourcePort);
        WriteEndpoint(json, "dst_endpoint", happened.Domain, happened.DestinationAddress, happened.DestinationPort);
        if (happened.Transport is { } transport)
        {
            json.WriteStartObject("connection_info");
            json.WriteNumber("direction_id", 2);
            json.WriteString("direction", "Outbound");
            json.WriteString("protocol_name", transport);
            json.WriteEndObject();
        }

        if (happened.DnsName is { } dnsName)
        {
            json.WriteStartObject("query");
            json.WriteString("hostname", dnsName);
            json.WriteIf("type", happened.DnsType);
            json.WriteEndObject();
        }

        if (happened.FilePath is { } path)
        {
            json.WriteStartObject("file");
            json.WriteString("name", path[(path.LastIndexOfAny(['/', '\\']) + 1)..] is { Length: > 0 } name ? name : path);
            json.WriteString("path", path);
            json.WriteNumber("type_id", 0);
            json.WriteEndObject();
        }

        if (happened.CloudAction is { } action)
        {
            json.WriteStartObject("api");
            json.WriteString("operation", action);
            json.WriteEndObject();
        }

        WriteEventData(json, happened);
        json.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter json, Alert alert, AlertEvent? happened)
    {
        string? user = happened?.User ?? alert.Entity.User;
        if (user is null && happened?.Parent is null)
        {
            return;
        }

        json.WriteStartObject("actor");
        if (user is not null)
        {
            OcsfEntities.WriteUser(json, user, alert.Entity.UserClass);
        }

        if (happened?.Parent is { } parent)
        {
            json.WriteStartObject("process");
            json.WriteString("name", parent);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter json, string member, AlertEvent happened)
    {
        if (happened.Process is { } process)
        {
            json.WriteStartObject(member);
            json.WriteString("name", process);
            json.WriteIf("path", happened.ProcessPath);
            json.WriteIf("cmd_line", happened.CommandLine);
            json.WriteIf("uid", happened.ProcessKey);
            json.WriteEndObject();
        }
    }

    private static void WriteEndpoint(Utf8JsonWriter json, string member, string? hostname, string? address, int? port)
    {
        if (hostname is null && address is null)
        {
            return;
        }

        json.WriteStartObject(member);
        json.WriteIf("hostname", hostname);
        json.WriteIf("ip", address);
        json.WriteIf("port", port);
        json.WriteEndObject();
    }

    private static void WriteEventData(Utf8JsonWriter json, AlertEvent happened)
    {
        json.WriteStartObject("data");
        json.WriteString("summary", happened.Summary);
        json.WriteString("time", AlertTime.Iso(happened.TimeMicros));
        json.WriteIf("record_id", happened.RecordId);
        json.WriteIf("file", happened.File);
        json.WriteNumber("line", happened.Line);
        json.WriteIf("http_method", happened.HttpMethod);
        json.WriteIf("user_agent", happened.UserAgent);
        json.WriteIf("cloud_resource", happened.CloudResource);
        json.WriteIf("application", happened.Application);
        json.WriteIf("bytes_out", happened.BytesOut);
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject("data");
        json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static string Uid(AlertEvent happened) => happened.Identity.ToString("x32", CultureInfo.InvariantCulture);

    // OCSF type_uid: class times 100 plus activity. The classes are those that the event would have in OCSF.
    private static (int TypeUid, string Type) EventType(AlertEvent happened) => happened.Kind switch
    {
        EventKind.ProcessStart => (100701, "Process Activity: Launch"),
        EventKind.DnsQuery => (400301, "DNS Activity: Query"),
        EventKind.HttpRequest => (400200, "HTTP Activity: Unknown"),
        EventKind.FileAccess => (100100, "File System Activity: Unknown"),
        EventKind.CloudApiCall => (600300, "API Activity: Unknown"),
        _ => (400106, "Network Activity: Traffic"),
    };
}
