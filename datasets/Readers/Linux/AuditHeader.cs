using System.Buffers.Text;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// The head of one audit record: <c>[syslog prefix] [node=N] type=T msg=audit(seconds.millis:serial): body</c>, also as AUOMS
/// (<c>type=T audit(...)</c>) and the kernel (<c>audit: type=1300 audit(...)</c>) write it.
/// </summary>
internal readonly ref struct AuditHeader
{
    /// <summary>Record type's name, or its number as the kernel's own log has it.</summary>
    public ReadOnlySpan<byte> Type { get; private init; }

    public long TimeMicros { get; private init; }

    public long Serial { get; private init; }

    /// <summary>Host from node=, else from the syslog prefix; empty when there is neither.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    public ReadOnlySpan<byte> Body { get; private init; }

    /// <summary>The head of a record whose parts came apart, as journald keeps them.</summary>
    public static AuditHeader Of(ReadOnlySpan<byte> type, long timeMicros, long serial, ReadOnlySpan<byte> host, ReadOnlySpan<byte> body) =>
        new() { Type = type, TimeMicros = timeMicros, Serial = serial, Host = host, Body = body };

    /// <summary>True when the line is an audit record at all.</summary>
    public static bool IsAudit(ReadOnlySpan<byte> line) => line.IndexOf("type="u8) >= 0 && line.IndexOf("audit("u8) >= 0;

    /// <summary>False when type, time or serial cannot be read.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out AuditHeader header)
    {
        header = default;
        var typeAt = line.IndexOf("type="u8);
        var auditAt = line.IndexOf("audit("u8);
        if (typeAt < 0 || auditAt < typeAt)
        {
            return false;
        }

        var type = line[(typeAt + 5)..auditAt];
        var typeEnd = type.IndexOf((byte)' ');
        var stamp = line[(auditAt + 6)..];
        var close = stamp.IndexOf((byte)')');
        if (typeEnd <= 0 || close < 0)
        {
            return false;
        }

        var body = stamp[(close + 1)..];
        stamp = stamp[..close];
        var colon = stamp.LastIndexOf((byte)':');
        if (colon < 0
            || !(LogTime.TryEpochSeconds(stamp[..colon], out var micros) || TryInterpreted(stamp[..colon], out micros))
            || !Utf8Parser.TryParse(stamp[(colon + 1)..], out long serial, out var used) || used != stamp.Length - colon - 1 || serial < 0)
        {
            return false;
        }

        header = new AuditHeader
        {
            Type = type[..typeEnd],
            TimeMicros = micros,
            Serial = serial,
            Host = HostOf(line[..typeAt]),
            Body = body.StartsWith(":"u8) ? body[1..] : body,
        };
        return true;
    }

    /// <summary>ausearch -i writes local time as <c>01/21/2022 00:09:01.072</c>; it is taken as UTC, having no zone.</summary>
    private static bool TryInterpreted(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 19 || text[2] != '/' || text[5] != '/' || text[10] != ' ' || text.Length > 30)
        {
            return false;
        }

        Span<byte> iso = stackalloc byte[text.Length];
        text[6..10].CopyTo(iso);
        iso[4] = (byte)'-';
        text[..2].CopyTo(iso[5..]);
        iso[7] = (byte)'-';
        text[3..5].CopyTo(iso[8..]);
        text[10..].CopyTo(iso[10..]);
        return LogTime.TryIso8601(iso, out micros);
    }

    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> prefix)
    {
        var node = prefix.IndexOf("node="u8);
        if (node >= 0)
        {
            var name = prefix[(node + 5)..];
            var end = name.IndexOf((byte)' ');
            return end < 0 ? name : name[..end];
        }

        return SyslogPrefix.HostOf(prefix);
    }
}
