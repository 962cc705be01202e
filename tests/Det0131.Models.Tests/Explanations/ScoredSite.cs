using Det0131.Models.Analytics;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Learning;

[assembly: AssemblyFixture(typeof(Det0131.Models.Tests.Explanations.ScoredSite))]

namespace Det0131.Models.Tests.Explanations;

/// <summary>A site of twenty office machines and eight backup servers, learned from four weeks; tests score what they add to the days after.</summary>
public sealed class ScoredSite
{
    public const int Hosts = 20;
    public const int Servers = 8;
    public const int HistoryDays = 28;
    public const int Seed = 11;

    public ScoredSite()
    {
        History = Site(HistoryDays).History();
        Learned = SmallSite.Learn(History);
    }

    public LearnedModel Learned { get; }

    public ScoringModel Model => Learned.Model;

    /// <summary>What the model was learned from.</summary>
    public MemoryHistory History { get; }

    /// <summary>The habits of so many days.</summary>
    public static SmallSite Site(int days) => new SmallSite(Seed).Office(Hosts, 0, days).Backup(0, days, Servers);

    /// <summary>First microsecond of a day of the scored weeks and hours into it.</summary>
    public static long At(int day, double hour) => SmallSite.Monday + day * SmallSite.Day + (long)(hour * SmallSite.Hour);

    /// <summary>Scores everything from a day on.</summary>
    public (BatchResult Result, List<GroupScore> Groups) Score(SmallSite site, int fromDay = HistoryDays, int? untilDay = null, BatchOptions? options = null, ScoringModel? model = null) =>
        Score(site.History(), fromDay, untilDay, options, model);

    public (BatchResult Result, List<GroupScore> Groups) Score(MemoryHistory history, int fromDay = HistoryDays, int? untilDay = null, BatchOptions? options = null, ScoringModel? model = null)
    {
        var groups = new List<GroupScore>();
        var bounded = (options ?? new BatchOptions()) with { FromMicros = At(fromDay, 0), UntilMicros = untilDay is { } until ? At(until, 0) : null };
        var result = new BatchScorer(model ?? Model, "test", bounded).Run(history, history.Find, (g, _) => groups.Add(g), JobProgress.Silent, CancellationToken.None);
        return (result, groups);
    }

    /// <summary>A group's name that does not depend on the run.</summary>
    public static string Key(EventGroup group) => $"{AnalyticCatalogue.All[group.Analytic].Id} {group.Hour} {group.Entity} {group.Destination}";
}
