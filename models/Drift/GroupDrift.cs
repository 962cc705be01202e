using Det0131.Models.Analytics;
using Det0131.Models.ModelZip;
using Det0131.Models.Scoring;

namespace Det0131.Models.Drift;

/// <summary>
/// How the bits of the same groups moved from one version to the other, over the earlier shape's bins joined to whole tail bits: in training
/// half of the groups lay in the first, a quarter in the second, and so on. Not thread-safe.
/// </summary>
internal sealed class GroupDrift
{
    // Further entities are counted together: memory stays bounded on any site.
    private const int MostEntities = 20_000;
    private const string Others = "(all others)";
    private const int Bins = PopulationStability.MostBins;

    private readonly int[][][] _binOf;
    private readonly Dictionary<string, int[]>[] _counts;
    private readonly IReadOnlyList<GamModel> _shapes;

    public GroupDrift(ScoringModel before)
    {
        _shapes = before.Models;
        _counts = [.. AnalyticCatalogue.All.Select(_ => new Dictionary<string, int[]>(StringComparer.Ordinal))];
        _binOf = [.. AnalyticCatalogue.All.Zip(before.Models, (analytic, gam) => analytic.Features.Select((feature, slot) =>
        {
            // The saved shape is divided by the root of the family's size: undone, its effect is tail bits.
            var family = Math.Sqrt(analytic.Features.Count(f => f.Family == feature.Family));
            return Array.ConvertAll(gam.Features[slot].Effects.ToArray(), effect => Math.Clamp((int)(effect * family), 0, Bins - 1));
        }).ToArray())];
    }

    public void Add(EventGroup group, bool isAfter)
    {
        var slots = AnalyticCatalogue.All[group.Analytic].Features.Length;
        var byEntity = _counts[group.Analytic];
        var entity = byEntity.Count < MostEntities || byEntity.ContainsKey(group.Entity) ? group.Entity : Others;
        if (!byEntity.TryGetValue(entity, out var counts))
        {
            byEntity[entity] = counts = new int[slots * 2 * Bins];
        }

        for (var slot = 0; slot < slots; slot++)
        {
            var bits = group.Surprisals[slot];
            if (bits >= 0)
            {
                var bounds = _shapes[group.Analytic].Features[slot].UpperBounds;
                var step = bounds.BinarySearch((double)bits);
                step = Math.Min(step < 0 ? ~step : step, bounds.Length - 1);
                counts[(((slot * 2) + (isAfter ? 1 : 0)) * Bins) + _binOf[group.Analytic][slot][step]]++;
            }
        }
    }

    public IReadOnlyList<FeatureDrift> Find(int listed) =>
    [
        .. Enumerable.Range(0, _counts.Length).SelectMany(analytic => AnalyticCatalogue.All[analytic].Features.Select((_, slot) => Of(analytic, slot, listed)))
            .Where(d => d.Before + d.After > 0)
            .OrderByDescending(d => d.Index ?? -1).ThenBy(d => d.Analytic, StringComparer.Ordinal).ThenBy(d => d.Feature, StringComparer.Ordinal),
    ];

    private FeatureDrift Of(int analytic, int slot, int listed)
    {
        var (was, now) = (new long[Bins], new long[Bins]);
        foreach (var counts in _counts[analytic].Values)
        {
            Sum(Side(counts, slot, 0), was);
            Sum(Side(counts, slot, 1), now);
        }

        var declaration = AnalyticCatalogue.All[analytic];
        var feature = declaration.Features[slot];
        var element = declaration.ElementOf(feature).Name;
        var (totalBefore, totalAfter) = (was.Sum(), now.Sum());
        if (PopulationStability.Weights(was, now) is not { } weights)
        {
            return new FeatureDrift(declaration.Id, element, feature.Id, null, Bins, totalBefore, totalAfter, []);
        }

        var drivers = new BestOf<DriftDriver>(listed, BaselineDrift.LargestFirst);
        foreach (var (entity, counts) in _counts[analytic])
        {
            var (part, partNow) = (new long[Bins], new long[Bins]);
            Sum(Side(counts, slot, 0), part);
            Sum(Side(counts, slot, 1), partNow);
            drivers.Add(new DriftDriver(entity, PopulationStability.Part(weights, part, totalBefore, partNow, totalAfter), part.Sum(), partNow.Sum()));
        }

        return new FeatureDrift(declaration.Id, element, feature.Id, PopulationStability.Of(was, now), Bins, totalBefore, totalAfter, [.. drivers.ToList().Where(d => d.Part != 0)]);
    }

    private static ReadOnlySpan<int> Side(int[] counts, int slot, int side) => counts.AsSpan(((slot * 2) + side) * Bins, Bins);

    private static void Sum(ReadOnlySpan<int> counts, long[] into)
    {
        for (var bin = 0; bin < counts.Length; bin++)
        {
            into[bin] += counts[bin];
        }
    }
}
