namespace Det0131.Models.Evaluation;

/// <summary>Whether one sample tends to be larger than another, by ranks alone (Mann and Whitney, 1947). Immutable.</summary>
/// <param name="U">Pairs in which the first sample's value is the larger; ties count a half.</param>
/// <param name="Share">The same as a share of all pairs: 0.5 where neither tends to be larger.</param>
/// <param name="P">Two-sided probability of so uneven ranks by chance, by the normal approximation with corrections for ties and continuity.</param>
public readonly record struct RankTest(double U, double Share, double P)
{
    /// <exception cref="ArgumentException">A sample is empty, or holds no number.</exception>
    public static RankTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || second.Count == 0 || first.Concat(second).Any(double.IsNaN))
        {
            throw new ArgumentException("Found an empty sample, or one that is no number; expected two samples of numbers.");
        }

        double all = first.Count + second.Count;
        var (ranks, ties) = (0.0, 0.0);
        var below = 0;
        foreach (var equal in first.Select(value => (Value: value, IsFirst: true)).Concat(second.Select(value => (Value: value, IsFirst: false))).GroupBy(v => v.Value).OrderBy(g => g.Key))
        {
            double count = equal.Count();
            ranks += equal.Count(v => v.IsFirst) * (below + ((count + 1) / 2));
            ties += (count * count * count) - count;
            below += (int)count;
        }

        var u = ranks - (first.Count * (first.Count + 1.0) / 2);
        var pairs = (double)first.Count * second.Count;
        var variance = pairs / 12 * (all + 1 - (ties / (all * (all - 1))));
        var away = Math.Max(0, Math.Abs(u - (pairs / 2)) - 0.5);
        return new RankTest(u, u / pairs, variance <= 0 ? 1 : Math.Min(1, MathNet.Numerics.SpecialFunctions.Erfc(away / Math.Sqrt(2 * variance))));
    }
}
