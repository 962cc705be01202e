using System.Collections.Frozen;

namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>Reads what a resolver's client is told: <c>dig @8.8.8.8 -p 53 name TXT</c>, <c>nslookup -type=TXT name server</c>, <c>Resolve-DnsName -Name n -Server s</c>.</summary>
internal static class ResolverArguments
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Types = new[]
    {
        "A", "AAAA", "ANY", "AXFR", "CAA", "CNAME", "DNSKEY", "DS", "HTTPS", "KEY", "LOC", "MX", "NAPTR", "NS", "NULL", "PTR", "SOA", "SPF", "SRV", "SVCB", "TXT",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CmdletSwitches = new[]
    {
        "-QuickTimeout", "-DnsOnly", "-NoHostsFile", "-NoRecursion", "-TcpOnly", "-DnssecOk", "-DnssecCd", "-CacheOnly", "-LlmnrOnly", "-NetbiosFallback", "-LlmnrFallback", "-LlmnrNetbiosOnly",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads server, name and type; each is absent when the line does not give it.</summary>
    public static void Read(TransferTool tool, ReadOnlySpan<char> arguments, out RemoteTarget server, out ReadOnlySpan<char> name, out ReadOnlySpan<char> type)
    {
        server = default;
        name = default;
        type = default;
        int? port = tool.Port;
        ReadOnlySpan<char> flag = default;
        var words = new CommandWords(arguments, startsWithCommand: false);
        while (words.MoveNext())
        {
            var word = words.Current;
            if (words.StartsCommand)
            {
                break;
            }

            if (!flag.IsEmpty)
            {
                if (tool.PortFlag is not null && flag.Equals(tool.PortFlag, StringComparison.Ordinal))
                {
                    port = RemoteTarget.ParsePort(word) ?? port;
                }
                else if (IsTypeFlag(flag))
                {
                    type = word;
                }
                else if (flag.Equals("-name", StringComparison.OrdinalIgnoreCase) || flag.Equals("-q", StringComparison.Ordinal))
                {
                    name = word;
                }
                else if (flag.Equals("-server", StringComparison.OrdinalIgnoreCase))
                {
                    RemoteTarget.TryParseHostPort(word, "dns", port, out server);
                }

                flag = default;
            }
            else if (word[0] == '@')
            {
                RemoteTarget.TryParseHostPort(word[1..], "dns", port, out server);
            }
            else if (word[0] == '-')
            {
                int equals = word.IndexOf('=');
                if (equals > 0)
                {
                    type = IsTypeFlag(word[..equals]) || word.StartsWith("-q=") ? word[(equals + 1)..] : type;
                }
                else if (tool.Anywhere ? !CmdletSwitches.Contains(word) : tool.TakesValue(word))
                {
                    flag = word;
                }
            }
            else if (word[0] != '+')
            {
                if (Types.Contains(word))
                {
                    type = word;
                }
                else if (name.IsEmpty)
                {
                    name = word;
                }
                else if (!server.IsPresent && tool.Name != "dig")
                {
                    RemoteTarget.TryParseHostPort(word, "dns", port, out server);
                }
            }
        }

        if (server.IsPresent)
        {
            RemoteTarget.TryMake(server.Host, "", port, "dns", out server);
        }

        // A name that is no host name (a variable, a loop's remains) would be counted as a domain of its own.
        if (!RemoteTarget.TryMake(name, "", null, null, out var checkedName) && !IsTunnelName(name))
        {
            name = default;
        }
        else if (checkedName.IsPresent)
        {
            name = checkedName.Host;
        }
    }

    /// <summary>Names that carry base64 have characters no host name has.</summary>
    private static bool IsTunnelName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= 253 && name.Contains('.') && !name.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+/=");

    private static bool IsTypeFlag(ReadOnlySpan<char> flag) =>
        flag.Equals("-t", StringComparison.Ordinal) || flag.Equals("-type", StringComparison.OrdinalIgnoreCase) || flag.Equals("-querytype", StringComparison.OrdinalIgnoreCase);
}
