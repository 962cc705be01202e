using Det0131.Models.Events;
using Det0131.Models.Learning;
using Det0131.Models.Tests.Learning;
using Det0131.Training.Backtesting;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>Nothing of a day may be known before it. A leak is planted, which would change what is found, and must be caught.</summary>
public sealed class LookAheadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Twin: the same history without its last days. What was scored before must not differ, to the bit.</summary>
    [Fact]
    public void Run_HistoryCutAtADay_ScoresTheDaysBeforeEqually()
    {
        var site = new LabelledSite();
        Future(site);
        var options = site.Options with { RetrainDays = 2 };
        var (whole, cut) = (Folds(site, site.Site.History(), options), Folds(site, site.Site.History(LabelledSite.At(25, 0)), options));
        Assert.Equal((4, 2), (whole.Count, cut.Count));
        foreach (var (a, b) in whole.Zip(cut))
        {
            Assert.Equal(a.Incidents, b.Incidents);
            Assert.Equal(a.Thresholds.SelectMany(t => t.Strata), b.Thresholds.SelectMany(t => t.Strata));
        }
    }

    /// <summary>The planted future matters: a model that had seen it scores the same act lower, so the twin above would see a leak.</summary>
    [Fact]
    public void Learn_WithThePlantedFuture_GivesOtherScores()
    {
        var site = new LabelledSite();
        Future(site);
        var honest = Folds(site, site.Site.History(), site.Options)[0];
        // A training that wrongly ends after the future, of the same history moved to before the cut.
        var leaked = Folds(site, new MemoryHistory(site.Site.Events.Select(Earlier)), site.Options)[0];
        Assert.NotEqual(honest.Incidents.Where(i => i.IsAct).Max(i => i.Score), leaked.Incidents.Where(i => i.IsAct).Max(i => i.Score));
    }

    /// <summary>A store that gives an event of the future although it was not asked for.</summary>
    [Fact]
    public void Run_HistoryThatGivesTheFuture_IsStopped()
    {
        var site = new LabelledSite();
        var error = Assert.Throws<LookAheadException>(() => site.Job(new Leaky(site.Site.History())).Run(Cancellation));
        Assert.Contains("2026-08-24", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PastOnly_AskedForTheFuture_EndsAtItsMoment()
    {
        var site = new LabelledSite();
        var past = new PastOnly(site.Site.History(), LabelledSite.At(21, 0));
        var last = 0L;
        past.Replay(0, long.MaxValue, e => last = Math.Max(last, e.TimeMicros), Cancellation);
        Assert.True(last < LabelledSite.At(21, 0));
        Assert.Equal(LabelledSite.At(21, 0) - 1, past.Span!.Value.LastMicros);
    }

    /// <summary>In the last days everybody sends to the place of the loud act: whoever had seen that would take it for a habit.</summary>
    private static void Future(LabelledSite site)
    {
        for (var day = 25; day < 28; day++)
        {
            for (var hour = 0; hour < 24; hour++)
            {
                site.Site.Transfer("bk1", LabelledSite.At(day, hour), "bash", "curl", "drop.test", "RU", "AS64999 DROP", 40_000_000_000, "198.51.100.99");
            }
        }
    }

    private static SecurityEvent Earlier(SecurityEvent e)
    {
        if (e.TimeMicros < LabelledSite.At(25, 0))
        {
            return e;
        }

        var moved = new SecurityEvent();
        moved.CopyFrom(e);
        moved.TimeMicros -= 7 * SmallSite.Day;
        return moved;
    }

    private static List<FoldResult> Folds(LabelledSite site, IEventHistory history, BacktestOptions options)
    {
        var folds = new List<FoldResult>();
        new BacktestJob(history, LabelledSite.DaysOf(history), schema => new MemoryCounter().Open(schema), site.Labels, options, Models.Jobs.JobProgress.Silent) { OnFold = folds.Add }.Run(Cancellation);
        return folds;
    }

    private sealed class Leaky(MemoryHistory inner) : IEventHistory
    {
        public (long FirstMicros, long LastMicros)? Span => inner.Span;

        public long Count(long fromMicros, long untilMicros) => inner.Count(fromMicros, untilMicros);

        public void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation) =>
            inner.Replay(fromMicros, Math.Min(untilMicros, long.MaxValue - SmallSite.Day) + SmallSite.Day, take, cancellation);
    }
}
