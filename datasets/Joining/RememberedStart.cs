using Det0131.Models.Events;

namespace Det0131.Datasets.Joining;

/// <summary>What names a process: the family of its log (<c>zeek</c> of <c>zeek.conn</c>), the host (empty: none), and its key.</summary>
internal readonly record struct ProcessName(string Family, string Host, string Key);

/// <summary>A process start as its record says it, before anything was joined to it, and its parent once that was found. Not thread-safe.</summary>
internal sealed class RememberedStart
{
    public required ProcessName Name { get; init; }

    public required long TimeMicros { get; init; }

    public required UInt128 Identity { get; init; }

    /// <summary>Order of arrival: of two records of one start the first is kept.</summary>
    public required long Arrival { get; init; }

    public string? Process { get; init; }

    public string? ProcessPath { get; init; }

    public string? OriginalName { get; init; }

    public string? Parent { get; init; }

    public string? ParentPath { get; init; }

    public string? ParentKey { get; init; }

    public string? User { get; init; }

    public UserClass UserClass { get; init; }

    public string? PrivilegeChange { get; init; }

    public string? CommandLine { get; init; }

    public string? Tool { get; init; }

    public string? Verb { get; init; }

    /// <summary>Time of the parent's start that was found by <see cref="ParentKey"/>; null: none was yet.</summary>
    public long? FoundAtMicros { get; set; }

    /// <summary>Name of the parent found; null: none, or its start does not give it.</summary>
    public string? FoundParent { get; set; }

    public string? FoundParentPath { get; set; }

    /// <summary>Characters of its texts.</summary>
    public int Chars =>
        Name.Key.Length + Length(Process) + Length(ProcessPath) + Length(OriginalName) + Length(Parent) + Length(ParentPath) + Length(ParentKey)
        + Length(User) + Length(PrivilegeChange) + Length(CommandLine) + Length(Tool) + Length(Verb);

    public static RememberedStart Of(SecurityEvent e, ProcessName name, long arrival) => new()
    {
        Name = name,
        TimeMicros = e.TimeMicros,
        Identity = e.Identity,
        Arrival = arrival,
        Process = e.Process,
        ProcessPath = e.ProcessPath,
        OriginalName = e.OriginalName,
        Parent = e.Parent,
        ParentPath = e.ParentPath,
        ParentKey = e.ParentKey,
        User = e.User,
        UserClass = e.UserClass,
        PrivilegeChange = e.PrivilegeChange,
        CommandLine = e.CommandLine,
        Tool = e.Tool,
        Verb = e.Verb,
    };

    private static int Length(string? text) => text?.Length ?? 0;
}
