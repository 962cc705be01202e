using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>A process of the demo: what its log names it by. Immutable but for what was recorded of its start.</summary>
/// <param name="Guid">Sysmon's process GUID; empty elsewhere.</param>
internal sealed record RunningProgram(
    string Name,
    string Path,
    string CommandLine,
    int Pid,
    string Guid,
    string User,
    RunningProgram? Parent)
{
    /// <summary>What the host's log of processes told when it started; null for what has been running since before. Kept for records of its connections.</summary>
    public StartFacts? Start { get; set; }

    /// <summary>The same by the second log of processes where a host has two.</summary>
    public StartFacts? AuditedStart { get; set; }

    /// <summary>The GUID without its braces.</summary>
    public string Key { get; } = Guid.Trim('{', '}');
}

/// <summary>What a process start tells of the process beside its name. Immutable.</summary>
/// <param name="TimeMicros">Time of its record.</param>
internal sealed record StartFacts(
    long TimeMicros,
    string? User,
    UserClass UserClass,
    string? PrivilegeChange,
    string? Process,
    string? ProcessPath,
    string? OriginalName,
    string? Parent,
    string? ParentPath,
    string? CommandLine,
    string? Tool,
    string? Verb);
