using System.Numerics;

namespace Det0131.Training.Backtesting.Competitors;

/// <summary>Distance to the fifth nearest training row, columns in standard deviations. Thread-safe after construction. Compared with scikit-learn's in the tests.</summary>
internal sealed class NearestNeighbours
{
    public const int Neighbours = 5;
    private const int MostReferences = 2_000;

    private readonly float[] _mean;
    private readonly float[] _scale;
    private readonly float[][] _references;

    /// <param name="rows">Vectors of one length, 1 or more.</param>
    /// <param name="random">Draws the references when there are more rows than are kept.</param>
    public NearestNeighbours(IReadOnlyList<float[]> rows, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var columns = rows[0].Length;
        _mean = [.. Enumerable.Range(0, columns).Select(c => (float)rows.Average(r => r[c]))];
        // A column that never varies says by how much it differs, in its own unit.
        _scale = [.. Enumerable.Range(0, columns).Select(c => (float)Math.Sqrt(rows.Average(r => ((double)r[c] - _mean[c]) * ((double)r[c] - _mean[c]))) is var s && s > 0 ? s : 1)];
        var kept = rows.Count <= MostReferences ? rows : [.. random.GetItems([.. rows], MostReferences)];
        _references = [.. kept.Select(Standard)];
    }

    /// <summary>The distance over the square root of the number of columns, so that analytics can be compared.</summary>
    public double Score(float[] row)
    {
        var standard = Standard(row);
        Span<double> nearest = stackalloc double[Neighbours];
        nearest.Fill(double.PositiveInfinity);
        foreach (var reference in _references)
        {
            var distance = SquaredDistance(standard, reference);
            for (var place = 0; place < Neighbours; place++)
            {
                if (distance < nearest[place])
                {
                    (nearest[place], distance) = (distance, nearest[place]);
                }
            }
        }

        var farthest = nearest[Math.Min(Neighbours, _references.Length) - 1];
        return Math.Sqrt(farthest / row.Length);
    }

    private static double SquaredDistance(float[] a, float[] b)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var difference = new Vector<float>(a, i) - new Vector<float>(b, i);
            sums += difference * difference;
        }

        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    private float[] Standard(float[] row) => [.. row.Select((value, c) => (value - _mean[c]) / _scale[c])];
}
