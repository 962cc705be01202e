using Det0131.Training.Backtesting.Figures;

namespace Det0131.Training.Backtesting.Report;

/// <summary>One act in the report.</summary>
internal static class ActSummary
{
    public const string Found = "found";
    public const string CutByBudget = "cut_by_budget";
    public const string UnderThreshold = "under_threshold";
    public const string NotSeen = "not_seen";

    // As acts files of the simulator name them.
    private static readonly string[] Patient = ["slow", "poisoning"];

    /// <summary>Whether an act takes its time: little at a time over days, or a little more every day.</summary>
    public static bool IsPatient(ActFigures act) => Patient.Contains(act.Variation);

    /// <param name="act">What became of it.</param>
    /// <param name="isSent">It is in an alert that the day's budget lets through.</param>
    /// <param name="options">Budgets.</param>
    public static ActFigures Of(ActObservation act, bool isSent, BacktestOptions options)
    {
        var opens = (act.Opens >> options.Main & 1) != 0;
        var least = Enumerable.Range(0, options.Budgets.Count).Where(b => (act.Opens >> b & 1) != 0).Select(b => (double?)options.Budgets[b]).FirstOrDefault();
        return new ActFigures
        {
            Name = act.Act.Name, Analytic = act.Act.Analytic, Technique = act.Act.Technique, Procedure = act.Act.Procedure, Variation = act.Act.Variation,
            Entity = act.Act.Entity, Destination = act.Act.Destination,
            Outcome = act.Scored == 0 ? NotSeen : !opens ? UnderThreshold : isSent ? Found : CutByBudget,
            Events = act.Events, EventsScored = act.Scored, BytesSeen = act.BytesOut,
            ScoreBits = act.Best?.Score, ThresholdBits = act.Best?.Threshold, PeriodDays = act.Best?.PeriodDays, Stratum = act.Best?.Stratum,
            Strongest = act.Best?.Strongest ?? [], Missing = act.Best?.Missing ?? [],
            LeastBudget = least, MinutesToAlert = RecallFigures.Minutes(act, options.Main), BytesBeforeAlert = act.AlertAt(options.Main)?.Bytes,
        };
    }
}
