namespace Det0131.Datasets.Readers.MacOS;

/// <summary>The wanted fields of an eslogger record, by slot.</summary>
internal static class EsloggerFields
{
    public const int Time = 0;
    public const int EventType = 1;
    public const int GlobalSequence = 2;
    public const int Auth = 3;
    public const int Event = 4;
    public const int Token = 5;
    public const int Path = 6;
    public const int ParentPid = 7;
    public const int ParentToken = 8;
    public const int TargetToken = 9;
    public const int TargetPath = 10;
    public const int TargetParentPid = 11;
    public const int TargetParentToken = 12;
    public const int TargetResponsibleToken = 13;
    public const int Arguments = 14;
    public const int ChildToken = 15;
    public const int CreateExisting = 16;
    public const int CreateFolder = 17;
    public const int CreateName = 18;
    public const int OpenPath = 19;
    public const int WritePath = 20;

    /// <summary>Where a file event's path may stand; one of them in each.</summary>
    public static readonly int[] FilePaths = [OpenPath, WritePath, CreateExisting, CreateFolder];

    public static JsonFields Create() => new(
        "time", "event_type", "global_seq_num", "action.result.result.auth", "event", "process.audit_token", "process.executable.path",
        "process.ppid", "process.parent_audit_token", "event.exec.target.audit_token", "event.exec.target.executable.path", "event.exec.target.ppid",
        "event.exec.target.parent_audit_token", "event.exec.target.responsible_audit_token", "event.exec.args", "event.fork.child.audit_token",
        "event.create.destination.existing_file.path", "event.create.destination.new_path.dir.path", "event.create.destination.new_path.filename",
        "event.open.file.path", "event.write.target.path");
}
