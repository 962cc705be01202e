using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.DnsServers;

/// <summary>DNS servers: BIND's query log, and dnstap exported as JSON. Thread-safe.</summary>
public static class DnsServerFormats
{
    public static SourceFormat Bind { get; } = new("bind", Framing.Lines, DetectBind, file => new BindParser(file));

    public static SourceFormat Dnstap { get; } = new("dnstap", Framing.Json, DetectDnstap, _ => new DnstapParser());

    private static Detection DetectBind(byte[] head, string file) =>
        new HeadLines(head).Any(static line => BindParser.IsQuery(line)) ? new Detection(85, "queries of BIND (client ...#port ... query:)") : Detection.None;

    private static Detection DetectDnstap(byte[] record, string file)
    {
        ReadOnlySpan<byte> text = record;
        return text.IndexOf("\"query_address\""u8) > 0 && text.IndexOf("\"socket_protocol\""u8) > 0 ? new Detection(90, "the fields query_address and socket_protocol of dnstap")
            : text.IndexOf("\"timestamp-rfc3339ns\""u8) > 0 || text.IndexOf("\"dnstap.timestamp-rfc3339ns\""u8) > 0 ? new Detection(90, "DNS-collector's timestamp-rfc3339ns")
            : Detection.None;
    }
}
