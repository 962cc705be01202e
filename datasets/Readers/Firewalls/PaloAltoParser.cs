using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Firewalls;

/// <summary>
/// TRAFFIC logs of PAN-OS as CSV, as files, exports and in syslog (a syslog head has no comma, so it only lengthens the first column, which is not read).
/// Order of the columns after Palo Alto's "Traffic Log Fields". Not thread-safe.
/// </summary>
/// <remarks>
/// The firewall stands between the ends, so the host is left to the endpoints. A session's end counts, and what was dropped or denied; its start is ignored,
/// because the end tells all. Times have no zone: taken as UTC, unless the line has the high resolution timestamp (PAN-OS 10), whose zone then counts.
/// </remarks>
internal sealed class PaloAltoParser : IRecordParser
{
    public const string Source = "paloalto.traffic";

    private const int MostColumns = 256;
    private const int FirstOptionalColumn = 48;
    private const int ZonedTimeLength = 25;

    private enum Column
    {
        Type = 3,
        Subtype = 4,
        Generated = 6,
        SourceAddress = 7,
        DestinationAddress = 8,
        SourceUser = 12,
        Application = 14,
        Session = 22,
        SourcePort = 24,
        DestinationPort = 25,
        Protocol = 29,
        Action = 30,
        BytesSent = 32,
        BytesReceived = 33,
        Start = 35,
        Elapsed = 36,
    }

    private readonly CsvLine csv = new(MostColumns);
    private readonly NetworkText text = new();

    /// <summary>Whether the line is a TRAFFIC record, or the header of an export.</summary>
    public static bool IsTraffic(ReadOnlySpan<byte> line)
    {
        var csv = new CsvLine(MostColumns);
        return csv.Cut(line) && csv.Count > (int)Column.Elapsed
            && (csv.Get(line, (int)Column.Type).SequenceEqual("TRAFFIC"u8) ? TryTime(csv.Get(line, (int)Column.Generated), out _)
                : csv.Get(line, (int)Column.Type).SequenceEqual("Type"u8) && line.IndexOf("Bytes Sent"u8) > 0);
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!csv.Cut(record) || csv.Count <= (int)Column.Subtype)
        {
            sink.Reject("not a line of PAN-OS columns");
            return;
        }

        var type = csv.Get(record, (int)Column.Type);
        if (!type.SequenceEqual("TRAFFIC"u8))
        {
            sink.Ignore(type.SequenceEqual("Type"u8) ? "header" : IgnoredType(type));
        }
        else if (csv.Get(record, (int)Column.Subtype).SequenceEqual("start"u8))
        {
            sink.Ignore("paloalto session start");
        }
        else if (csv.Count <= (int)Column.Elapsed)
        {
            sink.Reject("fewer columns than a TRAFFIC record has");
        }
        else
        {
            var filled = sink.NewEvent();
            if (Fill(record, filled) is { } reason)
            {
                sink.Reject(reason);
            }
            else
            {
                sink.Emit(filled);
            }
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private string? Fill(ReadOnlySpan<byte> line, SecurityEvent filled)
    {
        (filled.Source, filled.Kind) = (Source, EventKind.NetworkFlow);
        if (!TryTime(csv.Get(line, (int)Column.Start), out var micros) && !TryTime(csv.Get(line, (int)Column.Generated), out micros))
        {
            return csv.Get(line, (int)Column.Generated).IsEmpty ? NetworkText.TimeMissing : NetworkText.TimeBad;
        }

        filled.TimeMicros = Math.Max(0, micros - ZoneMicros(line));
        filled.Transport = text.Transport(csv.Get(line, (int)Column.Protocol));
        if (text.SetEndpoints(
            filled, csv.Get(line, (int)Column.SourceAddress), csv.Get(line, (int)Column.SourcePort),
            csv.Get(line, (int)Column.DestinationAddress), csv.Get(line, (int)Column.DestinationPort)) is { } reason)
        {
            return reason;
        }

        if (!NetworkText.TryCount(csv.Get(line, (int)Column.BytesSent), out var sent) || !NetworkText.TryCount(csv.Get(line, (int)Column.BytesReceived), out var received))
        {
            return NetworkText.CountBad;
        }

        if (!NetworkText.TryCount(csv.Get(line, (int)Column.Elapsed), out var seconds) || seconds > uint.MaxValue)
        {
            return NetworkText.DurationBad;
        }

        (filled.SourceBytes, filled.DestinationBytes, filled.DurationMicros) = (sent, received, seconds * LogTime.MicrosPerSecond);
        filled.Application = Application(csv.Get(line, (int)Column.Application));
        filled.User = text.Lower(csv.Get(line, (int)Column.SourceUser));
        filled.RecordId = csv.Get(line, (int)Column.Session) is [(byte)'0'] ? null : NetworkText.Id(csv.Get(line, (int)Column.Session));
        filled.Outcome = csv.Get(line, (int)Column.Action) switch
        {
            var action when action.SequenceEqual("allow"u8) => Outcome.Success,
            var action when action.StartsWith("deny"u8) || action.StartsWith("drop"u8) || action.StartsWith("reset"u8) => Outcome.Failure,
            _ => Outcome.Unknown,
        };
        return null;
    }

    /// <summary>App-ID's name, in the word of other sensors where there is one; null where it recognised nothing.</summary>
    private string? Application(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("incomplete"u8) || name.SequenceEqual("insufficient-data"u8) || name.SequenceEqual("not-applicable"u8) || name.StartsWith("unknown-"u8)
            || name.SequenceEqual("non-syn-tcp"u8) => null,
        _ when name.SequenceEqual("web-browsing"u8) => "http",
        _ when name.SequenceEqual("dns-base"u8) => "dns",
        _ when name.SequenceEqual("smtp-base"u8) => "smtp",
        _ when name.StartsWith("ms-ds-smb"u8) => "smb",
        _ when name.SequenceEqual("ms-rdp"u8) => "rdp",
        _ => text.Lower(name),
    };

    /// <summary>The zone of the high resolution timestamp: what its local time is ahead of UTC; 0 when the line has none.</summary>
    private long ZoneMicros(ReadOnlySpan<byte> line)
    {
        for (var column = FirstOptionalColumn; column < csv.Count; column++)
        {
            var value = csv.Get(line, column);
            if (value.Length >= ZonedTimeLength && value[10] == 'T' && value[^6] is (byte)'+' or (byte)'-'
                && LogTime.TryIso8601(value, out var utc) && LogTime.TryIso8601(value[..^6], out var local))
            {
                return local - utc;
            }
        }

        return 0;
    }

    /// <summary><c>2026/01/02 09:00:00</c>.</summary>
    private static bool TryTime(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length is < 19 or > 32 || text[4] != '/' || text[7] != '/')
        {
            return false;
        }

        Span<byte> iso = stackalloc byte[32];
        text.CopyTo(iso);
        iso[4] = iso[7] = (byte)'-';
        return LogTime.TryIso8601(iso[..text.Length], out micros);
    }

    private static string IgnoredType(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("THREAT"u8) => "paloalto THREAT",
        _ when type.SequenceEqual("SYSTEM"u8) => "paloalto SYSTEM",
        _ when type.SequenceEqual("CONFIG"u8) => "paloalto CONFIG",
        _ when type.SequenceEqual("USERID"u8) => "paloalto USERID",
        _ when type.SequenceEqual("GLOBALPROTECT"u8) => "paloalto GLOBALPROTECT",
        _ when type.SequenceEqual("DECRYPTION"u8) => "paloalto DECRYPTION",
        _ => "paloalto other type",
    };
}
