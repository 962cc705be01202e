using Det0131.Models.Alerts;
using Det0131.Models.Calibration;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Learning;
using Det0131.Training.Backtesting;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>The replay against training and batch scoring done by hand, which know nothing of backtests.</summary>
public sealed class BacktestJobTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_LoudSlowAndUnseenAct_TellsThemApart()
    {
        var site = new LabelledSite();
        var report = site.Job(site.Site.History()).Run(Cancellation);
        Assert.Equal((3, 3, 7), (report.Run.ActsLabelled, report.Run.ActsInSpan, report.Run.DaysScored));
        Assert.Equal([1, 3, 5, 10, 50], report.Run.Budgets);
        Assert.Equal([ActSummary.Found, ActSummary.NotSeen], [report.Acts[0].Outcome, report.Acts[2].Outcome]);
        Assert.Contains("none of its records is in the lake", BacktestTable.Why(report.Acts[2]), StringComparison.Ordinal);
        Assert.Equal(40_000_000_000, report.Acts[0].BytesSeen);
        Assert.Equal(3, report.Acts[0].Strongest.Count);
        Assert.Contains("dns.type", report.Acts[0].Missing);
        // The budget buys recall: never less of it for more alerts.
        Assert.Equal(report.Budgets.Select(b => b.Recall!.CapOff.Found).Order(), report.Budgets.Select(b => b.Recall!.CapOff.Found));
        Assert.All(report.Budgets, b => Assert.True(b.Recall!.Capped.Found <= b.Recall.CapOff.Found));
    }

    /// <summary>Twin: the same model by the learner alone, the same days by <see cref="BatchScorer"/>, acts matched by the groups' references, alerts as it gives them.</summary>
    [Fact]
    public void Run_OneFold_IsTrainingAndBatchScoring()
    {
        var site = new LabelledSite();
        var history = site.Site.History();
        var report = site.Job(history).Run(Cancellation);
        var model = SmallSite.Learn(history, site.Options.Learning with { UntilMicros = LabelledSite.At(21, 0), FromMicros = LabelledSite.At(0, 0) }).Model;
        var best = new Dictionary<string, GroupScore>(StringComparer.Ordinal);
        var groups = 0;
        // The 21st day is a Monday: no window reaches back over it.
        var result = new BatchScorer(model, "twin", new BatchOptions { FromMicros = LabelledSite.At(21, 0) }).Run(history, history.Find, (scored, _) =>
        {
            groups++;
            foreach (var act in site.Acts.Where(a => a.RecordIds.Intersect(scored.Group.References.Select(r => "event:" + r.Identity.ToString("x32", System.Globalization.CultureInfo.InvariantCulture))).Any()))
            {
                if (!best.TryGetValue(act.Name, out var known) || scored.ReturnPeriod!.Value.Days > known.ReturnPeriod!.Value.Days)
                {
                    best[act.Name] = scored;
                }
            }
        }, JobProgress.Silent, Cancellation);
        Assert.Equal(groups, report.Run.Groups);
        foreach (var act in report.Acts)
        {
            Assert.Equal(best.GetValueOrDefault(act.Name)?.Score, (float?)act.ScoreBits);
            foreach (var (budget, figures) in report.Run.Budgets.Zip(report.Budgets))
            {
                var opens = best.TryGetValue(act.Name, out var scored)
                    && Threshold.Fit(model.Calibration.Analytics, new AlertBudget { AlertsPerDay = budget }).Opens(act.Analytic, scored.Stratum, scored.Score);
                Assert.Equal(opens, act.LeastBudget <= budget);
                Assert.Equal(figures.AlertsPerDay, budget);
            }
        }

        // Without labels every alert is a usual one: as many as batch scoring makes, and as many within the budget.
        var unlabelled = new BacktestJob(history, LabelledSite.DaysOf(history), schema => new MemoryCounter().Open(schema), null, site.Options, JobProgress.Silent).Run(Cancellation);
        var rate = unlabelled.Budgets.First(b => b.AlertsPerDay.Equals(3)).Rate;
        Assert.Equal(result.Alerts.Count, rate.Days.Sum(d => d.Alerts));
        Assert.Equal(result.Alerts.Count(a => !a.Flags.HasFlag(AlertFlags.OverBudget)), rate.Days.Sum(d => d.Sent));
        Assert.Null(unlabelled.Budgets[0].Recall);
        Assert.True(result.Alerts.Count > 0);
    }

    /// <summary>Twin: the history cut after each of the act's records and scored anew, until the group opens.</summary>
    [Fact]
    public void Run_ActOverHours_AlertsWithTheRecordThatLiftsIt()
    {
        var site = new LabelledSite();
        var history = site.Site.History();
        var report = site.Job(history).Run(Cancellation);
        var model = SmallSite.Learn(history, site.Options.Learning with { UntilMicros = LabelledSite.At(21, 0), FromMicros = LabelledSite.At(0, 0) }).Model;
        foreach (var act in new[] { site.Loud, site.Slow })
        {
            var figures = report.Acts.First(a => a.Name == act.Name);
            var bytes = 0L;
            double? expected = null;
            foreach (var record in site.Site.Events.Where(e => act.RecordIds.Contains(LabelledSite.IdOf(e))).OrderBy(e => e.TimeMicros))
            {
                bytes += record.SourceBytes ?? 0;
                var opens = false;
                var sofar = new MemoryHistory(history.Events.Where(e => (e.TimeMicros, e.Identity).CompareTo((record.TimeMicros, record.Identity)) <= 0));
                new BatchScorer(model, "twin", new BatchOptions { FromMicros = LabelledSite.At(21, 0) }).Run(sofar, sofar.Find, (scored, _) => opens |= scored.Opens && scored.Group.References.Any(r => r.Identity == record.Identity), JobProgress.Silent, Cancellation);
                if (opens)
                {
                    expected = (record.TimeMicros + (record.DurationMicros ?? 0) - act.StartMicros!.Value) / 60e6;
                    break;
                }
            }

            Assert.Equal(expected, figures.MinutesToAlert);
            Assert.Equal(expected is null ? null : bytes, figures.BytesBeforeAlert);
        }

        Assert.NotNull(report.Acts[0].MinutesToAlert);
    }

    /// <summary>Leave-one-out fits its threshold by the same groups and the same rule as training did, or it would measure something else.</summary>
    [Fact]
    public void Rates_OfTheGroupsThatTrainingTellsOf_AreTrainingsOwn()
    {
        var site = new LabelledSite();
        var table = new GroupTable();
        var learned = new Learner(site.Site.History(), site.Options.Learning, JobProgress.Silent, Cancellation) { OnRateGroup = group => table.Add(group, false) }.Learn(new MemoryCounter().Open);
        var again = Enumerable.Range(0, learned.RateModels.Count).Select(a => table.Rates(a, learned.RateModels[a], learned.RateDays, learned.IsOptimistic)).OfType<ReturnPeriods>().ToArray();
        Assert.Equal(learned.ChainedGroups, table.Count);
        Assert.Equal(CalibrationFile.ToBytes(learned.Model.Calibration), CalibrationFile.ToBytes(new SavedCalibration(again, Threshold.Fit(again, learned.Model.Calibration.Threshold.Budget))));
    }

    [Fact]
    public void Run_Twice_GivesTheSameBytes()
    {
        var site = new LabelledSite();
        var options = site.Options with { Competitors = true, RetrainDays = 3 };
        Assert.Equal(BacktestJson.ToBytes(site.Job(site.Site.History(), options).Run(Cancellation)), BacktestJson.ToBytes(site.Job(site.Site.History(), options).Run(Cancellation)));
    }
}
