using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.MacOS;

/// <summary>
/// Santa's text log: EXEC gives a process start, WRITE a file access; EXIT and FORK teach, the rest is ignored by action.
/// <c>[2022-02-09T16:47:01.893Z] I santad: action=EXEC|decision=ALLOW|...|pid=1|ppid=1|uid=0|user=root|...|path=/bin/ps|args=/bin/ps -x</c>
/// </summary>
/// <remarks>A bar in a path is logged as <c>&lt;pipe&gt;</c> by Santa; arguments come last and may hold bars.</remarks>
internal sealed class SantaParser(string file) : IRecordParser
{
    public const string Source = "macos.santa";

    private const int TrackedProcesses = 8192;

    private readonly string? host = FileNameHost.Of(file, "santa");
    private readonly ProcessTable processes = new(TrackedProcesses);
    private readonly HostText text = new();

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        int close = record.IndexOf((byte)']');
        int actionAt = record.IndexOf("santad: action="u8);
        if (!record.IsEmpty && record[0] == '[' && close > 0 && record[(close + 1)..].StartsWith(" *** LOG MESSAGE QUOTA"u8))
        {
            sink.Ignore("notice of lost messages");
            return;
        }

        if (record.IsEmpty || record[0] != '[' || close < 0 || actionAt < close)
        {
            sink.Reject("not a santa line");
            return;
        }

        ReadOnlySpan<byte> fields = record[(actionAt + "santad: "u8.Length)..];
        ReadOnlySpan<byte> action = Field(fields, "action="u8);
        if (!action.SequenceEqual("EXEC"u8) && !action.SequenceEqual("WRITE"u8))
        {
            sink.Ignore(ReasonFor(action));
        }
        else if (!LogTime.TryIso8601(record[1..close], out long micros))
        {
            sink.Reject("time missing or not a time");
        }
        else if (action.SequenceEqual("EXEC"u8))
        {
            ParseExec(fields, micros, sink);
        }
        else
        {
            ParseWrite(fields, micros, sink);
        }
    }

    public void Complete(IRecordSink sink)
    {
    }

    private void ParseExec(ReadOnlySpan<byte> fields, long micros, IRecordSink sink)
    {
        ReadOnlySpan<byte> path = Field(fields, "path="u8);
        if (path.IsEmpty)
        {
            sink.Reject("path missing");
            return;
        }

        AuditToken process = Token(fields, "pid="u8);
        long? parentPid = HostText.Number(Field(fields, "ppid="u8));
        SecurityEvent started = Begin(fields, micros, sink);
        started.Kind = EventKind.ProcessStart;
        started.ProcessPath = text.Text(path);
        started.Process = text.BaseName(path, backslash: false);
        int args = fields.IndexOf("|args="u8);
        started.CommandLine = args < 0 ? null : HostText.Cut(fields[(args + "|args="u8.Length)..]);
        started.Outcome = Field(fields, "decision="u8) is var decision && decision.SequenceEqual("ALLOW"u8) ? Outcome.Success
            : decision.SequenceEqual("DENY"u8) ? Outcome.Failure : Outcome.Unknown;
        if (parentPid is { } parent)
        {
            started.ParentPath = parent == 1 ? "/sbin/launchd" : processes.LastPathOf(parent);
            started.Parent = started.ParentPath is { } parentPath ? ExecutableName.Of(parentPath, text) : null;
            started.ParentKey = text.NumberText(parent);
        }

        if (started.ProcessPath is { } known && process.Pid > 0)
        {
            processes.Set(process, known, afterExec: true);
        }

        sink.Emit(started);
    }

    private void ParseWrite(ReadOnlySpan<byte> fields, long micros, IRecordSink sink)
    {
        ReadOnlySpan<byte> path = Field(fields, "path="u8);
        if (path.IsEmpty)
        {
            sink.Reject("path missing");
            return;
        }

        SecurityEvent written = Begin(fields, micros, sink);
        written.Kind = EventKind.FileAccess;
        written.FilePath = text.Text(path);
        written.FileExtension = text.Extension(path, backslash: false);
        written.ProcessPath = text.Text(Field(fields, "processpath="u8));
        written.Process = text.BaseName(Field(fields, "processpath="u8), backslash: false) ?? text.Lower(Field(fields, "process="u8));
        sink.Emit(written);
    }

    private SecurityEvent Begin(ReadOnlySpan<byte> fields, long micros, IRecordSink sink)
    {
        SecurityEvent happened = sink.NewEvent();
        happened.TimeMicros = micros;
        happened.Source = Source;
        happened.Platform = Platform.MacOS;
        happened.Host = host;
        happened.User = text.Lower(Field(fields, "user="u8));
        happened.UserClass = UnixAccounts.ClassOf(HostText.Number(Field(fields, "uid="u8)), Platform.MacOS);
        happened.ProcessKey = text.ProcessId(Field(fields, "pid="u8));
        return happened;
    }

    private static AuditToken Token(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> pidMark) =>
        new(UnixAccounts.Unset, UnixAccounts.Unset, HostText.Number(Field(fields, pidMark)) ?? -1, HostText.Number(Field(fields, "pidversion="u8)) ?? 0);

    // Names of Santa's actions (docs: deployment/log_output); others under one name, since reasons must be few.
    private static string ReasonFor(ReadOnlySpan<byte> action) => action switch
    {
        _ when action.SequenceEqual("EXIT"u8) => "action EXIT",
        _ when action.SequenceEqual("FORK"u8) => "action FORK",
        _ when action.SequenceEqual("RENAME"u8) => "action RENAME",
        _ when action.SequenceEqual("DELETE"u8) => "action DELETE",
        _ when action.SequenceEqual("LINK"u8) => "action LINK",
        _ when action.SequenceEqual("EXCHANGE"u8) => "action EXCHANGE",
        _ when action.SequenceEqual("DISKAPPEAR"u8) => "action DISKAPPEAR",
        _ when action.SequenceEqual("DISKDISAPPEAR"u8) => "action DISKDISAPPEAR",
        _ => "other action",
    };

    // Text after the mark up to the next bar. The mark must begin a field, so that ppid= is not taken for pid=.
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> mark)
    {
        while (!fields.IsEmpty)
        {
            int bar = fields.IndexOf((byte)'|');
            ReadOnlySpan<byte> field = bar < 0 ? fields : fields[..bar];
            if (field.StartsWith(mark))
            {
                return field[mark.Length..];
            }

            fields = bar < 0 ? default : fields[(bar + 1)..];
        }

        return default;
    }
}
