using System.Net;

namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>A far end named on a command line. Valid as long as the line it was read from.</summary>
public readonly ref struct RemoteTarget
{
    /// <summary>The longest host name that DNS allows.</summary>
    private const int LongestHost = 253;

    private RemoteTarget(ReadOnlySpan<char> host, string hostSuffix, int? port, string? application)
    {
        Host = host;
        HostSuffix = hostSuffix;
        Port = port;
        Application = application;
    }

    /// <summary>Host name or address as written, without brackets and final dot; empty when there is no target.</summary>
    public ReadOnlySpan<char> Host { get; }

    /// <summary>What completes the host name: <c>s3://bucket</c> is <c>bucket</c> and <c>.s3.amazonaws.com</c>; else "".</summary>
    public string HostSuffix { get; }

    /// <summary>1..65535, or null when neither the line nor the scheme or tool names one.</summary>
    public int? Port { get; }

    /// <summary>Application protocol in the words of <c>SecurityEvent.Application</c>, or null.</summary>
    public string? Application { get; }

    public bool IsPresent => !Host.IsEmpty;

    /// <summary>True when the host is an IPv4 address in dotted form or an IPv6 address.</summary>
    public bool IsAddress => HostSuffix is { Length: 0 } && IsAddressText(Host);

    /// <summary>Whether the text is an IPv4 address of four parts or an IPv6 address. Shorter and hexadecimal IPv4 forms are not.</summary>
    public static bool IsAddressText(ReadOnlySpan<char> text) =>
        (text.Contains(':') || text.Count('.') == 3) && !text.ContainsAnyExcept("0123456789abcdefABCDEF.:") && IPAddress.IsValid(text);

    /// <summary>Takes a host after checking it; false when it cannot be a host name or address (a variable, a format, empty).</summary>
    internal static bool TryMake(ReadOnlySpan<char> host, string hostSuffix, int? port, string? application, out RemoteTarget target)
    {
        target = default;
        if (host.Length > 1 && host[0] == '[' && host[^1] == ']')
        {
            host = host[1..^1];
            if (!host.Contains(':'))
            {
                return false;
            }
        }

        host = host.TrimEnd('.');
        if (host.Length is 0 or > LongestHost)
        {
            return false;
        }

        if (host.Contains(':') ? !IsAddressText(host) : !IsHostName(host))
        {
            return false;
        }

        target = new RemoteTarget(host, hostSuffix, port, application);
        return true;
    }

    /// <summary>Reads <c>host</c>, <c>user@host</c>, <c>host:port</c>, <c>[v6]:port</c>; what follows another colon is left off as a path.</summary>
    internal static bool TryParseHostPort(ReadOnlySpan<char> text, string? application, int? defaultPort, out RemoteTarget target)
    {
        text = text[(text.LastIndexOf('@') + 1)..];
        int? port = defaultPort;
        int close = text.StartsWith('[') ? text.IndexOf(']') : -1;
        if (close > 0)
        {
            port = text.Length > close + 1 && text[close + 1] == ':' ? ParsePort(text[(close + 2)..]) ?? defaultPort : defaultPort;
            text = text[..(close + 1)];
        }
        else if (!(text.Count(':') > 1 && IsAddressText(text)) && text.IndexOf(':') is >= 0 and var colon)
        {
            port = ParsePort(text[(colon + 1)..]) ?? defaultPort;
            text = text[..colon];
        }

        return TryMake(text.Contains(':') && !text.StartsWith('[') && !IsAddressText(text) ? default : text, "", port, application, out target);
    }

    /// <summary>Reads <c>[user@]host:path</c> (scp, rsync over ssh) and <c>host::module</c> (rsync). A drive letter is no host.</summary>
    internal static bool TryParseHostPath(ReadOnlySpan<char> word, string? application, int? defaultPort, out RemoteTarget target)
    {
        target = default;
        int from = word.IndexOf('@') + 1;
        int close = from < word.Length && word[from] == '[' ? word.IndexOf(']') : -1;
        int colon = close > 0 ? (close + 1 < word.Length && word[close + 1] == ':' ? close + 1 : -1) : word.IndexOf(':');
        if (colon <= from || (colon == 1 && char.IsAsciiLetter(word[0])) || word[..colon].ContainsAny('/', '\\') || word[colon..].StartsWith("://"))
        {
            return false;
        }

        bool daemon = word[colon..].StartsWith("::");
        return TryMake(word[from..colon], "", daemon ? 873 : defaultPort, daemon ? "rsync" : application, out target);
    }

    /// <summary>Whether a word names something on another machine: a URL that is no file, <c>host:path</c>, <c>remote:path</c>, a UNC path.</summary>
    internal static bool LooksRemote(ReadOnlySpan<char> word) =>
        word.Contains("://", StringComparison.Ordinal)
            ? !word.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            : word.StartsWith(@"\\") || (word.StartsWith(':') && word.Length > 1) || TryParseHostPath(word, null, null, out _);

    internal static int? ParsePort(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExcept("0123456789");
        var digits = end < 0 ? text : text[..end];
        return digits.Length is > 0 and <= 5 && int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535
            ? port : null;
    }

    private static bool IsHostName(ReadOnlySpan<char> host)
    {
        bool hasLetterOrDigit = false;
        foreach (char c in host)
        {
            bool letterOrDigit = char.IsLetterOrDigit(c);
            hasLetterOrDigit |= letterOrDigit;
            if (!letterOrDigit && c is not ('-' or '.' or '_'))
            {
                return false;
            }
        }

        return hasLetterOrDigit && host[0] is not ('.' or '-') && host.IndexOf("..", StringComparison.Ordinal) < 0;
    }
}
