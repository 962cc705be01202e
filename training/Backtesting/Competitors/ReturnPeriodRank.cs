using Det0131.Models.Analytics;
using Det0131.Models.Calibration;

namespace Det0131.Training.Backtesting.Competitors;

/// <summary>This project's own ranking, so that it is judged by the very rule of the others. Immutable.</summary>
internal sealed class ReturnPeriodRank(FoldTables tables)
{
    private readonly ReturnPeriods?[] _rates = [.. AnalyticCatalogue.All.Select(a => Array.Find(tables.Learned.Model.Calibration.Analytics, r => r.Analytic == a.Id))];

    public double Score(GroupTable table, int row, bool isTraining)
    {
        var group = table.Rows[row];
        var models = isTraining ? tables.Learned.RateModels : tables.Learned.Model.Models;
        return _rates[group.Analytic] is { } rates ? rates.PeriodOf(rates.Strata.IndexOf(group.Stratum), models[group.Analytic].Score(table.Inputs(row))).Days : 0;
    }
}
