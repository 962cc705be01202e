using Det0131.Models.Baselines;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Pictures;

/// <summary>Counts magnitudes into a histogram. Thread-safe.</summary>
internal sealed class VolumeQuery(TableView table)
{
    // Up to four octaves a bar: the widest still shows all 128 octaves in 33 bars.
    private static readonly int[] Widths = [1, 2, 4, 8, 16, 32];

    public VolumePicture Volume(PictureTarget target)
    {
        var feature = target.Feature;
        var own = new int[MagnitudeBuckets.Count];
        var others = new int[MagnitudeBuckets.Count];
        var othersIn = 0;
        foreach (var leaf in table.LeavesWithScope(feature, table.StringId(target.Scope)))
        {
            var isOwn = leaf == target.Leaf;
            othersIn += isOwn ? 0 : 1;
            foreach (var magnitude in table.Magnitudes(feature, leaf))
            {
                (isOwn ? own : others)[MagnitudeBuckets.Of(magnitude)]++;
            }
        }

        var observed = target.Magnitude(table);
        var surprising = table.Index.TailThreshold(feature.Index, target.Entity, target.Scope, VolumePicture.SurprisingBits);
        double? surprisingFrom = double.IsFinite(surprising) ? surprising : null;
        var periods = own.Sum();
        var evidence = table.Index.ExplainTail(feature.Index, target.Entity, target.Scope, observed ?? 0);
        return new()
        {
            FeatureId = feature.Id, Meaning = feature.Meaning, Entity = target.Entity, Scope = target.Scope,
            IsInModel = target.IsInModel, Note = target.Note, PeriodNoun = table.PeriodNoun(feature),
            Unit = FeaturePhrases.UnitName(feature.Unit),
            Bars = Bars(own, others, observed, surprisingFrom),
            Periods = periods, OtherPeriods = others.Sum(), OtherEntities = othersIn,
            Median = periods == 0 ? null : evidence.Median,
            NinetyFivePercent = periods == 0 ? null : evidence.NinetyFivePercent,
            Largest = periods == 0 ? null : evidence.Maximum,
            OthersMedian = MedianOf(others),
            Observed = observed,
            PeriodsAtOrAbove = observed is null ? 0 : evidence.PeriodsAtOrAbove,
            PeriodsAtOrBelow = observed is null ? 0 : evidence.PeriodsAtOrBelow,
            SurprisingFrom = surprisingFrom,
            ObservedBytes = feature.Measure == Measure.SeasonalExcess ? target.Number : null,
            ExpectedBytes = Expected(target),
        };
    }

    private double? Expected(PictureTarget target) =>
        target is { Feature.Measure: Measure.SeasonalExcess, Place: { } place } && table.Model.Seasons.ByEntity.TryGetValue(target.Entity, out var season)
            ? Math.Max(0, Math.Exp(season.Expected(SeasonalBook.HourOfWeek(FeatureCalendar.Number(place.TimeMicros, FeatureCatalogue.Hour)))) - 1)
            : null;

    private static double? MedianOf(int[] buckets)
    {
        var needed = (buckets.Sum() + 1) / 2;
        var sum = 0;
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            sum += buckets[bucket];
            if (buckets[bucket] > 0 && sum >= needed)
            {
                return MagnitudeBuckets.Representative(bucket);
            }
        }

        return null;
    }

    private static List<VolumeBar> Bars(int[] own, int[] others, double? observed, double? surprising)
    {
        var used = Enumerable.Range(0, own.Length).Where(b => own[b] + others[b] > 0)
            .Concat(new[] { observed, surprising }.Where(m => m is not null).Select(m => MagnitudeBuckets.Of(m!.Value))).ToList();
        List<VolumeBar> bars = [];
        if (used.Contains(0))
        {
            bars.Add(new(0, MagnitudeBuckets.LowerEdge(1), own[0], others[0]));
        }

        used.RemoveAll(b => b == 0);
        if (used.Count == 0)
        {
            return bars;
        }

        var (lowest, highest) = (used.Min() - 1, used.Max() - 1);
        var width = Widths.First(w => (highest / w) - (lowest / w) + 1 + bars.Count <= VolumePicture.MostBars);
        for (var bar = lowest / width; bar <= highest / width; bar++)
        {
            var first = 1 + (bar * width);
            var until = Math.Min(first + width, MagnitudeBuckets.Count);
            bars.Add(new(MagnitudeBuckets.LowerEdge(first), MagnitudeBuckets.LowerEdge(until),
                own[first..until].Sum(), others[first..until].Sum()));
        }

        return bars;
    }
}
