using Det0131.Datasets.Simulation;
using Det0131.Models.Evaluation;
using Det0131.Training.Backtesting;
using Det0131.Training.Backtesting.Figures;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>Figures of tiny cases made by hand, against the numbers that a person counts.</summary>
public sealed class FigureTests
{
    private const long Minute = 60_000_000;

    [Fact]
    public void Recall_FourActsAtTwoBudgets_IsAsCounted()
    {
        // Budgets 0 and 1. found: both; late: only the generous one; missed: seen, never over; unseen: no record.
        var found = Made("found", "AN0367", start: 10 * Minute);
        found.Take(10 * Minute, 100, true);
        found.Alert(0b10, 12 * Minute);
        found.Take(13 * Minute, 300, true);
        found.Alert(0b11, 15 * Minute);
        found.Close(0b11, Group(99));
        var late = Made("late", "AN0367", start: 0);
        late.Take(Minute, 1_000, true);
        late.Close(0b10, Group(5 * Minute));
        var missed = Made("missed", "AN0368", start: 0);
        missed.Take(Minute, 0, true);
        missed.Close(0, Group(Minute));
        var unseen = Made("unseen", "AN0368", start: 0);
        ActObservation[] acts = [found, late, missed, unseen];
        var recall = new RecallFigures(acts, [new HashSet<ActObservation>(), new HashSet<ActObservation> { found }], 1);

        Assert.Equal((1, 4), (recall.Overall(0)!.CapOff.Found, recall.Overall(0)!.CapOff.Of));
        Assert.Equal((2, 1), (recall.Overall(1)!.CapOff.Found, recall.Overall(1)!.Capped.Found));
        Assert.Equal([("AN0367", 2, 2), ("AN0368", 0, 2)], recall.By(a => a.Act.Analytic, 1).Select(r => (r.Name, r.CapOff.Found, r.CapOff.Of)));
        Assert.Equal(5, RecallFigures.Minutes(found, 0));
        Assert.Equal(2, RecallFigures.Minutes(found, 1));
        Assert.Equal((15 * Minute, 400L), found.AlertAt(0));
        Assert.Equal((12 * Minute, 100L), found.AlertAt(1));
        // No record lifted it alone: the alert comes with the group's last event.
        Assert.Equal(5, RecallFigures.Minutes(late, 1));
        Assert.Null(RecallFigures.Minutes(missed, 1));
        Assert.Equal(3.5, recall.MinutesToAlert(1)!.Median);
        Assert.Equal((0.25 + 1) / 2, recall.ShareBefore(1)!.Median, 1e-12);
        Assert.Null(new RecallFigures([], [], 1).Overall(0));
    }

    [Theory]
    [InlineData(28, null, 7, 21, 1)]
    [InlineData(28, 10, 7, 10, 3)]
    [InlineData(5, null, 7, 4, 1)]
    public void Plan_DaysOfALake_AreDividedAsTold(int days, int? train, int retrain, int cut, int folds)
    {
        var plan = Fold.Plan([.. Enumerable.Range(0, days)], new BacktestOptions { TrainDays = train, RetrainDays = retrain });
        Assert.Equal((cut, folds, days), (plan[0].Cut, plan.Count, plan[^1].Until));
        Assert.All(plan, f => Assert.True(f.TrainFrom < f.Cut && f.Cut < f.Until && f.Cut - f.TrainFrom <= (train ?? days)));
        Assert.All(plan.Zip(plan.Skip(1)), p => Assert.Equal(p.First.Until, p.Second.Cut));
    }

    /// <summary>A set of single days over years, and a clock that once stood at 1970: days without records are no days.</summary>
    [Fact]
    public void Plan_HistoryWithGaps_CountsDaysWithEvents()
    {
        var plan = Fold.Plan([0, 14_000, 14_001, 19_000, 19_003], new BacktestOptions { TrainDays = 2, RetrainDays = 2 });
        Assert.Equal([(0, 14_001, 19_001), (14_001, 19_003, 19_004)], plan.Select(f => (f.TrainFrom, f.Cut, f.Until)));
        Assert.Equal([14_001, 19_000], plan[0].Days);
    }

    /// <summary>Days 0 to 3 are Thursday to Sunday; the 4th is a Monday, where a week's windows begin.</summary>
    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(10, 4)]
    [InlineData(11, 11)]
    public void WindowsFrom_AnyDay_IsItsMonday(int cut, int monday) => Assert.Equal(monday * Fold.DayMicros, new Fold(0, 0, cut, [cut]).WindowsFromMicros);

    [Fact]
    public void Plan_NothingToLearnFromOrToScore_SaysSo()
    {
        Assert.Contains("nothing to score", Assert.Throws<InvalidDataException>(() => Fold.Plan([0], new BacktestOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("nothing to learn from", Assert.Throws<InvalidDataException>(() => Fold.Plan([.. Enumerable.Range(0, 9)], new BacktestOptions { FirstDay = new DateOnly(1970, 1, 1) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SeveralFaults_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>(() => new BacktestOptions { TrainDays = 0, RetrainDays = 0, FirstDay = new DateOnly(2026, 1, 2), EndDay = new DateOnly(2026, 1, 2) }.Check());
        Assert.Contains("train on 0 days", error.Message, StringComparison.Ordinal);
        Assert.Contains("every 0 days", error.Message, StringComparison.Ordinal);
        Assert.Contains("2026-01-02", error.Message, StringComparison.Ordinal);
    }

    private static ActObservation Made(string name, string analytic, long start) => new(new StagedAct(name, analytic, "p", "e", "d", null, []) { StartMicros = start }, budgets: 2);

    private static ActGroup Group(long last) => new(last, 10, 2, 9, "s", [], []);
}
