using Det0131.Datasets.Simulation.Chance;

namespace Det0131.Datasets.Simulation.Procedures;

/// <summary>Cuts an amount into uneven parts.</summary>
internal static class ActShares
{
    /// <summary>Parts that differ from each other by about <paramref name="spread"/> (0 to 1) and add up to the amount exactly.</summary>
    public static List<long> Of(long amount, int count, double spread, DemoRandom random)
    {
        var weights = Enumerable.Range(0, count).Select(_ => 1 + (spread * random.Between(-1.0, 1.0))).ToList();
        return ByWeight(amount, weights);
    }

    /// <summary>Parts that grow evenly, the last being three times an even share's.</summary>
    public static List<long> Growing(long amount, int count) =>
        ByWeight(amount, Enumerable.Range(1, count).Select(day => day == count ? 3.0 * count / 2 : (double)day).ToList());

    private static List<long> ByWeight(long amount, List<double> weights)
    {
        var total = weights.Sum();
        var parts = weights.Select(weight => Math.Max(amount == 0 ? 0 : 1, (long)(amount * (weight / total)))).ToList();
        parts[^1] = Math.Max(0, amount - parts.Take(parts.Count - 1).Sum());
        return parts;
    }
}
