namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>Finds the far end on a tool's line where it is no URL: <c>nc host port</c>, <c>scp x user@host:y</c>, <c>-connect host:port</c>.</summary>
internal static class ToolTarget
{
    /// <summary>Finds the far end among a tool's arguments; not present when there is none, or when the tool only listens.</summary>
    public static void Find(TransferTool tool, ReadOnlySpan<char> arguments, out RemoteTarget target)
    {
        target = default;
        ReadOnlySpan<char> host = default;
        ReadOnlySpan<char> previous = default;
        int? port = null;
        bool isValue = false;
        bool hostFound = false;
        var words = new CommandWords(arguments, startsWithCommand: false);
        while (words.MoveNext())
        {
            var word = words.Current;
            if (words.StartsCommand)
            {
                // Another command of the same line: its words are not this tool's.
                break;
            }

            var value = FlagValue(previous, word, tool.PortFlag, tool.Anywhere) is { IsEmpty: false } named ? named
                : previous.Equals("ssh", StringComparison.Ordinal) || tool.Name != "rsync" ? default
                : FlagValue(previous, word, "-p", false);
            port ??= RemoteTarget.ParsePort(value);
            var far = FlagValue(previous, word, tool.TargetFlag, tool.Anywhere);
            if (!far.IsEmpty && !hostFound && RemoteTarget.TryParseHostPort(far, tool.Application, tool.Port, out target))
            {
                hostFound = true;
            }

            bool flag = word[0] == '-' && word.Length > 1;
            if (flag && tool.Name == "nc" && (word.Equals("--listen", StringComparison.Ordinal) || (word[1] != '-' && word.Contains('l'))))
            {
                return;
            }

            bool positional = !flag && !isValue;
            isValue = flag && tool.TakesValue(word);
            previous = word;
            if (!positional)
            {
                continue;
            }

            if (!hostFound)
            {
                hostFound = tool.Target switch
                {
                    TargetForm.Url => !word.Contains("://", StringComparison.Ordinal) && RemoteTarget.TryParseHostPort(UpToPath(word), tool.Application, tool.Port, out target),
                    TargetForm.Host => RemoteTarget.TryParseHostPort(word, tool.Application, tool.Port, out target),
                    TargetForm.HostPath => RemoteTarget.TryParseHostPath(word, tool.Application, tool.Port, out target),
                    TargetForm.Socat => TryParseSocat(word, out target),
                    _ => false,
                };
                host = hostFound ? word : default;
            }
            else if (tool.Target == TargetForm.Host && port is null && !host.IsEmpty && !word.ContainsAnyExcept("0123456789"))
            {
                port = RemoteTarget.ParsePort(word);
            }
        }

        if (hostFound && port is not null)
        {
            RemoteTarget.TryMake(target.Host, target.HostSuffix, port, target.Application, out target);
        }
    }

    /// <summary>The value of a flag written as <c>-p 1</c>, <c>-p1</c> or <c>--port=1</c>; empty when this word is none.</summary>
    internal static ReadOnlySpan<char> FlagValue(ReadOnlySpan<char> previous, ReadOnlySpan<char> word, string? flag, bool anyCase)
    {
        if (flag is null)
        {
            return default;
        }

        var comparison = anyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (previous.Equals(flag, comparison))
        {
            return word;
        }

        if (word.Length <= flag.Length || !word.StartsWith(flag, comparison))
        {
            return default;
        }

        return word[flag.Length] is '=' or ':' ? word[(flag.Length + 1)..] : flag.Length == 2 ? word[2..] : default;
    }

    private static ReadOnlySpan<char> UpToPath(ReadOnlySpan<char> word)
    {
        int end = word.IndexOfAny('/', '?', '#');
        return end < 0 ? word : word[..end];
    }

    /// <summary><c>TCP:host:port</c>, <c>OPENSSL:host:port,verify=0</c>; the listening forms name no far end.</summary>
    private static bool TryParseSocat(ReadOnlySpan<char> word, out RemoteTarget target)
    {
        target = default;
        int colon = word.IndexOf(':');
        if (colon <= 0)
        {
            return false;
        }

        var kind = word[..colon];
        bool secure = kind.StartsWith("openssl", StringComparison.OrdinalIgnoreCase) || kind.Equals("ssl", StringComparison.OrdinalIgnoreCase);
        bool plain = kind.StartsWith("tcp", StringComparison.OrdinalIgnoreCase) || kind.StartsWith("udp", StringComparison.OrdinalIgnoreCase);
        if ((!secure && !plain) || kind.Contains("listen", StringComparison.OrdinalIgnoreCase) || kind.EndsWith("-l", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = word[(colon + 1)..];
        int comma = rest.IndexOf(',');
        return RemoteTarget.TryParseHostPort(comma < 0 ? rest : rest[..comma], secure ? "ssl" : null, null, out target);
    }
}
