namespace Det0131.Training.Backtesting.Competitors;

/// <summary>
/// Isolation forest (Liu, Ting and Zhou, 2008): points that random cuts separate early are strange. Thread-safe after construction.
/// Compared with scikit-learn's in the tests.
/// </summary>
internal sealed class IsolationForest
{
    private const int Trees = 100;
    private const int SampleSize = 256;

    private readonly Node[] _roots;
    private readonly double _normal;

    /// <param name="rows">Vectors of one length, 1 or more.</param>
    /// <param name="random">Draws samples and cuts.</param>
    public IsolationForest(IReadOnlyList<float[]> rows, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count);
        var size = Math.Min(SampleSize, rows.Count);
        var limit = (int)Math.Ceiling(Math.Log2(Math.Max(size, 2)));
        _normal = AveragePath(size);
        _roots = new Node[Trees];
        for (var tree = 0; tree < Trees; tree++)
        {
            _roots[tree] = Grow(Sample(rows, size, random), 0, limit, random);
        }
    }

    /// <summary>2^(-mean path / usual path): near 1 strange, under 0.5 ordinary.</summary>
    public double Score(float[] row) => _normal == 0 ? 0.5 : Math.Pow(2, -_roots.Average(root => Path(root, row)) / _normal);

    /// <summary>Mean path of an unsuccessful search in a binary search tree of so many points.</summary>
    internal static double AveragePath(int points) => points switch
    {
        <= 1 => 0,
        2 => 1,
        _ => (2 * (Math.Log(points - 1) + 0.5772156649015329)) - (2.0 * (points - 1) / points),
    };

    private static float[][] Sample(IReadOnlyList<float[]> rows, int size, Random random)
    {
        // Floyd's way to draw without replacement.
        var drawn = new HashSet<int>(size);
        for (var upper = rows.Count - size; upper < rows.Count; upper++)
        {
            var pick = random.Next(upper + 1);
            drawn.Add(drawn.Contains(pick) ? upper : pick);
        }

        return [.. drawn.Order().Select(i => rows[i])];
    }

    private static Node Grow(float[][] rows, int depth, int limit, Random random)
    {
        if (depth >= limit || rows.Length <= 1)
        {
            return new Node(-1, 0, rows.Length, null, null);
        }

        // Columns that are equal throughout cannot be cut.
        var columns = Enumerable.Range(0, rows[0].Length).Where(c => Array.Exists(rows, r => r[c] != rows[0][c])).ToArray();
        if (columns.Length == 0)
        {
            return new Node(-1, 0, rows.Length, null, null);
        }

        var column = columns[random.Next(columns.Length)];
        var (low, high) = (rows.Min(r => r[column]), rows.Max(r => r[column]));
        var cut = (float)(low + (random.NextDouble() * ((double)high - low)));
        // Rounding may put the cut on the largest value, where it would not cut.
        cut = cut >= high ? low : cut;
        return new Node(column, cut, rows.Length,
            Grow(Array.FindAll(rows, r => r[column] <= cut), depth + 1, limit, random), Grow(Array.FindAll(rows, r => r[column] > cut), depth + 1, limit, random));
    }

    private static double Path(Node node, float[] row)
    {
        var depth = 0;
        while (node is { Low: { } low, High: { } high })
        {
            node = row[node.Column] <= node.Cut ? low : high;
            depth++;
        }

        return depth + AveragePath(node.Points);
    }

    private sealed record Node(int Column, float Cut, int Points, Node? Low, Node? High);
}
