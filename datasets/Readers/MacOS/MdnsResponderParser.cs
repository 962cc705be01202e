using System.Buffers.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.MacOS;

/// <summary>
/// mDNSResponder's messages in the unified log (<c>log show --style ndjson</c> or <c>json</c>): each START of a look-up gives a DNS query by
/// its client. The socket to port 53 belongs to mDNSResponder itself, so this is the only place that names the asking program;
/// dig, host and nslookup ask past it and are not here.
/// </summary>
internal sealed class MdnsResponderParser(string file) : IRecordParser
{
    public const string Source = "macos.mdnsresponder";

    private const int Message = 0;
    private const int Timestamp = 1;
    private const int Subsystem = 2;
    private const int Image = 3;
    private const int Finished = 4;

    private readonly string? host = FileNameHost.Of(file, "mdnsresponder", "unifiedlog", "unified-log", "logshow");
    private readonly JsonFields fields = new("eventMessage", "timestamp", "subsystem", "processImagePath", "finished");
    private readonly HostText text = new();

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!fields.TryRead(record, out JsonValues values))
        {
            sink.Reject(JsonFields.NotValid);
        }
        else if (values.Has(Finished) && !values.Has(Message))
        {
            // The last line of ndjson: {"count":17,"finished":1}.
            sink.Ignore("end of log");
        }
        else if (!values.Bytes(Subsystem).SequenceEqual("com.apple.mDNSResponder"u8) && !values.Bytes(Image).EndsWith("/mDNSResponder"u8))
        {
            sink.Ignore("other process");
        }
        else if (!MdnsQuestion.TryRead(values.Bytes(Message), out MdnsQuestion question))
        {
            sink.Ignore("other message");
        }
        else if (!LogTime.TryIso8601(values.Bytes(Timestamp), out long micros))
        {
            sink.Reject("time missing or not a time");
        }
        else
        {
            Emit(question, micros, sink);
        }
    }

    public void Complete(IRecordSink sink)
    {
    }

    private void Emit(MdnsQuestion question, long micros, IRecordSink sink)
    {
        string? name = Name(question);
        if (name is null)
        {
            sink.Ignore("name withheld");
            return;
        }

        if (name == "local" || name.EndsWith(".local", StringComparison.Ordinal))
        {
            sink.Ignore("multicast name");
            return;
        }

        SecurityEvent asked = sink.NewEvent();
        asked.TimeMicros = micros;
        asked.Source = Source;
        asked.Platform = Platform.MacOS;
        asked.Kind = EventKind.DnsQuery;
        asked.Host = host;
        asked.RecordId = text.Text(question.Request);
        asked.Process = text.Lower(question.Client);
        asked.ProcessKey = text.ProcessId(question.ClientPid);
        asked.HostSide = HostSide.Source;
        asked.DnsName = name;
        asked.DnsType = TypeName(question.Type);
        sink.Emit(asked);
    }

    // A masked name still can be told from others: by its hash, else by its mask. #m keeps the two apart, since a mask's hash
    // is not the name's.
    private string? Name(MdnsQuestion question)
    {
        if (!question.Name.StartsWith("<"u8))
        {
            return text.DomainName(question.Name);
        }

        if (!question.NameHash.IsEmpty && question.NameHash.Length <= 8)
        {
            Span<byte> mark = stackalloc byte[9];
            mark[0] = (byte)'#';
            question.NameHash.CopyTo(mark[1..]);
            return text.Lower(mark[..(1 + question.NameHash.Length)]);
        }

        if (question.Name.StartsWith("<mask.hash: "u8) && !question.Name.EndsWith("'(null)'>"u8))
        {
            Span<byte> mark = stackalloc byte[10];
            "#m"u8.CopyTo(mark);
            Utf8Formatter.TryFormat(Fnv1a(question.Name), mark[2..], out _, new System.Buffers.StandardFormat('x', 8));
            return text.Lower(mark);
        }

        return null;
    }

    // DNSTypeName of mDNSResponder: "Addr" for A, names for the usual ones, else the number, in brackets in some versions.
    private string? TypeName(ReadOnlySpan<byte> type)
    {
        ReadOnlySpan<byte> bare = type.TrimStart((byte)'(').TrimEnd((byte)')');
        return bare switch
        {
            _ when bare.SequenceEqual("Addr"u8) => "A",
            _ when HostText.Number(bare) is >= 0 and <= ushort.MaxValue and var number => TypeName((int)number),
            _ => bare.IsEmpty ? null : Utf8Interner.Shared.InternUpper(bare),
        };
    }

    // IANA DNS parameters, resource record types; what is not listed is written as RFC 3597 does.
    private string TypeName(int number) => number switch
    {
        1 => "A",
        2 => "NS",
        5 => "CNAME",
        6 => "SOA",
        10 => "NULL",
        12 => "PTR",
        15 => "MX",
        16 => "TXT",
        28 => "AAAA",
        33 => "SRV",
        64 => "SVCB",
        65 => "HTTPS",
        255 => "ANY",
        _ => "TYPE" + text.NumberText(number),
    };

    // FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): the hash that mDNSResponder uses for names.
    private static uint Fnv1a(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte value in bytes)
        {
            hash = unchecked((hash ^ value) * 16777619);
        }

        return hash;
    }
}
