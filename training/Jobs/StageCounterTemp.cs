using Det0131.Datasets.Lake;
using Det0131.Models.Baselines;
using Det0131.Models.Learning;
namespace Det0131.Training.Jobs;
internal sealed class StageCounter(EventLake lake) : IObservationCounter, IDisposable
{
    private readonly Dictionary<(int, string, string, string, int), double> rows = [];
    public void Append(int f, ReadOnlySpan<char> e, ReadOnlySpan<char> s, ReadOnlySpan<char> v, int u, double m) { _ = lake; var k = (f, e.ToString(), s.ToString(), v.ToString(), u); rows[k] = rows.TryGetValue(k, out var x) ? Math.Max(x, m) : m; }
    public IReadOnlyList<string> ReplaceRareValues(int feature, int min, IReadOnlyCollection<string> keep, string r) { var common = rows.Keys.Where(k => k.Item1 == feature).GroupBy(k => k.Item4).Where(g => g.Select(k => k.Item2).Distinct().Count() >= min).Select(g => g.Key).Order(StringComparer.Ordinal).ToList(); var set = common.ToHashSet(); foreach (var k in rows.Keys.Where(k => k.Item1 == feature && !set.Contains(k.Item4)).ToList()) { rows.Remove(k, out var m); rows[(k.Item1, k.Item2, k.Item3, r, k.Item5)] = m; } return common; }
    public IEnumerable<BaselineRow> Count(IReadOnlyList<FeatureSchema> schema) => rows.Select(r => new BaselineRow(r.Key.Item1, r.Key.Item2, r.Key.Item3, r.Key.Item4, r.Key.Item5, r.Value));
    public void Dispose() { }
}
