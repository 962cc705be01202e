using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Feedback;

namespace Det0131.Models.Learning;

/// <summary>What a training run is told. Immutable.</summary>
public sealed record LearningOptions
{
    /// <summary>First microsecond to learn from, null = the beginning.</summary>
    public long? FromMicros { get; init; }

    /// <summary>First microsecond not to learn from, null = the end.</summary>
    public long? UntilMicros { get; init; }

    /// <summary>Length of a period, null = by the length of the history.</summary>
    public long? PeriodMicros { get; init; }

    /// <summary>New alerts a day that the SOC accepts, in total; above 0. Default 10.</summary>
    public double BudgetPerDay { get; init; } = 10;

    /// <summary>Days after which a count weighs half, null = never.</summary>
    public double? HalfLifeDays { get; init; }

    public SiteStatement Site { get; init; } = SiteStatement.None;

    /// <summary>Platform of hosts that nothing names.</summary>
    public Platform Fallback { get; init; } = Platform.Linux;

    /// <summary>Learn peer groups of entities that the assets file does not group. Default false: the platform is the group.</summary>
    public bool LearnPeers { get; init; }

    /// <summary>Learned groups of the last version: their ids and members are kept where that still fits.</summary>
    public IReadOnlyList<LearnedPeerGroup> PeersBefore { get; init; } = [];

    /// <summary>Verdicts of analysts: confirmed thefts are not learned, and weights are refitted; null: none.</summary>
    public FeedbackSnapshot? Feedback { get; init; }

    /// <summary>A command-line word is stored when this many entities use it.</summary>
    public int EntitiesOfACommonWord { get; init; } = 3;

    /// <exception cref="ArgumentException">Lists every fault.</exception>
    public void Check()
    {
        List<string> faults = [];
        if (!(BudgetPerDay > 0) || double.IsInfinity(BudgetPerDay))
        {
            faults.Add($"the budget is {BudgetPerDay}, expected a number of alerts a day above 0");
        }

        if (HalfLifeDays is { } days && (!(days > 0) || double.IsInfinity(days)))
        {
            faults.Add($"the half-life is {days}, expected days above 0");
        }

        if (FromMicros >= UntilMicros)
        {
            faults.Add("the stretch to learn from ends before it begins");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException("Training cannot start: " + string.Join("; ", faults) + ".");
        }
    }
}
