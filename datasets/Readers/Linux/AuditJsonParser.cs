using System.Text.Json;
using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// Parses audit events in JSON: Laurel's objects, events with raw records by type (<c>{"items":{"SYSCALL":["arch=..."]}}</c>), and Log Analytics
/// Syslog rows that carry an AUOMS record or Sysmon for Linux, and the journal of systemd.
/// </summary>
internal sealed class AuditJsonParser : IRecordParser
{
    private const int SyslogMessage = 0, Computer = 1, HostName = 2, Node = 3, Seconds = 4, Fraction = 5, EventId = 6, Items = 7, Id = 8, LaurelNode = 9;

    private readonly JsonFields json = new([
        "SyslogMessage", "Computer", "HostName", "node", "timestamp", "timestampfractional", "eventid", "items", "ID", "NODE",
        .. LaurelRecords.Paths]);

    private readonly HostText text = new();
    private readonly AuditRecords records = new();
    private readonly AuditFacts facts = new();
    private readonly AuditdParser lines = new();
    private readonly JournalRecords journal = new();
    private readonly LaurelRecords laurel;

    public AuditJsonParser() => laurel = new LaurelRecords(firstSlot: 10);

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!json.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
        }
        else if (values.Kind(SyslogMessage) == JsonFieldKind.String)
        {
            var host = values.First(HostName, Computer);
            lines.Parse(values.Bytes(SyslogMessage), host < 0 ? default : values.Bytes(host), position, sink);
        }
        else if (values.Kind(Items) == JsonFieldKind.Object)
        {
            ParseItems(values, sink);
        }
        else if (values.Kind(Id) == JsonFieldKind.String)
        {
            ParseLaurel(values, sink);
        }
        else
        {
            journal.Parse(record, lines, position, sink);
        }
    }

    public void Complete(IRecordSink sink) => lines.Complete(sink);

    private void ParseItems(JsonValues values, IRecordSink sink)
    {
        facts.Clear();
        if (!TryReadItems(values.Bytes(Items)))
        {
            sink.Reject("audit records not readable");
            return;
        }

        if (!TryTime(values, out var micros) || values.Int64(EventId) is not (>= 0 and var serial))
        {
            sink.Reject("audit time or serial not readable");
            return;
        }

        Emit(micros, serial, values.Bytes(Node), sink);
    }

    private bool TryReadItems(ReadOnlySpan<byte> items)
    {
        try
        {
            var reader = new Utf8JsonReader(items);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var type = AuditRecords.TypeOf(reader.ValueSpan);
                reader.Read();
                if (type == AuditType.Other || reader.TokenType != JsonTokenType.StartArray)
                {
                    reader.Skip();
                    continue;
                }

                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    ReadItem(ref reader, type);
                }
            }

            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in a string.
            return false;
        }
    }

    private void ReadItem(ref Utf8JsonReader reader, AuditType type)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
        }
        else if (!reader.ValueIsEscaped)
        {
            records.Read(type, reader.ValueSpan, facts);
        }
        else
        {
            var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
            records.Read(type, buffer.AsSpan(0, reader.CopyString(buffer)), facts);
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryTime(JsonValues values, out long micros)
    {
        if (!LogTime.TryEpochSeconds(values.Bytes(Seconds), out micros))
        {
            return false;
        }

        if (values.Int32(Fraction) is >= 0 and < 1000 and var millis)
        {
            micros += millis * 1000;
        }

        return true;
    }

    private void ParseLaurel(JsonValues values, IRecordSink sink)
    {
        var id = values.Bytes(Id);
        var colon = id.LastIndexOf((byte)':');
        if (colon < 0 || !LogTime.TryEpochSeconds(id[..colon], out var micros) || HostText.Number(id[(colon + 1)..]) is not (>= 0 and var serial))
        {
            sink.Reject("audit time or serial not readable");
            return;
        }

        facts.Clear();
        laurel.Read(values, facts);
        Emit(micros, serial, values.Bytes(LaurelNode), sink);
    }

    private void Emit(long micros, long serial, ReadOnlySpan<byte> node, IRecordSink sink)
    {
        var kind = AuditEvents.KindOf(facts);
        if (!AuditEvents.IsOfInterest(kind, facts))
        {
            sink.Ignore(kind == SyscallKind.Other ? "system call that is not read" : "system call that failed");
            return;
        }

        var filled = sink.NewEvent();
        if (!AuditEvents.TryMap(kind, facts, filled, text))
        {
            sink.Ignore(kind == SyscallKind.Open ? "no file named" : kind == SyscallKind.Execute ? "no program named" : "socket without an internet address");
            return;
        }

        AuditStamp.Set(filled, micros, serial, text.DomainName(node), text);
        sink.Emit(filled);
    }
}
