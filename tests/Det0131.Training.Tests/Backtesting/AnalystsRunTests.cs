using Det0131.Datasets.Simulation;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Tests.Learning;
using Det0131.Training.Backtesting;
using Det0131.Training.Backtesting.Report;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>Two scored weeks, with a theft in each: what analysts say of the first is known to the training before the second.</summary>
public sealed class AnalystsRunTests
{
    private const int SecondWeek = 28;

    private readonly LabelledSite _site = new(35);
    private readonly ActLabels _labels;
    private readonly BacktestOptions _options;

    public AnalystsRunTests()
    {
        var before = _site.Site.Events.Count;
        _site.Site.Transfer("bk1", LabelledSite.At(30, 3), "bash", "curl", "drop.test", "RU", "AS64999 DROP", 40_000_000_000, "198.51.100.99");
        var events = _site.Site.Events.Skip(before).ToList();
        var again = new StagedAct("again", "AN0368", "the same theft again", events[0].Host!, "somewhere", null, [.. events.Select(LabelledSite.IdOf)])
        {
            Technique = "T1048.003", Variation = "plain", StartMicros = events[0].TimeMicros, EndMicros = events[^1].TimeMicros,
        };
        _labels = new ActLabels([.. _site.Acts, again], "/nowhere");
        _options = _site.Options with { Analysts = new AnalystOptions(50, 0) };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_WithAnalysts_TheRunWithoutThemIsUntouched()
    {
        var with = Run(_options);
        Assert.NotNull(with.Feedback);
        Assert.Equal(BacktestJson.ToBytes(Run(_options with { Analysts = null })), BacktestJson.ToBytes(with with { Feedback = null }));
        Assert.Equal(BacktestJson.ToBytes(with), BacktestJson.ToBytes(Run(_options)));
    }

    /// <summary>
    /// Twin: the first week's alerts by batch scoring, labelled, given as a file of verdicts to a backtest of the second week. Nobody has called anything expected
    /// yet, so that nothing is hidden.
    /// </summary>
    [Fact]
    public void Run_SecondWeek_IsABacktestWithTheFirstWeeksVerdicts()
    {
        var history = _site.Site.History();
        var feedback = Run(_options).Feedback!;
        var model = SmallSite.Learn(history, _options.Learning with { FromMicros = LabelledSite.At(0, 0), UntilMicros = LabelledSite.At(21, 0) }).Model;
        var week = new MemoryHistory(history.Events.Where(e => e.TimeMicros < LabelledSite.At(SecondWeek, 0)));
        var alerts = new BatchScorer(model, "fold 1", new BatchOptions { FromMicros = LabelledSite.At(21, 0) }).Run(week, week.Find, (_, _) => { }, JobProgress.Silent, Cancellation).Alerts;
        var verdicts = SimulatedAnalysts.Label(alerts, _labels, 50, 0, _options.Seed);
        Assert.Contains(verdicts, v => v.Verdict == FeedbackVerdict.TruePositive);
        var twin = Run(_options with { Analysts = null, FirstDay = Fold.Day(Fold.DayOf(LabelledSite.At(SecondWeek, 0))), Learning = _options.Learning with { Feedback = FeedbackSnapshot.Of(verdicts) } });

        Assert.Equal(verdicts.Count, feedback.Folds.Single().Verdicts);
        Assert.Equal((7, 0), (feedback.DaysScored, feedback.GroupsHidden));
        foreach (var (line, expected) in feedback.Budgets.Zip(twin.Budgets))
        {
            Assert.Equal(expected.Rate.Incidents, line.With.Incidents);
            Assert.Equal(expected.Rate.Alerts, line.With.Alerts);
            Assert.Equal(expected.Recall!.CapOff, line.With.CapOff);
            Assert.Equal(expected.Recall.Capped, line.With.Capped);
        }

        // Without feedback the first theft taught the second; confirmed, it did not.
        Assert.Equal(1, feedback.Budgets[^1].With.CapOff!.Of);
        Assert.True(feedback.Budgets.Sum(b => b.With.CapOff!.Found) >= feedback.Budgets.Sum(b => b.Without.CapOff!.Found));
    }

    /// <summary>Every alert of a week called expected the week before: no alert of the same entity and destination is left, and training learned nothing from it.</summary>
    [Fact]
    public void Run_ExpectedVerdicts_HideWhatTheyNameAndNothingElse()
    {
        var plain = FoldOf(_options.Learning, hides: false);
        Assert.NotEmpty(plain.Alerts);
        var expected = plain.Alerts.Take(2).Select(a => FeedbackItem.Of(a, FeedbackVerdict.Expected, "me", DateTimeOffset.UnixEpoch.AddMicroseconds(LabelledSite.At(20, 0)), null)).ToList();
        var hidden = FoldOf(_options.Learning with { Feedback = FeedbackSnapshot.Of(expected) }, hides: true);
        var gone = plain.Passed.Select(p => p.Group).Where(g => expected.Exists(v => v.Entity == g.Entity.ToString() && v.Destination == g.Destination.Key)).ToList();

        Assert.NotEmpty(gone);
        Assert.Equal(gone.Count, hidden.Hidden);
        Assert.Equal(plain.Passed.Select(p => p.Group.FirstIdentity).Except(gone.Select(g => g.FirstIdentity)).Order(), hidden.Passed.Select(p => p.Group.FirstIdentity).Order());
        Assert.Equal(plain.Incidents.Select(i => i.Score).Order(), hidden.Incidents.Select(i => i.Score).Order());
    }

    [Fact]
    public void Run_AnalystsWithoutActs_IsRefused()
    {
        var job = new BacktestJob(_site.Site.History(), LabelledSite.DaysOf(_site.Site.History()), schema => new MemoryCounter().Open(schema), null, _options, JobProgress.Silent);
        Assert.Contains("labelled acts", Assert.Throws<ArgumentException>(() => job.Run(Cancellation)).Message, StringComparison.Ordinal);
    }

    /// <summary>A reader finds by name what became of theft that takes days, and what feedback changed.</summary>
    [Fact]
    public void Write_Table_NamesPatientTheftAndTellsFeedback()
    {
        using var text = new StringWriter();
        BacktestTable.Write(Run(_options), text);
        Assert.Contains("theft that takes days (slow and low, slow poisoning) at 3 a day", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("  slow (slow, slow theft, pc2 to somewhere): ", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("Simulated analysts looked at up to 50 alerts a week", text.ToString(), StringComparison.Ordinal);
    }

    private BacktestReport Run(BacktestOptions options)
    {
        var history = _site.Site.History();
        return new BacktestJob(history, LabelledSite.DaysOf(history), schema => new MemoryCounter().Open(schema), _labels, options, JobProgress.Silent) { Find = history.Find }.Run(Cancellation);
    }

    private FoldResult FoldOf(LearningOptions learning, bool hides)
    {
        var history = _site.Site.History();
        var options = _options with { Learning = learning };
        var fold = Fold.Plan(LabelledSite.DaysOf(history), options)[0];
        return new FoldRun(history, schema => new MemoryCounter().Open(schema), options, new ActTracker(_labels, options.Budgets.Count), JobProgress.Silent) { HidesExpected = hides, Find = history.Find }
            .Run(fold, Cancellation).Result;
    }
}
