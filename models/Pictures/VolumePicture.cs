namespace Det0131.Models.Pictures;

/// <summary>One bar of a histogram with a logarithmic axis. Immutable.</summary>
/// <param name="From">Lower bound, inclusive, in the picture's unit; 0 for the bar of nothing at all.</param>
/// <param name="Until">Upper bound, exclusive; above <paramref name="From"/>.</param>
/// <param name="Periods">The entity's periods with a magnitude in it.</param>
/// <param name="OtherPeriods">Other entities' periods in the same scope.</param>
public sealed record VolumeBar(double From, double Until, int Periods, int OtherPeriods);

/// <summary>How large a magnitude usually is, per period, of an entity in a scope, and of the others beside it. Immutable.</summary>
public sealed record VolumePicture : BaselinePicture
{
    /// <summary>Most bars of a picture.</summary>
    public const int MostBars = 48;

    /// <summary>Bits at which <see cref="SurprisingFrom"/> begins.</summary>
    public const double SurprisingBits = 10;

    /// <summary>Unit of every magnitude: <c>bytes</c>, <c>bits</c>, <c>count</c>, <c>seconds</c>, <c>ratio</c>, <c>residual_scales</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>In rising order, at most <see cref="MostBars"/>; each begins where the one before ends, but for the bar of nothing at all. Covers everybody's magnitudes, the observed one and <see cref="SurprisingFrom"/>.</summary>
    public required IReadOnlyList<VolumeBar> Bars { get; init; }

    /// <summary>The entity's periods in the scope: the sum of the bars.</summary>
    public required int Periods { get; init; }

    /// <summary>Other entities' periods in the scope: the sum of the bars.</summary>
    public required int OtherPeriods { get; init; }

    /// <summary>Other entities with a period in the scope.</summary>
    public required int OtherEntities { get; init; }

    /// <summary>Of the entity's periods; null without any.</summary>
    public double? Median { get; init; }

    /// <summary>What 95 % of the entity's periods do not exceed; null without any.</summary>
    public double? NinetyFivePercent { get; init; }

    /// <summary>Of the entity's periods; null without any.</summary>
    public double? Largest { get; init; }

    /// <summary>Of the others' periods; null without any.</summary>
    public double? OthersMedian { get; init; }

    /// <summary>The observed magnitude in <see cref="Unit"/>; null: none is marked.</summary>
    public double? Observed { get; init; }

    /// <summary>Periods of the entity at least as large as the observed one; 0 without one.</summary>
    public int PeriodsAtOrAbove { get; init; }

    /// <summary>Periods of the entity at most as large as the observed one; 0 without one. Small is surprising for <c>dns.answer_ratio</c> only.</summary>
    public int PeriodsAtOrBelow { get; init; }

    /// <summary>The magnitude from which the baseline gives <see cref="SurprisingBits"/>, to one part in a hundred; null: nothing that could be measured does.</summary>
    public double? SurprisingFrom { get; init; }

    /// <summary>Bytes of the hour, where <see cref="Unit"/> is residual scales above the season's expectation; null elsewhere.</summary>
    public double? ObservedBytes { get; init; }

    /// <summary>Bytes that the season expects in the observed hour, where <see cref="Unit"/> is residual scales; null elsewhere.</summary>
    public double? ExpectedBytes { get; init; }
}
