namespace Det0131.Datasets.Simulation.Machines;

/// <summary>A process of the demo: what its log names it by. Immutable.</summary>
/// <param name="Guid">Sysmon's process GUID; empty elsewhere.</param>
internal sealed record RunningProgram(
    string Name,
    string Path,
    string CommandLine,
    int Pid,
    string Guid,
    string User,
    RunningProgram? Parent);
