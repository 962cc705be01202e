using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>Turns the facts of an audit event into an event: execve, connect and sendto, and opened files.</summary>
internal static class AuditEvents
{
    private static ReadOnlySpan<byte> InProgress => "-115"u8;

    private static ReadOnlySpan<byte> CurrentDirectory => "ffffff9c"u8;

    /// <summary>What the system call of these facts is.</summary>
    public static SyscallKind KindOf(AuditFacts facts) => SyscallTable.KindOf(
        facts[AuditField.Arch], facts[AuditField.Syscall], facts[AuditField.SyscallName], facts[AuditField.FirstArgument]);

    /// <summary>
    /// True when a call of this kind can give an event as it ended: a program that did not start and a file that did not open give none;
    /// a connection that failed, or is in progress (EINPROGRESS, as every non-blocking connect says), is an attempt all the same.
    /// </summary>
    public static bool IsOfInterest(SyscallKind kind, AuditFacts facts) => kind switch
    {
        SyscallKind.Execute or SyscallKind.Open => facts[AuditField.Success] is not [(byte)'n', ..],
        SyscallKind.Connect or SyscallKind.Send => true,
        _ => false,
    };

    /// <summary>Fills the event but for time and host; false when it does not name what an event needs (a local socket, no file name).</summary>
    public static bool TryMap(SyscallKind kind, AuditFacts facts, SecurityEvent filled, HostText text)
    {
        filled.Source = "linux.auditd";
        filled.Platform = Platform.Linux;
        FillProcess(facts, filled, text);
        FillUser(facts, filled, text);
        filled.Outcome = facts[AuditField.Success] switch { [(byte)'y', ..] => Outcome.Success, [(byte)'n', ..] => Outcome.Failure, _ => Outcome.Unknown };
        switch (kind)
        {
            case SyscallKind.Execute:
                filled.Kind = EventKind.ProcessStart;
                filled.CommandLine = HostText.Cut(facts.CommandLine);
                filled.ParentKey = text.ProcessId(facts[AuditField.ParentId]);
                return filled.Process is not null || filled.CommandLine is not null;
            case SyscallKind.Open:
                return TryFile(facts, filled, text);
            default:
                return TryFlow(kind, facts, filled, text);
        }
    }

    private static void FillProcess(AuditFacts facts, SecurityEvent filled, HostText text)
    {
        var path = facts[AuditField.Executable];
        if (path.EndsWith(" (deleted)"u8))
        {
            path = path[..^10];
        }

        // comm is cut at 15 bytes and can be chosen by the program: it stands in only where there is no exe.
        filled.ProcessPath = text.Text(path);
        filled.Process = text.BaseName(path, backslash: false) ?? text.Lower(facts[AuditField.CommandName]);
        filled.ProcessKey = text.ProcessId(facts[AuditField.ProcessId]);
    }

    /// <summary>Who logged in, as far as somebody did, else whose process it is; and to whom the process has changed.</summary>
    private static void FillUser(AuditFacts facts, SecurityEvent filled, HostText text)
    {
        var loginId = IdOf(facts[AuditField.LoginId]);
        var userId = IdOf(facts[AuditField.UserId]);
        var effectiveId = IdOf(facts[AuditField.EffectiveId]);
        var (actorId, actorName) = loginId is not null ? (loginId, AuditField.LoginName) : (userId, AuditField.UserName);
        filled.User = NameOf(actorId, facts[actorName], text);
        filled.UserClass = UnixAccounts.ClassOf(actorId, Platform.Linux);
        if (actorId is not null && effectiveId is not null && actorId != effectiveId)
        {
            filled.PrivilegeChange = text.Joined(filled.User!, '>', NameOf(effectiveId, facts[AuditField.EffectiveName], text)!);
        }
    }

    private static long? IdOf(ReadOnlySpan<byte> text) => HostText.Number(text) is >= 0 and not UnixAccounts.Unset and var id ? id : null;

    private static string? NameOf(long? id, ReadOnlySpan<byte> name, HostText text)
    {
        if (id is null)
        {
            return null;
        }

        var isName = !name.IsEmpty && !name.SequenceEqual("unset"u8) && !name.StartsWith("unknown("u8);
        return isName ? text.Lower(name) : id == 0 ? "root" : text.NumberText(id.Value);
    }

    private static bool TryFile(AuditFacts facts, SecurityEvent filled, HostText text)
    {
        filled.Kind = EventKind.FileAccess;
        var path = facts[AuditField.Path];
        if (path.IsEmpty)
        {
            return false;
        }

        filled.FileExtension = text.Extension(path, backslash: false);
        var directory = facts[AuditField.Directory];

        // open counts from the working directory; openat only when its first argument says AT_FDCWD (-100, as 32 or 64 bits).
        var isFromDirectory = path[0] != '/' && directory is [(byte)'/', ..] && (facts[AuditField.FirstArgument].EndsWith(CurrentDirectory) || IsPlainOpen(facts));
        if (!isFromDirectory)
        {
            filled.FilePath = text.Text(path);
            return true;
        }

        path = path.StartsWith("./"u8) ? path[2..] : path;
        Span<byte> both = stackalloc byte[directory.Length + path.Length + 1 <= 4096 ? directory.Length + path.Length + 1 : 0];
        if (both.IsEmpty)
        {
            filled.FilePath = text.Text(path);
            return true;
        }

        directory.CopyTo(both);
        both[directory.Length] = (byte)'/';
        path.CopyTo(both[(directory.Length + 1)..]);
        filled.FilePath = text.Text(directory.EndsWith("/"u8) ? Squeezed(both, directory.Length) : both);
        return true;
    }

    /// <summary>The text without the byte at a place.</summary>
    private static ReadOnlySpan<byte> Squeezed(Span<byte> text, int at)
    {
        text[(at + 1)..].CopyTo(text[at..]);
        return text[..^1];
    }

    private static bool IsPlainOpen(AuditFacts facts) =>
        facts[AuditField.SyscallName].SequenceEqual("open"u8) || facts[AuditField.Syscall].SequenceEqual("2"u8) || facts[AuditField.Syscall].SequenceEqual("5"u8);

    private static bool TryFlow(SyscallKind kind, AuditFacts facts, SecurityEvent filled, HostText text)
    {
        filled.Kind = EventKind.NetworkFlow;
        filled.HostSide = HostSide.Source;
        if (AuditSocketAddress.TryRead(facts[AuditField.SocketAddress], text, out var address, out var port))
        {
            (filled.DestinationAddress, filled.DestinationPort) = (address, port);
        }
        else
        {
            filled.DestinationAddress = text.Address(facts[AuditField.AddressText]);
            filled.DestinationPort = HostText.Port(facts[AuditField.PortText]);
        }

        var exit = facts[AuditField.Exit];
        if (kind == SyscallKind.Send)
        {
            // A stream has no address at sending; what is sent is what the call returns.
            filled.Transport = "udp";
            filled.SourceBytes = HostText.Number(exit) is >= 0 and var sent ? sent : null;
        }
        else if (exit.SequenceEqual(InProgress) || exit.SequenceEqual("EINPROGRESS(Operation"u8))
        {
            // Only a stream takes time to connect.
            (filled.Transport, filled.Outcome) = ("tcp", Outcome.Unknown);
        }

        return filled.DestinationAddress is not null;
    }
}
