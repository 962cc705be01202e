using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>What the version resource of a Windows program says, after the table. Immutable.</summary>
/// <param name="Path">Where it is installed.</param>
/// <param name="OriginalName">Original file name, <c>-</c> when the resource has none.</param>
internal sealed record WindowsProgram(string Name, string Path, string OriginalName, string Description, string Company)
{
    private static readonly Dictionary<string, WindowsProgram> All = DataTable.Read("windows-programs.csv")
        .Select(row => new WindowsProgram(row["process"], row["path"], row["original_name"], row["description"], row["company"]))
        .ToDictionary(program => program.Name, StringComparer.Ordinal);

    /// <exception cref="ArgumentException">The table has no such program.</exception>
    public static WindowsProgram Of(string name) =>
        All.TryGetValue(name, out var program) ? program : throw new ArgumentException($"Found the program '{name}'; expected one of windows-programs.csv.", nameof(name));
}
