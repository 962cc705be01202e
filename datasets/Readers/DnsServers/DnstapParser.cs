using System.Text;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.DnsServers;

/// <summary>
/// dnstap as JSON: as golang-dnstap prints it (<c>dnstap -j</c>, messages in dig's form), and as DNS-collector does (nested and flat). Not thread-safe.
/// </summary>
/// <remarks>
/// What clients asked counts (CLIENT_ and AUTH_ messages); what the server itself asked others is ignored by name. A response gives an event only when its query was
/// not read. The client asked, so the server (identity) is not made the host.
/// </remarks>
internal sealed class DnstapParser : IRecordParser
{
    public const string Source = "dnstap.message";

    private enum Field
    {
        Type,
        QueryTime,
        ResponseTime,
        Protocol,
        QueryAddress,
        QueryPort,
        ResponseAddress,
        ResponsePort,
        QueryText,
        ResponseText,
        Operation,
        Stamp,
        CollectorProtocol,
        CollectorQueryAddress,
        CollectorQueryPort,
        CollectorResponseAddress,
        CollectorResponsePort,
        Name,
        RecordType,
        ResponseCode,
        Id,
    }

    private readonly JsonFields fields = new(
        "message.type", "message.query_time", "message.response_time", "message.socket_protocol", "message.query_address", "message.query_port",
        "message.response_address", "message.response_port", "message.query_message", "message.response_message",
        "dnstap.operation", "dnstap.timestamp-rfc3339ns", "network.protocol", "network.query-ip", "network.query-port", "network.response-ip", "network.response-port",
        "dns.qname", "dns.qtype", "dns.rcode", "dns.id");

    private readonly NetworkText text = new();
    private readonly SeenKeys asked = new(1 << 14);

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!fields.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        var type = First(values, Field.Type, Field.Operation);
        if (type.IsEmpty)
        {
            sink.Reject("message type missing");
        }
        else if (!type.StartsWith("CLIENT_"u8) && !type.StartsWith("AUTH_"u8))
        {
            sink.Ignore("dnstap message that is not a client's");
        }
        else
        {
            Make(values, type.EndsWith("_RESPONSE"u8), sink);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private static ReadOnlySpan<byte> First(JsonValues values, Field first, Field second) =>
        values.First((int)first, (int)second) is >= 0 and var slot ? NetworkText.Known(values.Bytes(slot)) : default;

    private void Make(JsonValues values, bool isResponse, IRecordSink sink)
    {
        var filled = sink.NewEvent();
        (filled.Source, filled.Kind, filled.Application) = (Source, EventKind.DnsQuery, "dns");
        filled.Transport = text.Lower(First(values, Field.Protocol, Field.CollectorProtocol)) switch
        {
            "dot" or "doh" or "tcp" => "tcp",
            "doq" or "udp" => "udp",
            var other => other,
        };
        var reason = Time(values, isResponse, filled)
            ?? text.SetEndpoints(
                filled, First(values, Field.QueryAddress, Field.CollectorQueryAddress), First(values, Field.QueryPort, Field.CollectorQueryPort),
                First(values, Field.ResponseAddress, Field.CollectorResponseAddress), First(values, Field.ResponsePort, Field.CollectorResponsePort));
        if (reason is not null)
        {
            sink.Reject(reason);
            return;
        }

        var id = Question(values, filled);
        if (filled.DnsName is null)
        {
            sink.Reject("question not understood");
            return;
        }

        var key = KeyHash.Of(First(values, Field.QueryAddress, Field.CollectorQueryAddress), First(values, Field.QueryPort, Field.CollectorQueryPort), id);
        if (isResponse && asked.Has(key))
        {
            sink.Ignore("dnstap response to a query that was read");
            return;
        }

        if (!isResponse)
        {
            asked.Add(key);
        }

        sink.Emit(filled);
    }

    private static string? Time(JsonValues values, bool isResponse, SecurityEvent filled)
    {
        var time = First(values, Field.QueryTime, Field.Stamp);
        time = time.IsEmpty && isResponse ? values.Bytes((int)Field.ResponseTime) : time;
        if (time.IsEmpty)
        {
            return NetworkText.TimeMissing;
        }

        if (!LogTime.TryIso8601(time, out var micros))
        {
            return NetworkText.TimeBad;
        }

        filled.TimeMicros = micros;
        return null;
    }

    /// <summary>Takes the question and gives the message's id.</summary>
    private ReadOnlySpan<byte> Question(JsonValues values, SecurityEvent filled)
    {
        if (values.Has((int)Field.Name))
        {
            filled.DnsName = text.Name(values.Bytes((int)Field.Name));
            filled.DnsType = text.DnsType(values.Bytes((int)Field.RecordType));
            filled.DnsResponse = filled.DnsName is null ? null : text.Upper(values.Bytes((int)Field.ResponseCode));
            return values.Bytes((int)Field.Id);
        }

        var message = First(values, Field.QueryText, Field.ResponseText);
        var isResponse = !values.Has((int)Field.QueryText);
        const string Mark = "QUESTION SECTION:\n;";
        Span<byte> mark = stackalloc byte[Mark.Length];
        Encoding.ASCII.GetBytes(Mark, mark);
        var at = message.IndexOf((ReadOnlySpan<byte>)mark);
        if (at >= 0)
        {
            // www.example.com.<tab>IN<tab> A
            var line = message[(at + Mark.Length)..];
            line = line.IndexOf((byte)'\n') is >= 0 and var end ? line[..end] : line;
            var blank = line.IndexOfAny((byte)'\t', (byte)' ');
            filled.DnsName = text.Name(blank < 0 ? line : line[..blank]);
            filled.DnsType = text.DnsType(line[(line.LastIndexOfAny((byte)'\t', (byte)' ') + 1)..]);
        }

        filled.DnsResponse = isResponse ? text.Upper(After(message, "status: "u8)) : null;
        return After(message, "id: "u8);
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        var at = message.IndexOf(name);
        if (at < 0)
        {
            return default;
        }

        var rest = message[(at + name.Length)..];
        var end = rest.IndexOfAny((byte)',', (byte)'\n');
        return end < 0 ? rest : rest[..end];
    }
}
