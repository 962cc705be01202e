namespace Det0131.Datasets.Simulation.Acts;

/// <summary>An act's appearance on one host and day. Immutable but for the act, which gathers what it leaves.</summary>
/// <param name="Act">What is played.</param>
/// <param name="Host">Short name of the host on whose machine it plays.</param>
/// <param name="Play">Plays this day's part.</param>
internal sealed record PlannedAct(Act Act, string Host, Action<ActStage> Play)
{
    /// <summary>A habit of the host that this act plays in its stead that day: it is not lived as well. Null for every real act.</summary>
    public string? InsteadOfHabit { get; init; }

    /// <summary>A habit of the host that is lived as ever, and whose records are this act's. Null for every real act.</summary>
    public string? MarkedHabit { get; init; }
}

/// <summary>Which acts play on which host and day. Each pass over a simulation needs a plan of its own: acts gather what they leave.</summary>
internal interface IActPlan
{
    /// <summary>All acts, also those that never play.</summary>
    IReadOnlyList<Act> Acts { get; }

    /// <summary>The day's appearances, in the order in which they are played.</summary>
    IEnumerable<PlannedAct> On(DateOnly date);
}

/// <summary>Scripts on days counted from a first one.</summary>
internal sealed class ScriptPlan(IReadOnlyList<ActScript> scripts, DateOnly first) : IActPlan
{
    /// <summary>Nothing is played.</summary>
    public static ScriptPlan None { get; } = new([], DateOnly.MinValue);

    public IReadOnlyList<Act> Acts { get; } = [.. scripts.Select(script => script.Act)];

    public IEnumerable<PlannedAct> On(DateOnly date)
    {
        var day = date.DayNumber - first.DayNumber;
        return scripts.Where(script => script.Days.Contains(day)).Select(script => new PlannedAct(script.Act, script.Host, script.Play) { InsteadOfHabit = script.InsteadOfHabit, MarkedHabit = script.MarkedHabit });
    }
}
