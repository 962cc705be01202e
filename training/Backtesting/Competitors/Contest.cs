using System.Runtime.InteropServices;
using Det0131.Models.Evaluation;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting.Competitors;

/// <summary>
/// Runs every competitor on a fold's groups by one rule: fitted to every other training day of the groups that the rates come from, a threshold for each
/// budget such that the days between have that many incidents a day, then the scored days. What it costs is bounded by sampling incident keys: acts' groups are
/// all scored, of the others at most some 200,000 on either side. Not thread-safe.
/// </summary>
internal sealed class Contest(BacktestOptions options)
{
    private const int MostGroups = 200_000;

    private readonly List<Standing> _standings = [.. Competitor.All.Select(c => new Standing(c, options.Budgets.Count))];
    private double _usual;
    private double _sampled;
    private int _days;

    public void Take(FoldTables tables)
    {
        var (training, scored) = (new KeySample(tables.Calibration, MostGroups, options.Seed), new KeySample(tables.Scored, MostGroups, options.Seed));
        if (training.Rows.Count == 0)
        {
            return;
        }

        int[] days = [.. training.Rows.Select(r => tables.Calibration.Rows[r].Day).Distinct().Order()];
        var fitDays = days.Where((_, i) => i % 2 == 0).ToHashSet();
        var judgeDays = days.Length == 1 ? fitDays : [.. days.Where((_, i) => i % 2 == 1)];
        var vectors = training.Rows.Where(r => fitDays.Contains(tables.Calibration.Rows[r].Day))
            .GroupBy(r => tables.Calibration.Rows[r].Analytic, r => CompetitorTraining.Vector(tables.Calibration.Inputs(r)))
            .ToDictionary(g => g.Key, g => (IReadOnlyList<float[]>)[.. g]);
        var input = new CompetitorTraining(tables, vectors, options.Seed);
        List<int> judged = [.. training.Rows.Where(r => judgeDays.Contains(tables.Calibration.Rows[r].Day))];
        foreach (var standing in _standings)
        {
            var scorer = standing.Competitor.Prepare(input);
            var normal = Incidents(tables.Calibration, judged, scorer, isTraining: true, standing.Competitor.IsSum).Values.OrderDescending().ToArray();
            double[] thresholds = [.. options.Budgets.Select(budget => ThresholdOf(normal, budget * judgeDays.Count * training.Share))];
            standing.Take(tables, Incidents(tables.Scored, scored.Rows, scorer, isTraining: false, standing.Competitor.IsSum), thresholds, scored.Share);
        }

        _days += tables.Fold.Days.Count;
        _usual += tables.Scored.Count;
        _sampled += tables.Scored.Count * scored.Share;
    }

    public IReadOnlyList<CompetitorFigures> Figures(IReadOnlyList<ActObservation> acts, IReadOnlySet<ActObservation> inSpan) =>
    [
        .. _standings.Where(_ => _days > 0).Select(s => new CompetitorFigures(
            s.Competitor.Name, s.Competitor.What, AveragePrecision.Of(s.Items) is var precision && double.IsNaN(precision) ? null : precision, _usual == 0 ? 1 : _sampled / _usual,
            [.. options.Budgets.Select((budget, b) => new CompetitorBudget(budget, Share.Count(s.Found[b].Count(a => inSpan.Contains(acts[a])), inSpan.Count), s.Usual[b] / _days))])),
    ];

    /// <summary>The least score that so many incidents exceed at most.</summary>
    internal static double ThresholdOf(IReadOnlyList<double> falling, double allowed) =>
        (int)allowed < falling.Count ? falling[(int)allowed] : double.NegativeInfinity;

    private static Dictionary<(int Key, int Day), double> Incidents(GroupTable table, IEnumerable<int> rows, RowScorer scorer, bool isTraining, bool isSum)
    {
        var incidents = new Dictionary<(int, int), double>();
        foreach (var row in rows)
        {
            ref var best = ref CollectionsMarshal.GetValueRefOrAddDefault(incidents, (table.Rows[row].Key, table.Rows[row].Day), out var known);
            var score = scorer(table, row, isTraining);
            best = !known ? score : isSum ? best + score : Math.Max(best, score);
        }

        return incidents;
    }

    /// <summary>What a competitor has so far.</summary>
    private sealed class Standing(Competitor competitor, int budgets)
    {
        public Competitor Competitor { get; } = competitor;

        public List<RankedItem> Items { get; } = [];

        public IReadOnlyList<HashSet<int>> Found { get; } = [.. Enumerable.Range(0, budgets).Select(_ => new HashSet<int>())];

        /// <summary>Incidents without acts over the threshold, as if nothing had been sampled.</summary>
        public double[] Usual { get; } = new double[budgets];

        public void Take(FoldTables tables, Dictionary<(int Key, int Day), double> incidents, double[] thresholds, double share)
        {
            var ofActs = tables.ActRows.Select(a => (tables.Scored.Rows[a.Row].Key, tables.Scored.Rows[a.Row].Day)).ToHashSet();
            foreach (var (place, score) in incidents)
            {
                var isAct = ofActs.Contains(place);
                Items.Add(new RankedItem(score, isAct, isAct ? 1 : 1 / share));
                for (var b = 0; b < thresholds.Length && !isAct; b++)
                {
                    Usual[b] += score > thresholds[b] ? 1 / share : 0;
                }
            }

            foreach (var (row, acts) in tables.ActRows)
            {
                var score = incidents[(tables.Scored.Rows[row].Key, tables.Scored.Rows[row].Day)];
                for (var b = 0; b < thresholds.Length; b++)
                {
                    if (score > thresholds[b])
                    {
                        Found[b].UnionWith(acts);
                    }
                }
            }
        }
    }
}
