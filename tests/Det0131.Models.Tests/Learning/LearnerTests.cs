using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Learning;

public sealed class LearnerTests : IDisposable
{
    private const int HistoryDays = 21;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-learner-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Learn_SameHistory_SavesTheSameBytes()
    {
        var site = Site();
        var first = Save("a", site.Learn(HistoryDays));
        Assert.True(first.Count > 8);
        Assert.Equal(first, Save("b", site.Learn(HistoryDays)));
    }

    /// <summary>A database returns its rows in any order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Learn_CounterInAnotherOrder_SavesTheSameBytes(int seed)
    {
        var site = Site();
        var learned = SmallSite.Learn(site.History(SmallSite.Monday + HistoryDays * SmallSite.Day), counter: new MemoryCounter(seed));
        Assert.Equal(Save("a", site.Learn(HistoryDays)), Save("b", learned));
    }

    [Fact]
    public void Learn_SavedAndLoaded_SavesTheSameBytesAgain()
    {
        var saved = Save("a", Site().Learn(HistoryDays));
        var again = Path.Combine(_folder.FullName, "again");
        Directory.CreateDirectory(again);
        ScoringModel.Load(Path.Combine(_folder.FullName, "a")).Save(again);
        Assert.Equal(saved, Files(again));
    }

    [Fact]
    public void Load_FileMissingOrOfAnotherProgram_NamesIt()
    {
        Save("a", Site().Learn(HistoryDays));
        var folder = Path.Combine(_folder.FullName, "a");
        foreach (var name in new[] { "context.json", "settings.json", "calibration.json", "seasons.bin" })
        {
            var path = Path.Combine(folder, name);
            var bytes = File.ReadAllBytes(path);
            File.Delete(path);
            Assert.Contains(name, Assert.Throws<InvalidDataException>(() => ScoringModel.Load(folder)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, "not this");
            Assert.ThrowsAny<InvalidDataException>(() => ScoringModel.Load(folder));
            File.WriteAllBytes(path, bytes);
        }

        File.Copy(Path.Combine(folder, "AN0368.zip"), Path.Combine(folder, "AN0367.zip"), overwrite: true);
        Assert.Contains("AN0367.zip has the columns", Assert.Throws<InvalidDataException>(() => ScoringModel.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Learn_HistoryWithGapsAndAStrayEventOf1970_LearnsFromThePeriodsWithEvents()
    {
        var site = new SmallSite(5).Office(6, 0, 5).Backup(0, 5).Office(6, 200, 10).Backup(200, 10);
        site.Visit(0, 5 * SmallSite.Second);
        var learned = SmallSite.Learn(site.History());
        Assert.Equal(SmallSite.Day, learned.Model.Settings.PeriodMicros);
        Assert.Equal(0, learned.Model.Settings.FromMicros);
        // 1 stray, 5 and 10 backup days: a quarter of 16 periods, not of 57 years.
        Assert.Equal(4, learned.RateDays);
        Assert.False(learned.IsOptimistic);
        Assert.True(learned.ChainedGroups > 0);
        Assert.Equal(16, learned.Model.Index.ExplainRarity(FeatureCatalogue.Get("protocol.host").Index, "host:bk1", "", "ssl/443").ActivePeriods + 1);
        Assert.All(learned.Model.Calibration.Analytics, r => Assert.True(r.Strata.Count > 0));
    }

    [Theory]
    [InlineData(0, 4 * 3600L, PeriodChoice.TenMinutesMicros)]
    [InlineData(0, 24 * 3600L, PeriodChoice.HourMicros)]
    [InlineData(0, 12 * 86_400L, PeriodChoice.DayMicros)]
    public void Learn_LengthOfTheHistory_ChoosesThePeriod(long fromSecond, long untilSecond, long expected)
    {
        var site = new SmallSite(3);
        for (var second = fromSecond; second < untilSecond; second += 600)
        {
            site.Visit((int)(second / 600 % 5), SmallSite.Monday + second * SmallSite.Second);
        }

        Assert.Equal(expected, SmallSite.Learn(site.History()).Model.Settings.PeriodMicros);
    }

    [Fact]
    public void Learn_StretchOfTheHistory_HasWholePeriods()
    {
        var site = Site();
        var learned = SmallSite.Learn(site.History(), SmallSite.Options with
        {
            FromMicros = SmallSite.Monday + 3 * SmallSite.Day + 12 * SmallSite.Hour, UntilMicros = SmallSite.Monday + 18 * SmallSite.Day,
        });
        Assert.Equal(SmallSite.Monday + 3 * SmallSite.Day, learned.Model.Settings.FromMicros);
        Assert.Equal(SmallSite.Monday + 18 * SmallSite.Day, learned.Model.Settings.UntilMicros);
        Assert.True(learned.LastEventMicros < SmallSite.Monday + 18 * SmallSite.Day);
        var backup = learned.Model.Index.ExplainRarity(FeatureCatalogue.Get("destination.domain").Index, "host:bk1", "", "store.example");
        Assert.Equal(15, backup.PeriodsSeen);
    }

    [Fact]
    public void Learn_NothingThere_SaysSo()
    {
        Assert.Contains("import some first", Assert.Throws<InvalidDataException>(() => SmallSite.Learn(new MemoryHistory([]))).Message, StringComparison.Ordinal);
        var site = Site();
        var none = SmallSite.Options with { FromMicros = SmallSite.Monday - 9 * SmallSite.Day, UntilMicros = SmallSite.Monday - 8 * SmallSite.Day };
        Assert.Contains("asked stretch", Assert.Throws<InvalidDataException>(() => SmallSite.Learn(site.History(), none)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_EveryFaultOfTheOptions_IsNamed()
    {
        var options = new LearningOptions { BudgetPerDay = 0, HalfLifeDays = double.NaN, FromMicros = 2, UntilMicros = 1 };
        var message = Assert.Throws<ArgumentException>(options.Check).Message;
        Assert.Contains("budget", message, StringComparison.Ordinal);
        Assert.Contains("half-life", message, StringComparison.Ordinal);
        Assert.Contains("ends before it begins", message, StringComparison.Ordinal);
        new LearningOptions().Check();
        Assert.Throws<FormatException>(() => PeriodChoice.Parse("week"));
    }

    /// <summary>Counted by the database's twin, recounted from the raw events.</summary>
    [Fact]
    public void Learn_CountsOfAValue_AreThoseOfTheHistory()
    {
        var site = Site();
        var learned = site.Learn(HistoryDays);
        // Users have this feature too; the counts of others are compared for a feature of hosts alone.
        var feature = FeatureCatalogue.Get("destination.domain");
        var protocol = FeatureCatalogue.Get("protocol.host");
        var events = site.History(SmallSite.Monday + HistoryDays * SmallSite.Day).Events.Where(e => e.Kind == EventKind.NetworkFlow).ToList();
        foreach (var group in events.GroupBy(e => (e.Host, e.RegisteredDomain)))
        {
            var evidence = learned.Model.Index.ExplainRarity(feature.Index, "host:" + group.Key.Host, "", group.Key.RegisteredDomain!);
            Assert.Equal(group.Select(e => e.TimeMicros / SmallSite.Day).Distinct().Count(), evidence.PeriodsSeen);
var spoken = learned.Model.Index.ExplainRarity(protocol.Index, "host:" + group.Key.Host, "", "ssl/443");
            Assert.Equal((8, 8), (spoken.OrganisationWith, spoken.Organisation));
            Assert.Equal(events.Where(e => e.Host == group.Key.Host).Select(e => e.TimeMicros / SmallSite.Day).Distinct().Count(), spoken.PeriodsSeen);
        }
    }

    private static SmallSite Site() => new SmallSite(1).Office(8, 0, HistoryDays + 7).Backup(0, HistoryDays + 7);

    private SortedDictionary<string, string> Save(string name, LearnedModel learned)
    {
        var folder = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(folder);
        learned.Model.Save(folder);
        return Files(folder);
    }

    private static SortedDictionary<string, string> Files(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            f => Path.GetRelativePath(folder, f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))),
        StringComparer.Ordinal);
}
