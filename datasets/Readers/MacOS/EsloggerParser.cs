using System.Text.Json;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.MacOS;

/// <summary>
/// Endpoint Security events as eslogger prints them: exec gives a process start; create, open and write give a file access; fork and exit
/// teach which process runs what; every other event is ignored by name. No event tells of a TCP or UDP connection.
/// </summary>
internal sealed class EsloggerParser(string file) : IRecordParser
{
    public const string Source = "macos.eslogger";

    private const int TrackedProcesses = 8192;

    // launchd is always process 1.
    private const string LaunchdPath = "/sbin/launchd";

    private readonly string? host = FileNameHost.Of(file, "eslogger");
    private readonly JsonFields wrapper = new("body");
    private readonly JsonFields fields = EsloggerFields.Create();
    private readonly ProcessTable processes = new(TrackedProcesses);
    private readonly ArgumentText arguments = new();
    private readonly HostText text = new();

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        // Log collectors wrap the record: {"body": "<the record as a string>", ...}.
        if (record.IndexOf("\"body\""u8) >= 0 && wrapper.TryReadUntil(record, 0, out JsonValues wrapped) && wrapped.Kind(0) == JsonFieldKind.String)
        {
            record = wrapped.Bytes(0);
        }

        if (!fields.TryRead(record, out JsonValues values))
        {
            sink.Reject(JsonFields.NotValid);
        }
        else if (values.Kind(EsloggerFields.Event) != JsonFieldKind.Object)
        {
            sink.Reject("event missing");
        }
        else if (!LogTime.TryIso8601(values.Bytes(EsloggerFields.Time), out long micros))
        {
            sink.Reject("time missing or not a time");
        }
        else if (!AuditToken.TryRead(values.Bytes(EsloggerFields.Token), out AuditToken process))
        {
            sink.Reject("audit_token missing");
        }
        else
        {
            ParseEvent(values, micros, process, sink);
        }
    }

    public void Complete(IRecordSink sink)
    {
    }

    private void ParseEvent(JsonValues values, long micros, AuditToken process, IRecordSink sink)
    {
        string? path = text.Text(values.Bytes(EsloggerFields.Path));
        ReadOnlySpan<byte> name = FirstName(values.Bytes(EsloggerFields.Event));
        if (name.SequenceEqual("exec"u8))
        {
            ParseExec(values, micros, process, path, sink);
            return;
        }

        Learn(process, path);
        if (name.SequenceEqual("create"u8) || name.SequenceEqual("open"u8) || name.SequenceEqual("write"u8))
        {
            ParseFile(values, micros, process, path, sink);
            return;
        }

        if (name.SequenceEqual("fork"u8) && path is not null && AuditToken.TryRead(values.Bytes(EsloggerFields.ChildToken), out AuditToken child))
        {
            processes.Set(child, path, afterExec: false);
        }
        else if (name.SequenceEqual("exit"u8))
        {
            processes.Remove(process);
        }

        sink.Ignore(EndpointEventNames.ReasonFor(name));
    }

    // process is what ran before the exec, target what runs after it, in the same process id.
    private void ParseExec(JsonValues values, long micros, AuditToken before, string? pathBefore, IRecordSink sink)
    {
        string? path = text.Text(values.Bytes(EsloggerFields.TargetPath));
        if (path is null || !AuditToken.TryRead(values.Bytes(EsloggerFields.TargetToken), out AuditToken target))
        {
            sink.Reject("exec target missing");
            return;
        }

        AuditToken.TryRead(values.Bytes(EsloggerFields.TargetParentToken), out AuditToken parent);
        string? parentPath = ParentPath(values, before, pathBefore, parent);
        processes.Set(target, path, afterExec: true);

        SecurityEvent started = Begin(values, micros, target, path, sink);
        started.Kind = EventKind.ProcessStart;
        started.CommandLine = arguments.Join(values.Bytes(EsloggerFields.Arguments));
        started.ParentPath = parentPath;
        started.Parent = parentPath is null ? null : ExecutableName.Of(parentPath, text);
        started.ParentKey = parent.Pid > 0 ? Key(parent) : null;
        sink.Emit(started);
    }

    // A record names its parent by token only. Most certain first: the parent seen in this file; launchd; what the process ran
    // between fork and exec, which is its parent's executable; an earlier process under the parent's id; the responsible application.
    private string? ParentPath(JsonValues values, AuditToken before, string? pathBefore, AuditToken parent)
    {
        if (parent.Pid > 0 && processes.PathOf(parent) is { } known)
        {
            return known;
        }

        long parentPid = values.Int64(EsloggerFields.TargetParentPid) ?? parent.Pid;
        if (parentPid == 1)
        {
            return LaunchdPath;
        }

        if (pathBefore is not null && !processes.HasExecuted(before))
        {
            // Remembered, so that a second exec in the same process finds its parent too.
            if (parent.Pid > 0)
            {
                processes.Set(parent, pathBefore, afterExec: false);
            }

            return pathBefore;
        }

        return processes.LastPathOf(parentPid)
            ?? (AuditToken.TryRead(values.Bytes(EsloggerFields.TargetResponsibleToken), out AuditToken responsible) ? processes.PathOf(responsible) : null);
    }

    private void ParseFile(JsonValues values, long micros, AuditToken process, string? path, IRecordSink sink)
    {
        int slot = values.First(EsloggerFields.FilePaths);
        if (slot < 0)
        {
            sink.Reject("file path missing");
            return;
        }

        ReadOnlySpan<byte> filePath = values.Bytes(slot);
        if (filePath.StartsWith("/dev/"u8))
        {
            sink.Ignore("device file");
            return;
        }

        SecurityEvent accessed = Begin(values, micros, process, path, sink);
        accessed.Kind = EventKind.FileAccess;
        accessed.FilePath = text.Text(filePath);
        ReadOnlySpan<byte> named = filePath;
        if (slot == EsloggerFields.CreateFolder)
        {
            named = values.Bytes(EsloggerFields.CreateName);
            accessed.FilePath = Combine(accessed.FilePath!, values.Text(EsloggerFields.CreateName));
        }

        accessed.FileExtension = text.Extension(named, backslash: false);
        sink.Emit(accessed);
    }

    private SecurityEvent Begin(JsonValues values, long micros, AuditToken process, string? path, IRecordSink sink)
    {
        SecurityEvent happened = sink.NewEvent();
        happened.TimeMicros = micros;
        happened.Source = Source;
        happened.Platform = Platform.MacOS;
        happened.RecordId = values.Int64(EsloggerFields.GlobalSequence) is { } sequence ? text.NumberText(sequence) : null;
        happened.Host = host;
        MacAccounts.Fill(happened, process.LoginUser, process.EffectiveUser, text);
        happened.ProcessPath = path;
        happened.Process = path is null ? null : ExecutableName.Of(path, text);
        happened.ProcessKey = Key(process);
        happened.Outcome = values.Int64(EsloggerFields.Auth) switch { 0 => Outcome.Success, 1 => Outcome.Failure, _ => Outcome.Unknown };
        return happened;
    }

    private void Learn(AuditToken process, string? path)
    {
        if (path is not null && processes.PathOf(process) is null)
        {
            processes.Set(process, path, afterExec: false);
        }
    }

    private string Key(AuditToken process) => text.Joined(text.NumberText(process.Pid), ':', text.NumberText(process.PidVersion));

    private static string Combine(string folder, string? name) => folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    // The event's name is the name of the one member of "event".
    private static ReadOnlySpan<byte> FirstName(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.ValueSpan : default;
    }
}
