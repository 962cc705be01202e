using Det0131.Models.Events;

namespace Det0131.Models.Alerts;

/// <summary>One event behind an alert: where to find its record, and what an analyst pivots on. Immutable.</summary>
public sealed record AlertEvent
{
    /// <summary>Names the record for ever, see <see cref="SecurityEvent.Identity"/>.</summary>
    public required UInt128 Identity { get; init; }

    /// <summary>The log's own id: Zeek uid, EventRecordID, CloudTrail eventID, auditd serial.</summary>
    public string? RecordId { get; init; }

    public required string Source { get; init; }

    public string? File { get; init; }

    /// <summary>1-based; 0 when not known.</summary>
    public long Line { get; init; }

    /// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
    public required long TimeMicros { get; init; }

    public required EventKind Kind { get; init; }

    /// <summary>One line in words, see <see cref="EventSummary"/>.</summary>
    public required string Summary { get; init; }

    public string? User { get; init; }

    public string? Process { get; init; }

    public string? ProcessPath { get; init; }

    public string? ProcessKey { get; init; }

    public string? Parent { get; init; }

    public string? CommandLine { get; init; }

    public string? Transport { get; init; }

    public string? Application { get; init; }

    public string? SourceAddress { get; init; }

    public int? SourcePort { get; init; }

    public string? DestinationAddress { get; init; }

    public int? DestinationPort { get; init; }

    public string? Domain { get; init; }

    public string? DnsName { get; init; }

    public string? DnsType { get; init; }

    public string? FilePath { get; init; }

    public string? HttpMethod { get; init; }

    public string? UserAgent { get; init; }

    public string? CloudAction { get; init; }

    public string? CloudResource { get; init; }

    /// <summary>Bytes that left the local networks by this event, as the context decided; null where not counted.</summary>
    public long? BytesOut { get; init; }

    /// <summary>The record's text, secrets redacted, cut at 4 KiB; null where it was not kept.</summary>
    public string? Raw { get; init; }

    /// <summary>Copies what an alert shows of an event.</summary>
    /// <param name="happened">The event; may be reused afterwards.</param>
    /// <param name="bytesOut">Bytes that left, as the context decided; null where not counted.</param>
    public static AlertEvent From(SecurityEvent happened, long? bytesOut)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return new AlertEvent
        {
            Identity = happened.Identity,
            RecordId = happened.RecordId,
            Source = happened.Source,
            File = happened.File,
            Line = happened.Line,
            TimeMicros = happened.TimeMicros,
            Kind = happened.Kind,
            Summary = EventSummary.Of(happened, bytesOut),
            User = happened.User,
            Process = happened.Process,
            ProcessPath = happened.ProcessPath,
            ProcessKey = happened.ProcessKey,
            Parent = happened.Parent,
            CommandLine = happened.CommandLine,
            Transport = happened.Transport,
            Application = happened.Application,
            SourceAddress = happened.SourceAddress,
            SourcePort = happened.SourcePort,
            DestinationAddress = happened.DestinationAddress,
            DestinationPort = happened.DestinationPort,
            Domain = happened.Domain,
            DnsName = happened.DnsName,
            DnsType = happened.DnsType,
            FilePath = happened.FilePath,
            HttpMethod = happened.HttpMethod,
            UserAgent = happened.UserAgent,
            CloudAction = happened.CloudAction,
            CloudResource = happened.CloudResource,
            BytesOut = bytesOut,
            Raw = happened.Raw,
        };
    }
}
