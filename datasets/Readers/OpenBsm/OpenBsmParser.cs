using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Linux;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>
/// Parses one file of <c>praudit -l</c>: programs that start, connections, datagrams that are sent, and files that are opened. Forks teach who started whom; other events are ignored by kind.
/// </summary>
internal sealed class OpenBsmParser(string file) : IRecordParser
{
    public const string Source = "openbsm";

    private const int LongestCommand = 8192;
    private const int MostChildren = 8192;

    private readonly string? host = FileNameHost.Of(file, "praudit", "openbsm", "bsm", "audit");
    private readonly HostText text = new();
    private readonly ArgumentJoiner arguments = new(LongestCommand);
    private readonly Dictionary<long, long> parents = [];

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        record = record.TrimStart(" \t"u8);
        if (!BsmLine.IsOne(record))
        {
            sink.Ignore("not an audit record");
        }
        else if (!BsmLine.TryParse(record, out var line))
        {
            sink.Reject("audit header or time not readable");
        }
        else
        {
            Read(line, sink);
        }
    }

    public void Complete(IRecordSink sink)
    {
        // Nothing is held.
    }

    private void Read(in BsmLine line, IRecordSink sink)
    {
        var call = BsmCalls.Of(line.Event);
        if (call == BsmCall.Fork)
        {
            Learn(line, sink);
            return;
        }

        if (call == BsmCall.Other)
        {
            sink.Ignore("event that is not read");
            return;
        }

        var hasFailed = line.Status.StartsWith("failure"u8);
        if (hasFailed && call is BsmCall.Execute or BsmCall.Spawn or BsmCall.Open)
        {
            sink.Ignore("system call that failed");
            return;
        }

        if (HostText.Number(BsmLine.Field(line.Subject, 5)) is not (>= 0 and var pid))
        {
            sink.Reject("process id missing");
            return;
        }

        var filled = sink.NewEvent();
        filled.Source = Source;
        filled.Platform = Platform.MacOS;
        filled.TimeMicros = line.TimeMicros;
        filled.Host = line.Machine.IsEmpty ? host : text.Address(line.Machine) ?? host;
        filled.Outcome = hasFailed ? Outcome.Failure : line.Status.IsEmpty ? Outcome.Unknown : Outcome.Success;
        filled.ProcessKey = text.NumberText(pid);
        FillUser(line.Subject, filled);
        var problem = call switch
        {
            BsmCall.Execute or BsmCall.Spawn => FillStart(line, call, pid, filled),
            BsmCall.Open => FillFile(line, filled),
            _ => FillFlow(line, call, filled),
        };
        if (problem is null)
        {
            sink.Emit(filled);
        }
        else
        {
            sink.Ignore(problem);
        }
    }

    /// <summary>A fork's first argument is the child; the subject is who forked.</summary>
    private void Learn(in BsmLine line, IRecordSink sink)
    {
        if (ChildOf(line) is { } child && HostText.Number(BsmLine.Field(line.Subject, 5)) is { } parent)
        {
            if (parents.Count >= MostChildren)
            {
                parents.Clear();
            }

            parents[child] = parent;
        }

        sink.Ignore("fork");
    }

    private static long? ChildOf(in BsmLine line)
    {
        var child = HostText.HexOrNumber(BsmLine.Field(line.Last(",argument,"u8), 1));
        return child > 0 ? child : null;
    }

    private string? FillStart(in BsmLine line, BsmCall call, long pid, SecurityEvent filled)
    {
        filled.Kind = EventKind.ProcessStart;

        // A spawn is reported by who spawns: the new process is the argument.
        var child = call == BsmCall.Spawn ? ChildOf(line) : null;
        filled.ProcessKey = text.NumberText(child ?? pid);
        filled.ParentKey = child is not null ? text.NumberText(pid) : parents.TryGetValue(pid, out var parent) ? text.NumberText(parent) : null;
        var path = PathOf(line, out var before);
        filled.ProcessPath = text.Text(path);
        filled.Process = text.BaseName(path, backslash: false);
        filled.CommandLine = CommandOf(before);
        return filled.Process is null && filled.CommandLine is null ? "no program named" : null;
    }

    /// <summary>The last path is the file that was found; the one right before it, when there is one, is as the caller wrote it.</summary>
    /// <param name="line">The record.</param>
    /// <param name="before">What stands before the paths.</param>
    private static ReadOnlySpan<byte> PathOf(in BsmLine line, out ReadOnlySpan<byte> before)
    {
        var body = line.Body;
        var attribute = body.LastIndexOf(",attribute,"u8);
        body = attribute < 0 ? body : body[..attribute];
        var at = body.LastIndexOf(",path,"u8);
        before = at < 0 ? body : body[..at];
        if (at < 0)
        {
            return default;
        }

        var path = body[(at + ",path,"u8.Length)..];
        var first = before.LastIndexOf(",path,"u8);
        if (first >= 0 && !before[(first + ",path,"u8.Length)..].Contains((byte)','))
        {
            before = before[..first];
        }

        return path;
    }

    /// <summary>The arguments with blanks between. One that holds a comma looks like two.</summary>
    private string? CommandOf(ReadOnlySpan<byte> before)
    {
        var at = before.IndexOf(",exec arg,"u8);
        if (at < 0)
        {
            return null;
        }

        var rest = before[(at + ",exec arg,"u8.Length)..];
        var environment = rest.IndexOf(",exec env,"u8);
        rest = environment < 0 ? rest : rest[..environment];
        arguments.Clear();
        foreach (var part in rest.Split((byte)','))
        {
            arguments.Begin();
            arguments.Append(rest[part]);
        }

        arguments.End();
        return HostText.Cut(arguments.Text);
    }

    private string? FillFile(in BsmLine line, SecurityEvent filled)
    {
        filled.Kind = EventKind.FileAccess;
        var path = PathOf(line, out _);
        filled.FilePath = text.Text(path);
        filled.FileExtension = text.Extension(path, backslash: false);
        return filled.FilePath is null ? "no file named" : null;
    }

    private string? FillFlow(in BsmLine line, BsmCall call, SecurityEvent filled)
    {
        filled.Kind = EventKind.NetworkFlow;
        filled.HostSide = HostSide.Source;

        // socket-inet and socket-inet6 have the same fields: family, port, address.
        var socket = line.Last(",socket-inet,"u8);
        socket = socket.IsEmpty ? line.Last(",socket-inet6,"u8) : socket;
        filled.DestinationAddress = text.Address(BsmLine.Field(socket, 2));
        filled.DestinationPort = HostText.Port(BsmLine.Field(socket, 1));
        if (filled.DestinationAddress is null)
        {
            return "socket without an internet address";
        }

        if (call == BsmCall.Send)
        {
            filled.Transport = "udp";
            filled.SourceBytes = filled.Outcome == Outcome.Success && HostText.Number(line.Returned) is >= 0 and var sent ? sent : null;
        }
        else if (line.Status.IndexOf("in progress"u8) >= 0)
        {
            // Only a stream takes time to connect.
            (filled.Transport, filled.Outcome) = ("tcp", Outcome.Unknown);
        }

        return null;
    }

    /// <summary>Names, or numbers with praudit -n. Nobody who logged in is -1.</summary>
    private void FillUser(ReadOnlySpan<byte> subject, SecurityEvent filled)
    {
        var login = BsmLine.Field(subject, 0);
        var effective = BsmLine.Field(subject, 1);
        var hasLogin = !login.IsEmpty && !login.SequenceEqual("-1"u8) && !login.SequenceEqual("4294967295"u8);
        filled.User = NameOf(hasLogin ? login : effective);
        filled.UserClass = ClassOf(hasLogin ? login : effective);
        if (hasLogin && NameOf(effective) is { } to && filled.User is { } from && to != from)
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
