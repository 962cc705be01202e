using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>A DNS question with its answer. Immutable.</summary>
/// <param name="Answer">Answer as Zeek prints it; null means the name does not exist, an empty text an answer that Zeek does not print.</param>
internal sealed record DnsExchange(string Name, string Type, string? Answer, string Server = Site.DnsServer)
{
    /// <summary>IANA number of the type.</summary>
    public int TypeNumber => Type switch
    {
        "A" => 1,
        "CNAME" => 5,
        "NULL" => 10,
        "PTR" => 12,
        "MX" => 15,
        "TXT" => 16,
        "KEY" => 25,
        "AAAA" => 28,
        "HTTPS" => 65,
        _ => throw new ArgumentException($"Found DNS type '{Type}'; expected one of A, CNAME, NULL, PTR, MX, TXT, KEY, AAAA, HTTPS."),
    };

    /// <summary>Bytes of the question on the wire (RFC 1035: header, labels with lengths and root, type, class) and an EDNS option record.</summary>
    public long QueryBytes => 12 + Name.Length + 2 + 4 + 11;

    /// <summary>Bytes that the answer adds to the repeated question: a compressed name, type, class, TTL, length and the data.</summary>
    public long AnswerBytes => Answer is null ? 60 : Type is "A" ? 16 : 12 + Answer.Length;
}
