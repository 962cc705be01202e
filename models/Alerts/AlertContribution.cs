namespace Det0131.Models.Alerts;

/// <summary>An observed value for programs: a text (<c>ftp:21</c>), or a number with its unit (412000000, <c>bytes</c>).</summary>
/// <param name="Text">The value as the baseline knows it; null for a number.</param>
/// <param name="Number">Finite, or null for a text.</param>
/// <param name="Unit"><c>bytes</c>, <c>bits</c>, <c>count</c>, <c>seconds</c>, <c>ratio</c>, <c>hour_of_week</c>; null for a text.</param>
public readonly record struct FeatureValue(string? Text, double? Number, string? Unit)
{
    public static FeatureValue OfText(string text) => new(text, null, null);

    /// <param name="number">Finite.</param>
    /// <param name="unit">See <see cref="Unit"/>.</param>
    public static FeatureValue OfNumber(double number, string unit) => double.IsFinite(number)
        ? new(null, number, unit)
        : throw new ArgumentOutOfRangeException(nameof(number), number, $"A value in {unit} is a finite number.");
}

/// <summary>Where in the baselines a feature of an alert was looked up, so that the picture around it can be drawn. Immutable.</summary>
/// <param name="Entity">Baseline entity: <c>host:web1</c>, <c>user:alice</c>, <c>role:backup</c>.</param>
/// <param name="Scope">The feature's scope; empty where it has none.</param>
/// <param name="LocalHour">Hour of day of the observation in the entity's time zone, 0 to 23.</param>
/// <param name="LocalDate">Its local date, days since 1970-01-01; 0 where the feature does not look at time.</param>
/// <param name="TimeMicros">Its time, UTC.</param>
public sealed record BaselinePlace(string Entity, string Scope, int LocalHour, int LocalDate, long TimeMicros);

/// <summary>One feature's part of a score, with the facts that an analyst needs to check it. Immutable.</summary>
public sealed record AlertContribution
{
    private readonly double bits;

    /// <summary>Stable feature id: <c>lineage.transfer_tool</c>; <c>local_destination</c> and <c>knowledge</c> for the step columns.</summary>
    public required string FeatureId { get; init; }

    /// <summary>The element it belongs to: <c>ParentProcessAnomaly</c>.</summary>
    public required string ElementName { get; init; }

    /// <summary>Bits that this feature adds to the score, exactly as the model summed them. Finite; negative for the allowance for a local destination.</summary>
    public required double Bits
    {
        get => bits;
        init => bits = double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Bits), value, "A contribution is a finite number of bits.");
    }

    /// <summary>-log2 P of the value under its baseline, before the shape; null for the step columns.</summary>
    public double? SurprisalBits { get; init; }

    /// <summary>What happened, in words: <c>412 MB in one hour</c>.</summary>
    public required string Observed { get; init; }

    /// <summary>What is typical: <c>0 to 3 MB an hour</c>; null where nothing is known.</summary>
    public string? Typical { get; init; }

    /// <summary>The counts behind it: <c>curl started by winword.exe: 0 of 28 days on this host, 0 of 412 hosts</c>.</summary>
    public required string Sentence { get; init; }

    /// <summary>What would have been normal: <c>explorer.exe, cmd.exe or powershell.exe as the caller</c>; null where nothing is known.</summary>
    public string? WouldHaveBeenNormal { get; init; }

    /// <summary>Periods behind this number; null for the step columns.</summary>
    public int? MaturityPeriods { get; init; }

    /// <summary>The observed value for programs.</summary>
    public FeatureValue Value { get; init; }

    /// <summary>Where in the baselines the number was looked up; null for the step columns.</summary>
    public BaselinePlace? Place { get; init; }
}
