namespace Det0131.Training.Backtesting.Competitors;

/// <summary>Another way to rank the same groups. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">How it scores, in a sentence.</param>
/// <param name="Prepare">Fits it to training groups; gives what scores a row of a table, the higher the stranger.</param>
/// <param name="IsSum">An incident's score is the sum over its groups, not the largest.</param>
internal sealed record Competitor(string Name, string What, Func<CompetitorTraining, RowScorer> Prepare, bool IsSum = false)
{
    /// <summary>All that are run.</summary>
    public static IReadOnlyList<Competitor> All { get; } =
    [
        new("Det0131", "this project's score by its return period, judged by the competitors' rule", static t => new ReturnPeriodRank(t.Tables).Score),
        new("static rules", "one point for each of MITRE's example conditions that holds, ties by bytes", static _ => static (table, row, _) => table.Rows[row].Rules + (Math.Log2(1 + table.Rows[row].BytesOut) / 64)),
        new("summed bytes", "bytes of the day from an entity to a destination", static _ => static (table, row, _) => table.Rows[row].BytesOut, IsSum: true),
        new("isolation forest", "100 trees of 256 groups over the model's inputs", static t => PerAnalytic(t, (rows, random) => new IsolationForest(rows, random).Score)),
        new("kNN", "distance to the fifth nearest of 2,000 groups over the model's inputs, each in standard deviations", static t => PerAnalytic(t, (rows, random) => new NearestNeighbours(rows, random).Score)),
        new("HBOS", "sum of the inputs' rarities by histograms of ten bins", static t => PerAnalytic(t, (rows, _) => new HistogramScore(rows).Score)),
    ];

    // Inputs of two analytics are not the same numbers.
    private static RowScorer PerAnalytic(CompetitorTraining training, Func<IReadOnlyList<float[]>, Random, Func<float[], double>> fit)
    {
        var scorers = training.RowsByAnalytic.ToDictionary(a => a.Key, a => fit(a.Value, new Random(unchecked((int)training.Seed))));
        return (table, row, _) => scorers.TryGetValue(table.Rows[row].Analytic, out var score) ? score(CompetitorTraining.Vector(table.Inputs(row))) : 0;
    }
}

/// <summary>Scores a row of a table.</summary>
/// <param name="table">The table.</param>
/// <param name="row">The row.</param>
/// <param name="isTraining">It is a group of the training days.</param>
internal delegate double RowScorer(GroupTable table, int row, bool isTraining);

/// <summary>What a competitor is fitted to: sampled groups of every other training day. Immutable.</summary>
/// <param name="Tables">The fold's groups and models.</param>
/// <param name="RowsByAnalytic">Vectors, by position in the catalogue.</param>
/// <param name="Seed">Decides what is drawn.</param>
internal sealed record CompetitorTraining(FoldTables Tables, IReadOnlyDictionary<byte, IReadOnlyList<float[]>> RowsByAnalytic, ulong Seed)
{
    /// <summary>The inputs as a classical detector takes them: what was not observed is no surprise.</summary>
    public static float[] Vector(ReadOnlySpan<float> inputs)
    {
        var vector = inputs.ToArray();
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = vector[i] > 0 ? vector[i] : 0;
        }

        return vector;
    }
}
