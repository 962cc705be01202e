namespace Det0131.Datasets.Simulation;

/// <summary>What demo logs to write. Immutable.</summary>
public sealed record DemoOptions
{
    /// <summary>Decides everything that is drawn by chance. Any value; default 131.</summary>
    public ulong Seed { get; init; } = 131;

    /// <summary>First day of the history: a Monday, so that the scored days begin with one. Default 2026-09-07.</summary>
    public DateOnly Start { get; init; } = new(2026, 9, 7);

    /// <summary>Weeks of history before the scored days: 1 to 26, default 3.</summary>
    public int HistoryWeeks { get; init; } = 3;

    /// <summary>Days to be scored after the history: 1 to 7, default 7. Acts of later days are left out.</summary>
    public int ScoredDays { get; init; } = 7;

    /// <summary>Whether the scored days hold the acts. Default true; false gives the same logs without them.</summary>
    public bool WithActs { get; init; } = true;

    /// <summary>
    /// Whether each scored day has a folder of its own below <c>logs/week</c>, named by its date, so that the days can be fed in order.
    /// Default false: some formats write one file a week.
    /// </summary>
    public bool FolderPerScoredDay { get; init; }

    /// <summary>First day of the scored days.</summary>
    public DateOnly ScoredStart => Start.AddDays(7 * HistoryWeeks);

    /// <summary>Throws one <see cref="ArgumentException"/> that lists every fault.</summary>
    public void Validate()
    {
        var faults = new List<string>();
        if (Start.DayOfWeek != DayOfWeek.Monday)
        {
            faults.Add($"Start is {Start:yyyy-MM-dd}, a {Start.DayOfWeek}; expected a Monday");
        }

        if (Start.Year is < 2000 or > 2100)
        {
            faults.Add($"Start is in {Start.Year}; expected 2000 to 2100");
        }

        if (HistoryWeeks is < 1 or > 26)
        {
            faults.Add($"HistoryWeeks is {HistoryWeeks}; expected 1 to 26");
        }

        if (ScoredDays is < 1 or > 7)
        {
            faults.Add($"ScoredDays is {ScoredDays}; expected 1 to 7");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Demo options: " + string.Join("; ", faults) + ".");
        }
    }
}
