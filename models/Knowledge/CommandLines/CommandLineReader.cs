namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>
/// Reads a command line for its transfer tool, upload verb and far end. Linear in the length of the line, no regular expressions,
/// no allocation. Immutable, thread-safe.
/// </summary>
public sealed class CommandLineReader(TransferTools tools, UploadVerbs verbs)
{
    /// <summary>Characters of a line that are looked at; events carry at most 4 KiB.</summary>
    public const int LongestLine = 16_384;

    /// <summary>Words that run what follows them: a command may stand after them and their flags.</summary>
    private static readonly System.Collections.Frozen.FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Launchers =
        System.Collections.Frozen.FrozenSet.ToFrozenSet(
        [
            "sudo", "doas", "su", "env", "nohup", "time", "timeout", "exec", "nice", "ionice", "xargs", "command", "eval", "watch", "setsid", "stdbuf", "unbuffer",
            "sh", "bash", "zsh", "dash", "ash", "ksh", "cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh", "pwsh.exe", "start", "call", "then", "do", "else",
            "busybox", "torsocks", "torify", "proxychains", "proxychains4", "sshpass", "start-process", "invoke-expression", "iex", "wsl", "wsl.exe", "chroot", "runuser", "-exec",
        ], StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The reader over the lists that come with the program.</summary>
    public static CommandLineReader Shipped { get; } = new(TransferTools.Shipped, UploadVerbs.Shipped);

    public TransferTools Tools { get; } = tools;

    public UploadVerbs Verbs { get; } = verbs;

    /// <summary>Reads one command line; empty texts are absent. Only the first 16,384 characters count.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="process">Name or path of the process.</param>
    /// <param name="originalName">Original file name from the version resource.</param>
    public CommandLineFacts Read(ReadOnlySpan<char> line, ReadOnlySpan<char> process, ReadOnlySpan<char> originalName)
    {
        line = line.Length > LongestLine ? line[..LongestLine] : line;
        var byProcess = Tools.Find(process);
        var byOriginal = Tools.Find(originalName);
        var own = byOriginal ?? byProcess;
        int after = AfterOwnName(line);
        var tool = own;
        if (own is null || own.Kind is ToolKind.Interpreter or ToolKind.Archive || own.Name == "busybox")
        {
            var named = NamedTool(line, out int afterNamed);
            if (named is not null && (own is null || !IsPlain(named) || named.Anywhere))
            {
                (tool, after) = (named, afterNamed);
            }
        }

        var arguments = line[Math.Min(after, line.Length)..];
        bool hasUrl = UrlFinder.Find(line, out var target);
        ReadOnlySpan<char> dnsName = default, dnsType = default;
        if (tool is { Target: TargetForm.Resolver })
        {
            ResolverArguments.Read(tool, arguments, out target, out dnsName, out dnsType);
        }
        else if (!target.IsPresent && tool is not null)
        {
            ToolTarget.Find(tool, arguments, out target);
        }

        if (!target.IsPresent && !UrlFinder.FindDeviceSocket(line, out target))
        {
            UrlFinder.FindShare(line, out target);
        }

        return new CommandLineFacts
        {
            Tool = tool,
            IsRenamed = byOriginal is not null && !process.IsEmpty && (byProcess is null || byProcess.Name != byOriginal.Name),
            Verb = tool is null ? null : Verbs.Find(tool, arguments, line),
            HasUrl = hasUrl,
            Target = target,
            DnsName = dnsName,
            DnsType = dnsType,
        };
    }

    private static bool IsPlain(TransferTool tool) => tool.Kind is ToolKind.Interpreter or ToolKind.Archive;

    private static int AfterOwnName(ReadOnlySpan<char> line)
    {
        // A quoted path with spaces is one word here, unlike everywhere else: its pieces are no arguments.
        if (line.StartsWith('"') && line[1..].IndexOf('"') is >= 0 and var close)
        {
            return close + 2;
        }

        var words = new CommandWords(line);
        return words.MoveNext() ? words.Start + words.Current.Length : line.Length;
    }

    /// <summary>The first tool that stands where a command does; of several, one that is more than an interpreter or packer.</summary>
    private TransferTool? NamedTool(ReadOnlySpan<char> line, out int after)
    {
        after = 0;
        TransferTool? best = null;
        bool expected = true;
        bool flagBefore = false;
        var words = new CommandWords(line);
        while (words.MoveNext())
        {
            var word = words.Current;
            expected |= words.StartsCommand;
            var found = Tools.Find(word);
            if (found is not null && (found.Anywhere || expected) && !word.StartsWith("dev-tcp") && (best is null || (IsPlain(best) && (!IsPlain(found) || found.Anywhere))))
            {
                best = found;
                after = words.Start + word.Length;
                if (!IsPlain(found) && found.Name != "busybox")
                {
                    return best;
                }
            }

            // "sudo -u bob curl": flags, their values, numbers and assignments do not end the wait for a command.
            bool isFlag = word[0] == '-' || (word[0] == '/' && word.Length <= 3);
            expected = Launchers.Contains(BaseName(word)) || (expected && (isFlag || flagBefore || char.IsAsciiDigit(word[0]) || word.Contains('=')));
            flagBefore = isFlag;
        }

        if (best is null || IsPlain(best))
        {
            if (line.Contains("/dev/tcp/", StringComparison.Ordinal) || line.Contains("/dev/udp/", StringComparison.Ordinal))
            {
                return Tools.Find("dev-tcp");
            }
        }

        return best;
    }

    private static ReadOnlySpan<char> BaseName(ReadOnlySpan<char> path) => path[(path.LastIndexOfAny('/', '\\') + 1)..];
}
