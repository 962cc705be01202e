using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>
/// Makes events of audit records: programs that start, connections, datagrams that are sent, and files that are opened. Forks teach who started whom; other events are ignored by kind.
/// One per file; not thread-safe.
/// </summary>
internal sealed class BsmEvents(string? host)
{
    public const string Source = "openbsm";

    private const int MostChildren = 8192;

    private readonly HostText text = new();
    private readonly Dictionary<long, long> parents = [];

    /// <summary>The event, or null with what the record was ignored or refused for, which has been told to the sink.</summary>
    public SecurityEvent? Read(in BsmRecord record, IRecordSink sink)
    {
        if (record.Call == BsmCall.Fork)
        {
            Learn(record);
            sink.Ignore("fork");
            return null;
        }

        if (record.Call == BsmCall.Other)
        {
            sink.Ignore("event that is not read");
            return null;
        }

        if (record.HasFailed && record.Call is BsmCall.Execute or BsmCall.Spawn or BsmCall.Open)
        {
            sink.Ignore("system call that failed");
            return null;
        }

        if (record.ProcessId is not (>= 0 and var pid))
        {
            sink.Reject("process id missing");
            return null;
        }

        var filled = sink.NewEvent();
        filled.Source = Source;
        filled.Platform = Platform.MacOS;
        filled.TimeMicros = record.TimeMicros;
        filled.Host = record.Machine.IsEmpty ? host : text.Address(record.Machine) ?? host;
        filled.Outcome = record.HasFailed ? Outcome.Failure : record.Status.IsEmpty ? Outcome.Unknown : Outcome.Success;
        filled.ProcessKey = text.NumberText(pid);
        FillUser(record, filled);
        var problem = record.Call switch
        {
            BsmCall.Execute or BsmCall.Spawn => FillStart(record, pid, filled),
            BsmCall.Open => FillFile(record, filled),
            _ => FillFlow(record, filled),
        };
        if (problem is not null)
        {
            sink.Ignore(problem);
            return null;
        }

        return filled;
    }

    /// <summary>A fork's first argument is the child; the subject is who forked.</summary>
    private void Learn(in BsmRecord record)
    {
        if (record is { Child: > 0 and var child, ProcessId: { } parent })
        {
            if (parents.Count >= MostChildren)
            {
                parents.Clear();
            }

            parents[child] = parent;
        }
    }

    private string? FillStart(in BsmRecord record, long pid, SecurityEvent filled)
    {
        filled.Kind = EventKind.ProcessStart;

        // A spawn is reported by who spawns: the new process is the argument.
        var child = record.Call == BsmCall.Spawn && record.Child > 0 ? record.Child : null;
        filled.ProcessKey = text.NumberText(child ?? pid);
        filled.ParentKey = child is not null ? text.NumberText(pid) : parents.TryGetValue(pid, out var parent) ? text.NumberText(parent) : null;
        filled.ProcessPath = text.Text(record.Path);
        filled.Process = text.BaseName(record.Path, backslash: false);
        filled.CommandLine = HostText.Cut(record.Command);
        return filled.Process is null && filled.CommandLine is null ? "no program named" : null;
    }

    private string? FillFile(in BsmRecord record, SecurityEvent filled)
    {
        filled.Kind = EventKind.FileAccess;
        filled.FilePath = text.Text(record.Path);
        filled.FileExtension = text.Extension(record.Path, backslash: false);
        return filled.FilePath is null ? "no file named" : null;
    }

    private string? FillFlow(in BsmRecord record, SecurityEvent filled)
    {
        filled.Kind = EventKind.NetworkFlow;
        filled.HostSide = HostSide.Source;
        filled.DestinationAddress = text.Address(record.Address);
        filled.DestinationPort = record.Port;
        if (filled.DestinationAddress is null)
        {
            return "socket without an internet address";
        }

        if (record.Call == BsmCall.Send)
        {
            filled.Transport = "udp";
            filled.SourceBytes = filled.Outcome == Outcome.Success && record.Returned is >= 0 and var sent ? sent : null;
        }
        else if (record.IsInProgress)
        {
            // Only a stream takes time to connect.
            (filled.Transport, filled.Outcome) = ("tcp", Outcome.Unknown);
        }

        return null;
    }

    /// <summary>Names, or numbers with praudit -n and from a trail itself. Nobody who logged in is -1.</summary>
    private void FillUser(in BsmRecord record, SecurityEvent filled)
    {
        var hasLogin = !record.Login.IsEmpty && !record.Login.SequenceEqual("-1"u8) && !record.Login.SequenceEqual("4294967295"u8);
        filled.User = NameOf(hasLogin ? record.Login : record.Effective);
        filled.UserClass = ClassOf(hasLogin ? record.Login : record.Effective);
        if (hasLogin && NameOf(record.Effective) is { } to && filled.User is { } from && to != from)
        {
            filled.PrivilegeChange = text.Joined(from, '>', to);
        }
    }

    private string? NameOf(ReadOnlySpan<byte> user) => user.SequenceEqual("0"u8) ? "root" : text.Lower(user);

    /// <summary>macOS names its services with an underscore first.</summary>
    private static UserClass ClassOf(ReadOnlySpan<byte> user) => HostText.Number(user) is { } number
        ? UnixAccounts.ClassOf(number, Platform.MacOS)
        : user switch
        {
            [] => UserClass.Unknown,
            [(byte)'_', ..] => UserClass.Service,
            _ when user.SequenceEqual("root"u8) => UserClass.System,
            _ when user.SequenceEqual("nobody"u8) || user.SequenceEqual("daemon"u8) => UserClass.Service,
            _ => UserClass.Person,
        };
}
