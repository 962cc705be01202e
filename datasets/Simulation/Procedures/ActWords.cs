using Det0131.Datasets.Simulation.Data;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>Invented names for acts, from <c>act-words.csv</c>. Immutable.</summary>
internal static class ActWords
{
    private static readonly ILookup<(string Kind, string Platform), string> All =
        DataTable.Read("act-words.csv").ToLookup(row => (row["kind"], row["platform"]), row => row["text"]);

    /// <summary>Names that renamed tools take: <c>rename</c>; files that are taken: <c>file</c>. Other platforms use Linux's.</summary>
    public static IReadOnlyList<string> Of(string kind, string platform)
    {
        var own = All[(kind, platform)].ToList();
        return own.Count > 0 ? own : All[(kind, "linux")].ToList();
    }

    /// <summary>Parts of domain names (<c>domain</c>) and of their first labels (<c>zone</c>).</summary>
    public static IReadOnlyList<string> Of(string kind) => All[(kind, "")].ToList();
}
