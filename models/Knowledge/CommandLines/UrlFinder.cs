using System.Collections.Frozen;

namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>Finds URLs, UNC paths and <c>/dev/tcp</c> paths in the text of a command line, in one pass each, allocating nothing.</summary>
internal static class UrlFinder
{
    private const int LongestScheme = 16;
    private const int LongestFlag = 24;

    /// <summary>Words whose value is a URL that data does not go to.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> OtherUrls = new[]
    {
        "-x", "--proxy", "--preproxy", "-e", "--referer", "-H", "--header", "-A", "--user-agent", "--doh-url", "-Proxy", "-UserAgent",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Application and port by scheme, ports after the IANA scheme and service name registries.</summary>
    private static readonly FrozenDictionary<string, Scheme>.AlternateLookup<ReadOnlySpan<char>> Schemes = new Dictionary<string, Scheme>
    {
        ["http"] = new("http", 80, ""), ["https"] = new("ssl", 443, ""), ["ws"] = new("http", 80, ""), ["wss"] = new("ssl", 443, ""),
        ["ftp"] = new("ftp", 21, ""), ["ftps"] = new("ssl", 990, ""), ["ftpes"] = new("ftp", 21, ""), ["tftp"] = new("tftp", 69, ""),
        ["sftp"] = new("ssh", 22, ""), ["scp"] = new("ssh", 22, ""), ["ssh"] = new("ssh", 22, ""), ["rsync"] = new("rsync", 873, ""),
        ["smtp"] = new("smtp", 25, ""), ["smtps"] = new("ssl", 465, ""), ["imap"] = new("imap", 143, ""), ["imaps"] = new("ssl", 993, ""),
        ["smb"] = new("smb", 445, ""), ["smbs"] = new("smb", 445, ""), ["dav"] = new("http", 80, ""), ["davs"] = new("ssl", 443, ""),
        ["webdav"] = new("http", 80, ""), ["ldap"] = new("ldap", 389, ""), ["ldaps"] = new("ssl", 636, ""), ["telnet"] = new("telnet", 23, ""),
        ["git"] = new("git", 9418, ""), ["dict"] = new("dict", 2628, ""), ["gopher"] = new("gopher", 70, ""), ["mqtt"] = new("mqtt", 1883, ""),
        ["dns"] = new("dns", 53, ""), ["tcp"] = new(null, null, ""), ["udp"] = new(null, null, ""),
        ["s3"] = new("ssl", 443, ".s3.amazonaws.com"), ["gs"] = new("ssl", 443, ".storage.googleapis.com"),
        ["abfs"] = new("ssl", 443, ""), ["abfss"] = new("ssl", 443, ""), ["wasb"] = new("ssl", 443, ""), ["wasbs"] = new("ssl", 443, ""),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The first URL with a usable host that data may go to; that of <c>--endpoint-url</c> before all others.</summary>
    /// <param name="line">A command line.</param>
    /// <param name="target">The far end; not present when there is no such URL.</param>
    /// <returns>Whether any URL other than <c>file:</c> stands on the line, even one whose host cannot be read.</returns>
    public static bool Find(ReadOnlySpan<char> line, out RemoteTarget target)
    {
        target = default;
        bool any = false;
        int from = 0;
        while (line[from..].IndexOf("://", StringComparison.Ordinal) is >= 0 and var offset)
        {
            int colon = from + offset;
            from = colon + 3;
            int start = colon;
            while (start > 0 && colon - start < LongestScheme && (char.IsAsciiLetterOrDigit(line[start - 1]) || line[start - 1] is '+' or '-'))
            {
                start--;
            }

            var scheme = line[start..colon];
            if (scheme.IsEmpty || scheme.Equals("file", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var before = WordBefore(line[..start]);
            if (OtherUrls.Contains(before) || before.EndsWith(':'))
            {
                continue;
            }

            any = true;
            bool endpoint = before.Equals("--endpoint-url", StringComparison.Ordinal);
            if ((!target.IsPresent || endpoint) && TryParseAuthority(scheme, line[from..], out var found))
            {
                target = found;
                if (endpoint)
                {
                    return true;
                }
            }
        }

        return any;
    }

    /// <summary>Reads <c>\\host\share</c> (SMB) and the WebDAV forms <c>\\host@80\</c>, <c>\\host@SSL\</c>, <c>\\host@SSL@8443\</c>.</summary>
    public static bool FindShare(ReadOnlySpan<char> line, out RemoteTarget target)
    {
        target = default;
        int from = 0;
        while (line[from..].IndexOf(@"\\", StringComparison.Ordinal) is >= 0 and var offset)
        {
            int start = from + offset;
            from = start + 2;
            int length = line[from..].IndexOfAny("\\ \t\"'|<>");
            bool atWordStart = start == 0 || char.IsWhiteSpace(line[start - 1]) || line[start - 1] is '"' or '\'' or '=' or '>' or '(';
            if (length < 2 || line[from + length] != '\\' || !atWordStart)
            {
                continue;
            }

            var host = line.Slice(from, length);
            from += length;
            int at = host.IndexOf('@');
            if (at < 0)
            {
                if (RemoteTarget.TryMake(host, "", 445, "smb", out target))
                {
                    return true;
                }

                continue;
            }

            var form = host[(at + 1)..];
            bool secure = form.StartsWith("SSL", StringComparison.OrdinalIgnoreCase);
            int? port = RemoteTarget.ParsePort(secure ? form[3..].TrimStart('@') : form) ?? (secure ? 443 : null);
            if (port is not null && RemoteTarget.TryMake(host[..at], "", port, secure ? "ssl" : "http", out target))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads bash's <c>/dev/tcp/host/port</c> and <c>/dev/udp/host/port</c>.</summary>
    public static bool FindDeviceSocket(ReadOnlySpan<char> line, out RemoteTarget target)
    {
        target = default;
        int at = line.IndexOf("/dev/tcp/", StringComparison.Ordinal);
        at = at >= 0 ? at : line.IndexOf("/dev/udp/", StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        var rest = line[(at + "/dev/tcp/".Length)..];
        int slash = rest.IndexOf('/');
        return slash > 0 && RemoteTarget.ParsePort(rest[(slash + 1)..]) is { } port && RemoteTarget.TryMake(rest[..slash], "", port, null, out target);
    }

    private static bool TryParseAuthority(ReadOnlySpan<char> scheme, ReadOnlySpan<char> rest, out RemoteTarget target)
    {
        int end = rest.IndexOfAny("/?# \t\r\n\"'<>\\`");
        var authority = end < 0 ? rest : rest[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        end = authority.IndexOfAny(",;)}|&");
        authority = end < 0 ? authority : authority[..end];

        bool known = Schemes.TryGetValue(scheme, out var meaning);
        if (known && meaning.HostSuffix.Length > 0)
        {
            return RemoteTarget.TryMake(authority, meaning.HostSuffix, meaning.Port, meaning.Application, out target);
        }

        return RemoteTarget.TryParseHostPort(authority, known ? meaning.Application : null, known ? meaning.Port : null, out target);
    }

    /// <summary>The word that ends before a position, at most 24 characters of it; of <c>--flag=</c> the flag.</summary>
    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd(" \t\"'=");
        int from = Math.Max(0, text.Length - LongestFlag);
        int separator = text[from..].LastIndexOfAny(" \t\"'=(");
        return text[(separator < 0 ? from : from + separator + 1)..];
    }

    private readonly record struct Scheme(string? Application, int? Port, string HostSuffix);
}
