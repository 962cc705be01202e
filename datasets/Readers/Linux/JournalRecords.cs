using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// Reads the audit records of systemd's journal (<c>journalctl -o json</c>). journald takes them from the kernel itself and keeps type, serial and time apart from the text (journald-audit.c:
/// <c>_AUDIT_TYPE_NAME</c>, <c>_AUDIT_ID</c>, <c>_SOURCE_REALTIME_TIMESTAMP</c>, and <c>MESSAGE</c> with the type before the text); those that came by syslog or the kernel's log are lines as
/// anywhere. Each is given to the parser of lines, which joins them. Not thread-safe.
/// </summary>
internal sealed class JournalRecords
{
    private const int Message = 0, Type = 1, TypeNumber = 2, Serial = 3, SourceTime = 4, Time = 5, Host = 6;

    private readonly JsonFields json = new(
        "MESSAGE", "_AUDIT_TYPE_NAME", "_AUDIT_TYPE", "_AUDIT_ID", "_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP", "_HOSTNAME");

    /// <summary>Reports the record to the sink, by the parser of lines where it is an audit record.</summary>
    public void Parse(ReadOnlySpan<byte> record, AuditdParser lines, RecordPosition position, IRecordSink sink)
    {
        if (!json.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        var text = values.Kind(Message) == JsonFieldKind.String ? values.Bytes(Message) : default;
        var type = values.First(TypeNumber, Type);
        if (type < 0)
        {
            lines.Parse(text, values.Bytes(Host), position, sink);
            return;
        }

        // The text of a record that is not UTF-8 is a list of numbers: audit writes such values in hexadecimal, so there is none of ours.
        if (text.IsEmpty)
        {
            sink.Ignore("not an audit record");
            return;
        }

        if (values.Int64(Serial) is not (>= 0 and var serial) || !TryTime(values, out var micros))
        {
            sink.Reject("audit type, time or serial not readable");
            return;
        }

        // The number is sure; the name is that of the library that journald was built with, and stands before the text.
        var name = values.Bytes(Type);
        var body = !name.IsEmpty && text.StartsWith(name) ? text[name.Length..] : text;
        var header = AuditHeader.Of(values.Bytes(AuditRecords.TypeOf(values.Bytes(type)) == AuditType.Other && !name.IsEmpty ? Type : type), micros, serial, values.Bytes(Host), body);
        lines.Parse(header, default, text, position, sink);
    }

    /// <summary>The kernel's time of the record; the journal's own, where it is missing, is that of its arrival.</summary>
    private static bool TryTime(JsonValues values, out long micros)
    {
        var slot = values.First(SourceTime, Time);
        var value = slot < 0 ? null : values.Int64(slot);
        micros = value ?? 0;
        return micros is > 0 and < LogTime.LatestMicros;
    }
}
