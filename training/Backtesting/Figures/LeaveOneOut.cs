using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Features;
using Det0131.Models.ModelZip;
using Det0131.Models.Scoring;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Backtesting.Figures;

/// <summary>
/// What each element and family is worth: its columns give nothing, the threshold is fitted anew to the same budget on the training days' groups, and acts
/// are counted again. Nothing is learned anew, so an element's columns cannot be replaced by sharper shapes of the others. Not thread-safe.
/// </summary>
internal sealed class LeaveOneOut
{
    private readonly IReadOnlyList<Part> _parts = [.. Parts()];
    private readonly HashSet<int>[] _found;
    private readonly BacktestOptions _options;

    public LeaveOneOut(BacktestOptions options)
    {
        _options = options;
        _found = [.. _parts.Select(_ => new HashSet<int>())];
    }

    /// <summary>Counts the acts found in a fold, once for each part.</summary>
    public void Take(FoldTables fold)
    {
        for (var part = 0; part < _parts.Count; part++)
        {
            Take(fold, _parts[part], _found[part]);
        }
    }

    /// <param name="acts">All acts, in the order of their numbers.</param>
    /// <param name="inSpan">Those that count.</param>
    public IReadOnlyList<LeftOutFigures> Figures(IReadOnlyList<ActObservation> acts, IReadOnlySet<ActObservation> inSpan)
    {
        var whole = Enumerable.Range(0, acts.Count).Where(a => inSpan.Contains(acts[a]) && (acts[a].Opens >> _options.Main & 1) != 0).ToHashSet();
        return
        [
            .. _parts.Select((part, i) =>
            {
                var concerned = Enumerable.Range(0, acts.Count).Where(a => inSpan.Contains(acts[a])).ToList();
                return new LeftOutFigures(part.Kind, part.Analytic, part.Name, [.. part.Columns.Distinct(StringComparer.Ordinal)], Share.Count(concerned.Count(_found[i].Contains), concerned.Count),
                    [.. concerned.Where(a => whole.Contains(a) && !_found[i].Contains(a)).Select(a => acts[a].Act.Name)],
                    [.. concerned.Where(a => !whole.Contains(a) && _found[i].Contains(a)).Select(a => acts[a].Act.Name)]);
            }).Where(f => f.Recall.Of > 0),
        ];
    }

    private static IEnumerable<Part> Parts()
    {
        foreach (var analytic in AnalyticCatalogue.All)
        {
            foreach (var element in analytic.Elements)
            {
                yield return new Part("element", analytic.Id, element.Name, [.. element.Features.Select(f => f.Id), ModelColumns.KnowledgePrefix + element.Name]);
            }
        }

        foreach (var family in AnalyticCatalogue.All.SelectMany(a => a.Features).Select(f => f.Family).Distinct().Order())
        {
            yield return new Part("family", "all", family.ToString().ToLowerInvariant(), [.. FeatureCatalogue.All.Where(f => f.Family == family).Select(f => f.Id)]);
        }

        yield return new Part("family", "all", "knowledge", [.. AnalyticCatalogue.All.SelectMany(a => a.Elements).Select(e => ModelColumns.KnowledgePrefix + e.Name)]);
    }

    private void Take(FoldTables fold, Part part, HashSet<int> found)
    {
        var rates = new List<ReturnPeriods>();
        var models = new GamModel[AnalyticCatalogue.All.Length];
        for (var analytic = 0; analytic < models.Length; analytic++)
        {
            var isHit = part.Analytic is "all" || part.Analytic == AnalyticCatalogue.All[analytic].Id;
            models[analytic] = isHit ? Without(fold.Learned.Model.Models[analytic], part.Columns) : fold.Learned.Model.Models[analytic];
            // Where nothing is left out the rates are the model's own.
            var known = isHit
                ? fold.Calibration.Rates(analytic, Without(fold.Learned.RateModels[analytic], part.Columns), fold.Learned.RateDays, fold.Learned.IsOptimistic)
                : Array.Find(fold.Learned.Model.Calibration.Analytics, r => r.Analytic == AnalyticCatalogue.All[analytic].Id);
            if (known is not null)
            {
                rates.Add(known);
            }
        }

        var threshold = Threshold.Fit(rates, new AlertBudget { AlertsPerDay = _options.Budgets[_options.Main] });
        foreach (var (row, acts) in fold.ActRows)
        {
            var group = fold.Scored.Rows[row];
            var id = AnalyticCatalogue.All[group.Analytic].Id;
            var stratum = rates.Find(r => r.Analytic == id)?.Strata.IndexOf(group.Stratum) ?? -1;
            if (threshold.Opens(id, stratum, models[group.Analytic].Score(fold.Scored.Inputs(row))))
            {
                found.UnionWith(acts);
            }
        }
    }

    /// <summary>The model with columns that give nothing.</summary>
    internal static GamModel Without(GamModel model, IReadOnlyCollection<string> columns) =>
        new(model.Intercept, model.Features.Select(f => columns.Contains(f.Name) ? new GamFeature(f.Name, [double.PositiveInfinity], [0]) : f));

    private sealed record Part(string Kind, string Analytic, string Name, IReadOnlyList<string> Columns);
}
