namespace Det0131.Datasets.Readers.MacOS;

/// <summary>What one START message of mDNSResponder says: who asks for what.</summary>
/// <remarks>
/// Formats after Apple's source (mDNSResponder 2600.100.147 and, for the older one, 878) and messages quoted from macOS 26:
/// <code>
/// [R1] DNSServiceQueryRecord START -- qname: NAME, qtype: TXT, flags: 0x15000, interface index: 0, client pid: 812 (python3.12), name hash: 1a2b3c4d
/// [R1] DNSServiceGetAddrInfo START -- hostname: NAME, protocols: 3, flags: 0x1D000, interface index: 0, client pid: 812 (curl), name hash: 1a2b3c4d
/// [R1] getaddrinfo start -- flags: 0xC000D000, ifindex: 0, protocols: 0, hostname: NAME, options: 0x8 {use-failover}, client pid: 4244 (Some App)
/// [R1] DNSServiceQueryRecord(1D000, 0, NAME, Addr) START PID[96315](curl)
/// [R1] DNSServiceGetAddrInfo(1D000, 0, 3, NAME) START PID[96315](curl)
/// </code>
/// NAME is in clear, or <c>&lt;mask.hash: 'base64'&gt;</c>, or <c>&lt;private&gt;</c>. A name may hold anything, commas too, so fields are looked for
/// from the end, where they cannot be forged by it.
/// </remarks>
internal readonly ref struct MdnsQuestion
{
    private MdnsQuestion(ReadOnlySpan<byte> request, ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, ReadOnlySpan<byte> pid, ReadOnlySpan<byte> client, ReadOnlySpan<byte> hash)
    {
        Request = request;
        Name = name;
        Type = type;
        ClientPid = pid;
        Client = client;
        NameHash = hash;
    }

    /// <summary><c>R1</c>.</summary>
    public ReadOnlySpan<byte> Request { get; }

    /// <summary>As logged: clear, masked or private.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Query type as logged (<c>TXT</c>, <c>Addr</c>, <c>65</c>); for address look-ups <c>A</c> or <c>AAAA</c>.</summary>
    public ReadOnlySpan<byte> Type { get; }

    public ReadOnlySpan<byte> ClientPid { get; }

    /// <summary>Name of the client's process.</summary>
    public ReadOnlySpan<byte> Client { get; }

    /// <summary>32-bit FNV-1a hash of the name, hexadecimal; empty when not logged.</summary>
    public ReadOnlySpan<byte> NameHash { get; }

    /// <summary>False for every other message, and for a START that does not name its client.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MdnsQuestion question)
    {
        question = default;
        if (!message.StartsWith("[R"u8) || message.IndexOf((byte)']') is not (> 2 and < 16 and var close))
        {
            return false;
        }

        ReadOnlySpan<byte> request = message[1..close];
        ReadOnlySpan<byte> text = message[(close + 1)..].TrimStart((byte)' ');
        return text switch
        {
            _ when text.StartsWith("DNSServiceQueryRecord START -- "u8) => TryReadFields(request, text, "qname: "u8, ", qtype: "u8, out question),
            _ when text.StartsWith("DNSServiceGetAddrInfo START -- "u8) => TryReadFields(request, text, "hostname: "u8, ", protocols: "u8, out question),
            _ when text.StartsWith("getaddrinfo start -- "u8) => TryReadFields(request, text, "hostname: "u8, ", options: "u8, out question),
            _ when text.StartsWith("DNSServiceQueryRecord("u8) => TryReadCall(request, text["DNSServiceQueryRecord("u8.Length..], isAddress: false, out question),
            _ when text.StartsWith("DNSServiceGetAddrInfo("u8) => TryReadCall(request, text["DNSServiceGetAddrInfo("u8.Length..], isAddress: true, out question),
            _ => false,
        };
    }

    private static bool TryReadFields(
        ReadOnlySpan<byte> request, ReadOnlySpan<byte> text, ReadOnlySpan<byte> nameMark, ReadOnlySpan<byte> afterName, out MdnsQuestion question)
    {
        question = default;
        int nameAt = text.IndexOf(nameMark);
        int nameEnd = text.LastIndexOf(afterName);
        int clientAt = text.LastIndexOf(", client pid: "u8);
        if (nameAt < 0 || nameEnd < nameAt + nameMark.Length || clientAt < nameEnd)
        {
            return false;
        }

        ReadOnlySpan<byte> client = text[(clientAt + ", client pid: "u8.Length)..];
        ReadOnlySpan<byte> hash = default;
        int hashAt = client.LastIndexOf("), name hash: "u8);
        if (hashAt >= 0)
        {
            hash = client[(hashAt + "), name hash: "u8.Length)..];
            hash = hash[..Until(hash, (byte)',')].Trim((byte)' ');
            client = client[..(hashAt + 1)];
        }

        if (client.LastIndexOf("), delegator "u8) is >= 0 and var delegatorAt)
        {
            client = client[..(delegatorAt + 1)];
        }

        int open = client.IndexOf(" ("u8);
        if (open <= 0 || client[^1] != ')')
        {
            return false;
        }

        ReadOnlySpan<byte> type = afterName.SequenceEqual(", qtype: "u8) ? Field(text[(nameEnd + afterName.Length)..]) : AddressType(Field(After(text, "protocols: "u8)));
        question = new MdnsQuestion(request, NameOnly(text[(nameAt + nameMark.Length)..nameEnd]), type, client[..open], client[(open + 2)..^1], hash);
        return true;
    }

    // flags, interface, name, type) START PID[n](client)  or  flags, interface, protocols, name) START PID[n](client)
    private static bool TryReadCall(ReadOnlySpan<byte> request, ReadOnlySpan<byte> text, bool isAddress, out MdnsQuestion question)
    {
        question = default;
        int end = text.LastIndexOf(") START PID["u8);
        if (end < 0 || text[^1] != ')')
        {
            return false;
        }

        ReadOnlySpan<byte> client = text[(end + ") START PID["u8.Length)..];
        int pidEnd = client.IndexOf("]("u8);
        ReadOnlySpan<byte> inside = SkipField(SkipField(text[..end]));
        int comma = isAddress ? inside.IndexOf(", "u8) : inside.LastIndexOf(", "u8);
        if (pidEnd <= 0 || comma < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> first = inside[..comma];
        ReadOnlySpan<byte> second = inside[(comma + 2)..];
        question = new MdnsQuestion(
            request, NameOnly(isAddress ? second : first), isAddress ? AddressType(first) : second, client[..pidEnd], client[(pidEnd + 2)..^1], default);
        return true;
    }

    // kDNSServiceProtocol_IPv4 is 1, IPv6 is 2; 0 and 3 ask for both, shown as A.
    private static ReadOnlySpan<byte> AddressType(ReadOnlySpan<byte> protocols) => protocols.SequenceEqual("2"u8) ? "AAAA"u8 : "A"u8;

    // Newer versions print a hash after the name: "NAME (1a2b3c4d)".
    private static ReadOnlySpan<byte> NameOnly(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("<"u8))
        {
            int close = name.IndexOf((byte)'>');
            return close < 0 ? name : name[..(close + 1)];
        }

        return name[..Until(name, (byte)' ')];
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text) => text[..Until(text, (byte)',')];

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        int at = text.IndexOf(mark);
        return at < 0 ? default : text[(at + mark.Length)..];
    }

    private static ReadOnlySpan<byte> SkipField(ReadOnlySpan<byte> text)
    {
        int comma = text.IndexOf(", "u8);
        return comma < 0 ? default : text[(comma + 2)..];
    }

    private static int Until(ReadOnlySpan<byte> text, byte mark) => text.IndexOf(mark) is >= 0 and var at ? at : text.Length;
}
