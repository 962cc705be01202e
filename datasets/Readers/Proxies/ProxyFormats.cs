using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.Proxies;

/// <summary>Proxies: Squid's native log, and W3C's extended format (Blue Coat; also IIS as a server). Thread-safe.</summary>
public static class ProxyFormats
{
    public static SourceFormat Squid { get; } = new("squid", Framing.Lines, DetectSquid, _ => new SquidParser());

    public static SourceFormat W3c { get; } = new("w3c", Framing.Lines, DetectW3c, _ => new W3cParser());

    private static Detection DetectSquid(byte[] head, string file) =>
        new HeadLines(head).Any(static line => SquidParser.IsNative(line)) ? new Detection(85, "lines of Squid's native format") : Detection.None;

    /// <summary>The fields must name a client: other programs (Exchange, Windows' firewall) use the same header.</summary>
    private static Detection DetectW3c(byte[] head, string file)
    {
        ReadOnlySpan<byte> text = head;
        var at = text.StartsWith("#Fields:"u8) ? 0 : text.IndexOf("\n#Fields:"u8);
        if (at < 0 || text[0] != '#')
        {
            return Detection.None;
        }

        var line = text[(at + 1)..];
        var end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        return line.IndexOf(" c-ip"u8) > 0 && line.IndexOf(" time"u8) > 0 ? new Detection(90, "a #Fields line with time and c-ip") : Detection.None;
    }
}
