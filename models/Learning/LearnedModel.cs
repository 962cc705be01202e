using Det0131.Models.Scoring;
using Det0131.Models.Sensors;

namespace Det0131.Models.Learning;

/// <summary>What a training run made. Immutable.</summary>
/// <param name="Model">The model.</param>
/// <param name="GroupsByAnalytic">Training groups of each analytic, in catalogue order.</param>
/// <param name="ChainedGroups">Groups of the last periods, from which the rates come; 0 when the history is too short to divide.</param>
/// <param name="RateDays">Days that the rates are read from.</param>
/// <param name="IsOptimistic">The rates come from leaving out, for want of periods.</param>
public sealed record LearnedModel(ScoringModel Model, IReadOnlyList<int> GroupsByAnalytic, int ChainedGroups, double RateDays, bool IsOptimistic)
{
    /// <summary>Observations counted.</summary>
    public long Observations { get; init; }

    /// <summary>Events learned from, by the reader's name of their format.</summary>
    public IReadOnlyDictionary<string, long> RowsBySource { get; init; } = new Dictionary<string, long>();

    /// <summary>Time of the last event learned from, UTC microseconds.</summary>
    public long LastEventMicros { get; init; }

    /// <summary>What feedback taught of the features' weights.</summary>
    public Feedback.FeatureWeights Weights { get; init; } = Feedback.FeatureWeights.Ones;

    /// <summary>Events that were not learned from because analysts confirmed that they are theft.</summary>
    public long EventsLeftOut { get; init; }

    /// <summary>How the records of different sensors met in what was learned from.</summary>
    public SensorFigures Sensors { get; init; }

    /// <summary>One model per analytic, in catalogue order, with which the groups were scored that the rates come from: those of the earlier periods where the history was divided.</summary>
    public IReadOnlyList<ModelZip.GamModel> RateModels { get; init; } = [];
}
