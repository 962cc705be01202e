namespace Det0131.Training.Backtesting.Competitors;

/// <summary>
/// HBOS (Goldstein and Dengel, 2012): each column's histogram of ten equal bins, highest bin 1; the score is the sum of log2(1/height). One is added to each
/// count, so that an empty bin or a value outside is as rare as the data can say. Thread-safe after construction. Compared with numpy's histograms in the tests.
/// </summary>
internal sealed class HistogramScore
{
    public const int Bins = 10;

    private readonly (double Low, double Width, double[] Bits, double Outside)[] _columns;

    /// <param name="rows">Vectors of one length, 1 or more.</param>
    public HistogramScore(IReadOnlyList<float[]> rows)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        _columns = [.. Enumerable.Range(0, rows[0].Length).Select(c => Fit(rows, c))];
    }

    public double Score(float[] row)
    {
        var sum = 0.0;
        for (var c = 0; c < row.Length; c++)
        {
            var (low, width, bits, outside) = _columns[c];
            var bin = BinOf(row[c], low, width);
            sum += bin is >= 0 and < Bins ? bits[bin] : outside;
        }

        return sum;
    }

    private static (double Low, double Width, double[] Bits, double Outside) Fit(IReadOnlyList<float[]> rows, int column)
    {
        double low = rows.Min(r => r[column]), high = rows.Max(r => r[column]);
        // As numpy does for a column of one value.
        (low, high) = low == high ? (low - 0.5, high + 0.5) : (low, high);
        var width = (high - low) / Bins;
        var counts = new int[Bins];
        foreach (var row in rows)
        {
            counts[Math.Clamp(BinOf(row[column], low, width), 0, Bins - 1)]++;
        }

        var highest = counts.Max() + 1.0;
        return (low, width, [.. counts.Select(count => Math.Log2(highest / (count + 1)))], Math.Log2(highest));
    }

    // The last bin holds its upper end.
    private static int BinOf(float value, double low, double width)
    {
        var place = (value - low) / width;
        return place == Bins ? Bins - 1 : place is < 0 or > Bins ? -1 : (int)place;
    }
}
