using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Drift;

/// <summary>
/// How far each feature's bits have moved: the rows of both baselines, weighed by what the earlier version finds surprising. Two passes over the
/// rows, the second for the parts of the entities; nothing but counts per bin is held. Not thread-safe.
/// </summary>
internal sealed class BaselineDrift(ScoringModel before, ScoringModel after, EntityAnalytics owners, int listed)
{
    private readonly double[] _hours = new double[HourOfWeek.Count];

    public IReadOnlyList<FeatureDrift> Find(CancellationToken cancellation)
    {
        List<FeatureDrift> found = [];
        for (var analytic = 0; analytic < AnalyticCatalogue.All.Length; analytic++)
        {
            var declaration = AnalyticCatalogue.All[analytic];
            for (var slot = 0; slot < declaration.Features.Length; slot++)
            {
                found.Add(Of(declaration, declaration.Features[slot], before.Models[analytic].Features[slot].UpperBounds.ToArray(), cancellation));
            }
        }

        return [.. found.OrderByDescending(d => d.Index ?? -1).ThenBy(d => d.Analytic, StringComparer.Ordinal).ThenBy(d => d.Feature, StringComparer.Ordinal)];
    }

    private FeatureDrift Of(Analytic analytic, Feature feature, double[] bounds, CancellationToken cancellation)
    {
        int[] fine = [.. Enumerable.Range(0, bounds.Length)];
        var (was, now) = (new long[bounds.Length], new long[bounds.Length]);
        Each(analytic, feature, bounds, fine, was, now, null, cancellation);
        var bins = PopulationStability.Join(was);
        var (expected, actual) = (Joined(was, bins), Joined(now, bins));
        var (totalBefore, totalAfter) = (expected.Sum(), actual.Sum());
        var element = analytic.ElementOf(feature).Name;
        if (PopulationStability.Weights(expected, actual) is not { } weights)
        {
            return new FeatureDrift(analytic.Id, element, feature.Id, null, expected.Length, totalBefore, totalAfter, []);
        }

        var drivers = new BestOf<DriftDriver>(listed, LargestFirst);
        var (part, partNow) = (new long[expected.Length], new long[expected.Length]);
        Each(analytic, feature, bounds, bins, part, partNow, entity =>
        {
            drivers.Add(new DriftDriver(entity, PopulationStability.Part(weights, part, totalBefore, partNow, totalAfter), part.Sum(), partNow.Sum()));
            Array.Clear(part);
            Array.Clear(partNow);
        }, cancellation);
        var index = PopulationStability.Of(expected, actual);
        return new FeatureDrift(analytic.Id, element, feature.Id, index, expected.Length, totalBefore, totalAfter, [.. drivers.ToList().Where(d => d.Part != 0)]);
    }

    internal static IComparer<DriftDriver> LargestFirst { get; } = Comparer<DriftDriver>.Create(static (a, b) =>
    {
        var order = Math.Abs(b.Part).CompareTo(Math.Abs(a.Part));
        return order != 0 ? order : string.CompareOrdinal(a.Entity, b.Entity);
    });

    internal static long[] Joined(long[] fine, int[] bins)
    {
        var joined = new long[bins[^1] + 1];
        for (var i = 0; i < fine.Length; i++)
        {
            joined[bins[i]] += fine[i];
        }

        return joined;
    }

    private void Each(Analytic analytic, Feature feature, double[] bounds, int[] bins, long[] was, long[] now, Action<string>? entityDone, CancellationToken cancellation)
    {
        foreach (var pair in BaselineJoin.Entities(before.Table, after.Table, feature.Index))
        {
            cancellation.ThrowIfCancellationRequested();
            if (owners.Of(pair.Entity).Contains(analytic))
            {
                var entity = before.Index.EntityId(pair.Entity);
                _hours.AsSpan().Fill(double.NaN);
                Count(before.Table, pair.Before, feature, entity, bounds, bins, was);
                Count(after.Table, pair.After, feature, entity, bounds, bins, now);
                entityDone?.Invoke(pair.Entity);
            }
        }
    }

    private void Count(BaselineTable table, Leaves leaves, Feature feature, int entity, double[] bounds, int[] bins, long[] counts)
    {
        var columns = table.Columns;
        for (var leaf = leaves.First; leaf < leaves.Until; leaf++)
        {
            var scope = columns.Strings[columns.LeafScope[leaf]];
            for (var cell = columns.LeafCellStart[leaf]; cell < columns.LeafCellStart[leaf + 1]; cell++)
            {
                var value = columns.Strings[columns.CellValue[cell]];
                if (feature.Kind == FeatureKind.Rarity)
                {
                    counts[bins[Bin(bounds, before.Index.RarityBits(feature.Index, entity, scope, value))]] += columns.UnitsOf(cell).Length;
                    continue;
                }

                for (var row = columns.CellRowStart[cell]; row < columns.CellRowStart[cell + 1]; row++)
                {
                    var bits = feature.Kind == FeatureKind.Circular
                        ? HourBits(feature, entity, columns.Units[row], value)
                        : before.Index.TailBits(feature.Index, entity, scope, columns.MagnitudeOf(feature.Index, row));
                    counts[bins[Bin(bounds, bits)]]++;
                }
            }
        }
    }

    // An entity's week has 168 hours, its history many more rows.
    private double HourBits(Feature feature, int entity, int date, string value)
    {
        if (!HourOfWeek.TryParseHour(value, out var hour))
        {
            return 0;
        }

        ref var bits = ref _hours[HourOfWeek.Of(date, hour)];
        if (double.IsNaN(bits))
        {
            bits = before.Index.CircularBits(feature.Index, entity, hour, date, leaveDateOut: false);
        }

        return bits;
    }

    /// <summary>The shape's step, as the model itself takes it: the first whose upper bound is not below the value.</summary>
    internal static int Bin(double[] bounds, double bits)
    {
        var at = Array.BinarySearch(bounds, (double)(float)bits);
        return Math.Min(at < 0 ? ~at : at, bounds.Length - 1);
    }
}
