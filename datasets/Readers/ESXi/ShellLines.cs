using System.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// shell.log: each command typed in the ESXi shell or over SSH gives a process start by <c>shell</c>. Feeds hypervisor.command, lineage
/// and command features. A command's output, its children and what scripts run are not logged.
/// </summary>
/// <remarks>
/// <code>
/// [root]: esxcli network firewall set --enabled false                                            ESXi 6 to 9
/// [shell.cmd@6876 subject="root" object="shell" command="ls" result="success" status="0"]         audit records, ESXi 7 and later
/// </code>
/// </remarks>
internal sealed class ShellLines(EsxiEvents events)
{
    public const string Source = "esxi.shell";

    private static readonly string[] Wrappers = ["sudo", "nohup", "exec", "time", "busybox"];

    public void Parse(in EsxiLine line, IRecordSink sink)
    {
        ReadOnlySpan<byte> message = line.Message;
        ReadOnlySpan<byte> user;
        ReadOnlySpan<byte> command;
        Outcome outcome = Outcome.Unknown;
        if (message.StartsWith("[shell.cmd@"u8))
        {
            user = QuotedAfter(message, "subject=\""u8);
            command = QuotedAfter(message, "command=\""u8);
            outcome = QuotedAfter(message, "result=\""u8).SequenceEqual("success"u8) ? Outcome.Success : Outcome.Failure;
        }
        else if (message.StartsWith("["u8) && message.IndexOf("]: "u8) is > 1 and < 128 and var close)
        {
            user = message[1..close];
            command = message[(close + 3)..];
        }
        else
        {
            sink.Ignore("shell message");
            return;
        }

        string? commandLine = HostText.Cut(command.Trim((byte)' '));
        if (commandLine is null)
        {
            sink.Ignore("empty command");
            return;
        }

        SecurityEvent started = events.Begin(line, EventKind.ProcessStart, Source, Tool(commandLine), sink);
        events.SetUser(started, user);
        started.Parent = "shell";
        started.ParentKey = events.Text.ProcessId(line.Pid);
        started.CommandLine = commandLine;
        started.Outcome = outcome;
        sink.Emit(started);
    }

    // The first word that is neither an assignment (A=b) nor one of the words that only start another; its last path segment.
    private string? Tool(string commandLine)
    {
        ReadOnlySpan<char> rest = commandLine;
        ReadOnlySpan<char> last = default;
        while (!rest.IsEmpty)
        {
            int blank = rest.IndexOfAny(' ', '\t');
            ReadOnlySpan<char> word = (blank < 0 ? rest : rest[..blank]).TrimEnd(";|&");
            rest = blank < 0 ? default : rest[blank..].TrimStart(" \t");
            if (word.IsEmpty || (word.Contains('=') && word[0] is not ('/' or '.')))
            {
                continue;
            }

            last = word[(word.LastIndexOf('/') + 1)..];
            if (!IsWrapper(last))
            {
                break;
            }
        }

        Span<byte> utf8 = stackalloc byte[Utf8Interner.LongestKept];
        return last.IsEmpty ? null
            : Encoding.UTF8.TryGetBytes(last, utf8, out int written) ? events.Text.Lower(utf8[..written])
            : last.ToString().ToLowerInvariant();
    }

    private static bool IsWrapper(ReadOnlySpan<char> word)
    {
        foreach (string wrapper in Wrappers)
        {
            if (word.SequenceEqual(wrapper))
            {
                return true;
            }
        }

        return false;
    }

    // Up to the quote that is not behind a backslash.
    private static ReadOnlySpan<byte> QuotedAfter(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        int at = text.IndexOf(mark);
        if (at < 0)
        {
            return default;
        }

        text = text[(at + mark.Length)..];
        int end = 0;
        while (end < text.Length && text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        return text[..Math.Min(end, text.Length)];
    }
}
