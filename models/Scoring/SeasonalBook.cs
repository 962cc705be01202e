using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>The seasonal expectations of the entities that have two weeks of history. Immutable, thread-safe.</summary>
public sealed class SeasonalBook(IReadOnlyDictionary<string, SeasonalExpectation> byEntity)
{
    public static SeasonalBook Empty { get; } = new(new Dictionary<string, SeasonalExpectation>());

    public IReadOnlyDictionary<string, SeasonalExpectation> ByEntity { get; } = byEntity;

    /// <summary>How far the hour's bytes are above expectation, in residual scales, never below 0; null without an expectation.</summary>
    /// <param name="entity">Baseline entity.</param>
    /// <param name="hour">Clock hour, hours since 1970-01-01 UTC.</param>
    /// <param name="bytes">Bytes out in the hour so far.</param>
    public double? Excess(string entity, int hour, double bytes) =>
        ByEntity.TryGetValue(entity, out var expectation)
            ? Math.Max(0, expectation.Residual(HourOfWeek(hour), Level(bytes)))
            : null;

    /// <summary>Hour of the ISO week (0 = Monday 00:00 UTC) of a clock hour.</summary>
    public static int HourOfWeek(int hour) =>
        (int)(((long)hour + 72) % 168);

    /// <summary>The expectation's input for an hour's bytes: logarithms make nights and days comparable.</summary>
    public static double Level(double bytes) => Math.Log(1 + bytes);

    internal static Feature Feature { get; } = FeatureCatalogue.Get("volume.series");
}
