using System.Globalization;
using Det0131.Datasets.Simulation;
using Det0131.Models.Events;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Tests.Learning;
using Det0131.Training.Backtesting;

namespace Det0131.Training.Tests.Backtesting;

/// <summary>The invented site of the learner's tests, four weeks of it, with three acts in the last week: a loud one, one over two hours, and one that no log shows.</summary>
internal sealed class LabelledSite
{
    public const int TrainDays = 21;

    public LabelledSite(int days = 28)
    {
        Site = new SmallSite(11).Office(hosts: 6, firstDay: 0, days).Backup(firstDay: 0, days);
        Loud = Act("loud", () => Site.Transfer("bk1", At(22, 3), "bash", "curl", "drop.test", "RU", "AS64999 DROP", 40_000_000_000, "198.51.100.99"));
        Slow = Act("slow", () =>
        {
            for (var part = 0; part < 4; part++)
            {
                var flow = Site.Flow("pc2", "10.0.0.3", At(23, 1) + (part * 25 * 60 * SmallSite.Second), "quiet.test", "BR", "AS64998 QUIET", 300_000_000, 1_000, "198.51.100.98");
                flow.Process = "updater.exe";
                Site.Add(flow);
            }
        });
        Unseen = new StagedAct("unseen", "AN0368", "by no log", "bk1", "nowhere.test", 5, ["event:" + new string('f', 32)]) { Technique = "T1048.003", StartMicros = At(24, 1), EndMicros = At(24, 2) };
    }

    public SmallSite Site { get; }

    public StagedAct Loud { get; }

    public StagedAct Slow { get; }

    public StagedAct Unseen { get; }

    public IReadOnlyList<StagedAct> Acts => [Loud, Slow, Unseen];

    public ActLabels Labels => new(Acts, "/nowhere");

    public BacktestOptions Options { get; init; } = new() { Learning = SmallSite.Options with { BudgetPerDay = 3 }, TrainDays = TrainDays };

    public static long At(int day, int hour) => SmallSite.Monday + (day * SmallSite.Day) + (hour * SmallSite.Hour);

    public BacktestJob Job(IEventHistory history, BacktestOptions? options = null, ActLabels? labels = null) =>
        new(history, DaysOf(history), schema => new MemoryCounter().Open(schema), labels ?? Labels, options ?? Options, JobProgress.Silent);

    /// <summary>Days with events.</summary>
    public static IReadOnlyList<int> DaysOf(IEventHistory history)
    {
        var days = new SortedSet<int>();
        history.Replay(0, long.MaxValue, e => days.Add(Fold.DayOf(e.TimeMicros)), CancellationToken.None);
        return [.. days];
    }

    /// <summary>Every event's identity in an acts file's form.</summary>
    public static string IdOf(SecurityEvent e) => "event:" + e.Identity.ToString("x32", CultureInfo.InvariantCulture);

    private StagedAct Act(string name, Action play)
    {
        var before = Site.Events.Count;
        play();
        var events = Site.Events.Skip(before).ToList();
        return new StagedAct(name, "AN0368", name + " theft", events[0].Host!, "somewhere", events.Sum(e => e.SourceBytes ?? 0), [.. events.Select(IdOf)])
        {
            Technique = "T1048.003", Variation = name, StartMicros = events[0].TimeMicros, EndMicros = events[^1].TimeMicros,
        };
    }
}
