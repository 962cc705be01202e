using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Scoring;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Det0131.Scoring.Pages;

/// <summary>The five analytics: what they watch, when they open alerts, and how well they know it.</summary>
public sealed class AnalyticsModel(IModelHost host, IAlertStore alerts) : PageModel
{
    public IReadOnlyList<AnalyticState> Analytics { get; private set; } = [];

    public HostedModel? Current => host.Current;

    public ModelSettings? Settings => host.Current?.Model.Settings;

    public Threshold? Threshold => host.Current?.Model.Calibration.Threshold;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var states = new List<AnalyticState>();
        foreach (var analytic in AnalyticCatalogue.All)
        {
            var all = await alerts.ListAsync(new AlertQuery { Analytic = analytic.Id, WithOverBudget = true, WithSuppressed = true, Order = AlertOrder.Newest, Limit = 1 }, cancellation);
            var open = await alerts.ListAsync(new AlertQuery { Analytic = analytic.Id, States = AlertFilter.Stages[0].States, Limit = 1 }, cancellation);
            var rates = host.Current?.Model.Calibration.Analytics.FirstOrDefault(r => r.Analytic == analytic.Id);
            IReadOnlyList<StratumState> strata = rates is null ? [] :
            [
                .. rates.Rates.Select((rate, number) => new StratumState(
                    [.. rates.Strata.Members.Where(m => m.Stratum == number).OrderByDescending(m => m.Groups)],
                    rate, Threshold?.Strata.FirstOrDefault(t => t.Analytic == analytic.Id && t.Stratum == number))),
            ];
            states.Add(new AnalyticState(analytic, rates, strata, open.Total, all.Total, all.Alerts.Count > 0 ? all.Alerts[0].Alert.FirstMicros : null));
        }

        Analytics = states;
    }
}

/// <summary>One kind of group that is compared within itself.</summary>
public sealed record StratumState(IReadOnlyList<StratumMember> Members, StratumRates Rates, StratumThreshold? Threshold);

/// <summary>One analytic and how it stands.</summary>
/// <param name="Analytic">Its declaration.</param>
/// <param name="Rates">Its rates; null: none was calibrated.</param>
/// <param name="Strata">By number.</param>
/// <param name="Open">Alerts to be worked on.</param>
/// <param name="All">All alerts that are kept, cut ones too.</param>
/// <param name="LatestMicros">First event of its latest alert; null: it never had one.</param>
public sealed record AnalyticState(Analytic Analytic, ReturnPeriods? Rates, IReadOnlyList<StratumState> Strata, long Open, long All, long? LatestMicros)
{
    /// <summary>Groups of the training span whose rates are known.</summary>
    public long Groups => Strata.Sum(s => s.Rates.Groups);

    /// <summary>Groups in strata too small to tell a rate.</summary>
    public long Uncalibrated => Strata.Where(s => !s.Rates.IsCalibrated).Sum(s => s.Rates.Groups);

    /// <summary>Expected alerts a day.</summary>
    public double ExpectedPerDay => Strata.Sum(s => s.Threshold?.ExpectedPerDay ?? 0);

    /// <summary>How well it is known, in words, and whether that is good.</summary>
    public (string Text, bool IsGood) Health =>
        Rates is null || Groups == 0 ? ("No data in the training span: it cannot raise a calibrated alert.", false)
        : Strata.All(s => !s.Rates.IsCalibrated) ? ("Not calibrated: too few groups to tell a rate. It opens at a fixed score.", false)
        : Rates.IsOptimistic ? ("Calibrated on under three periods: real rates are likely higher.", false)
        : Uncalibrated > 0 ? ("Calibrated, but for some rare kinds of groups.", true)
        : ("Calibrated.", true);
}
