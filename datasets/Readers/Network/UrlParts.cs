using System.Buffers.Text;

namespace Det0131.Datasets.Readers.Network;

/// <summary>
/// The parts of a URL, <c>scheme://user:password@host:port/path?query</c>, or of <c>host:port</c> alone. User and password are left out; the path
/// ends before ?, # and ;, behind which secrets (session ids) may stand. Spans of the text that it was made from.
/// </summary>
internal readonly ref struct UrlParts
{
    /// <summary>Empty when there is none.</summary>
    public ReadOnlySpan<byte> Scheme { get; private init; }

    /// <summary>Without brackets.</summary>
    public ReadOnlySpan<byte> Host { get; private init; }

    /// <summary>Null when there is none, or none from 0 to 65535.</summary>
    public int? Port { get; private init; }

    /// <summary>With its slash; empty when there is none.</summary>
    public ReadOnlySpan<byte> Path { get; private init; }

    /// <summary>An absolute URL; text without <c>://</c> that begins with a slash is a path, other text host and port.</summary>
    public static UrlParts Of(ReadOnlySpan<byte> url)
    {
        var mark = url.IndexOf("://"u8);
        var isAbsolute = mark > 0 && !url[..mark].ContainsAny("/?#"u8);
        if (!isAbsolute && url is [(byte)'/', ..])
        {
            return new UrlParts { Path = PathOf(url) };
        }

        var rest = isAbsolute ? url[(mark + 3)..] : url;
        var end = rest.IndexOfAny("/?#"u8);
        var authority = end < 0 ? rest : rest[..end];
        var host = HostOf(authority[(authority.LastIndexOf((byte)'@') + 1)..], out var port);
        return new UrlParts { Scheme = isAbsolute ? url[..mark] : default, Host = host, Port = port, Path = end < 0 ? default : PathOf(rest[end..]) };
    }

    /// <summary>Path without what follows it.</summary>
    public static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> path)
    {
        var end = path.IndexOfAny("?#;"u8);
        return end < 0 ? path : path[..end];
    }

    /// <summary>Host of <c>host:port</c>, <c>[address]:port</c>, or of a bare IPv6 address.</summary>
    public static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> authority, out int? port)
    {
        port = null;
        if (authority is [(byte)'[', ..] && authority.IndexOf((byte)']') is > 0 and var close)
        {
            port = authority[(close + 1)..] is [(byte)':', .. var digits] ? PortOf(digits) : null;
            return authority[1..close];
        }

        var colon = authority.IndexOf((byte)':');
        if (colon < 0 || authority[(colon + 1)..].Contains((byte)':'))
        {
            return authority;
        }

        port = PortOf(authority[(colon + 1)..]);
        return authority[..colon];
    }

    private static int? PortOf(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out ushort port, out var used) && used == digits.Length ? port : null;
}
