using Det0131.Models.Evaluation;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting.Figures;

/// <summary>Which acts were found, how soon, and what had left by then. Immutable.</summary>
internal sealed class RecallFigures
{
    private readonly IReadOnlyList<ActObservation> _acts;
    private readonly IReadOnlyList<IReadOnlySet<ActObservation>> _sent;
    private readonly ulong _seed;

    /// <param name="acts">Acts of which something could be seen on the scored days.</param>
    /// <param name="sent">For each budget the acts in an alert that the day's budget lets through.</param>
    /// <param name="seed">Of the intervals.</param>
    public RecallFigures(IReadOnlyList<ActObservation> acts, IReadOnlyList<IReadOnlySet<ActObservation>> sent, ulong seed)
    {
        _acts = acts;
        _sent = sent;
        _seed = seed;
    }

    public NamedRecall? Overall(int budget) => _acts.Count == 0 ? null : Recall("all", _acts, budget);

    /// <summary>By a property of the act; those without it are left out.</summary>
    public IReadOnlyList<NamedRecall> By(Func<ActObservation, string> property, int budget) =>
        [.. _acts.Where(a => property(a).Length > 0).GroupBy(property, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Recall(g.Key, [.. g], budget))];

    /// <summary>Minutes from the start to the alert.</summary>
    public Spread? MinutesToAlert(int budget) => SpreadOf(_acts.Select(a => Minutes(a, budget)).OfType<double>());

    public Spread? BytesBefore(int budget) => SpreadOf(Moving(budget).Select(a => (double)a.Alert.Bytes));

    public Spread? ShareBefore(int budget) => SpreadOf(Moving(budget).Select(a => a.Alert.Bytes / (double)a.Act.BytesOut));

    /// <summary>Minutes from the act's start to its first alert, 0 or more; null: not found.</summary>
    public static double? Minutes(ActObservation act, int budget) =>
        act.AlertAt(budget) is { } alert ? Math.Max(0, alert.Micros - act.StartMicros) / 60e6 : null;

    private IEnumerable<(ActObservation Act, (long Micros, long Bytes) Alert)> Moving(int budget) =>
        _acts.Where(a => a.BytesOut > 0 && a.AlertAt(budget) is not null).Select(a => (a, a.AlertAt(budget)!.Value));

    private NamedRecall Recall(string name, IReadOnlyList<ActObservation> acts, int budget) => new(
        name, Share.Count(acts.Count(a => (a.Opens >> budget & 1) != 0), acts.Count), Share.Count(acts.Count(_sent[budget].Contains), acts.Count));

    private Spread? SpreadOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        var median = Bootstrap.Of(sorted.Length, drawn => Quantiles.Median(drawn.Select(i => sorted[i])), _seed);
        return new Spread(sorted.Length, median.Value, median.Low, median.High, Quantiles.OfSorted(sorted, 0.9));
    }
}
