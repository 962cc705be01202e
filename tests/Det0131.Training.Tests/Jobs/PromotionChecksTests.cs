using Det0131.Models.Versioning;
using Det0131.Training.Jobs;

namespace Det0131.Training.Tests.Jobs;

/// <summary>Each check with an example that fails it and one at its bound that does not, worked out by hand.</summary>
public sealed class PromotionChecksTests
{
    private static readonly VersionFacts Current = new()
    {
        TrainingEnd = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero),
        CalibratedAnalytics = ["AN0367", "AN0368"],
        BaselineRows = 1000,
        Groups = 500,
        Sources = ["windows.sysmon", "zeek.conn", "zeek.dns", "zeek.http"],
        ExpectedPerDay = 9,
        BudgetPerDay = 10,
        ReplayedPerDay = 8,
    };

    public static TheoryData<string, string> Failing => new()
    {
        { "whole", "checksum" },
        { "training end", "2026-11-20 23:59" },
        { "calibrated analytics", "without AN0367" },
        { "baseline rows", "499" },
        { "groups", "249" },
        { "sources", "1" },
        { "expected alerts", "15.1 a day" },
        { "replay of the last day", "25 alerts" },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public void Of_OneThingIsWrong_FailsThatCheckAlone(string name, string found)
    {
        var made = name switch
        {
            "whole" => Current with { Fault = "context.json: checksum" },
            "training end" => Current with { TrainingEnd = Current.TrainingEnd!.Value.AddMinutes(-1) },
            "calibrated analytics" => Current with { CalibratedAnalytics = ["AN0368", "AN0371"] },
            "baseline rows" => Current with { BaselineRows = 499 },
            "groups" => Current with { Groups = 249 },
            "sources" => Current with { Sources = ["zeek.conn"] },
            "expected alerts" => Current with { ExpectedPerDay = 15.1 },
            _ => Current with { ReplayedPerDay = 25 },
        };
        var failed = Assert.Single(PromotionChecks.Of(made, Current), check => !check.Holds);
        Assert.Equal(name, failed.Name);
        Assert.Contains(found, failed.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_EverythingAtItsBound_Holds()
    {
        var made = Current with
        {
            CalibratedAnalytics = ["AN0367", "AN0368", "AN0371"], BaselineRows = 500, Groups = 250, Sources = ["zeek.conn", "zeek.dns"], ExpectedPerDay = 15, ReplayedPerDay = 24,
        };
        var checks = PromotionChecks.Of(made, Current);
        Assert.Equal(Failing.Select(row => row.Data.Item1), checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.True(check.Holds, check.ToString()));
    }

    [Fact]
    public void Of_NoCurrentOrAnUnusableOne_JudgesTheVersionByItself()
    {
        string[] alone = ["whole", "expected alerts", "replay of the last day"];
        Assert.Equal(alone, PromotionChecks.Of(Current, null).Select(check => check.Name));
        Assert.False(PromotionChecks.Of(Current with { ReplayedPerDay = 20.5 }, null)[^1].Holds);
        var unusable = new VersionFacts { Fault = "damaged", TrainingEnd = Current.TrainingEnd };
        Assert.Equal(["whole", "training end", .. alone[1..]], PromotionChecks.Of(Current, unusable).Select(check => check.Name));
    }

    [Fact]
    public void Write_Checks_AreATable()
    {
        using var to = new StringWriter { NewLine = "\n" };
        PromotionChecks.Write([new("whole", true, "whole", "this"), new("sources", false, "1\u001b[2J", "2")], to);
        Assert.Equal("ok      whole    found whole; expected this\nFAILED  sources  found 1\\u{1b}[2J; expected 2\n", to.ToString());
    }

    [Fact]
    public void Read_DamagedVersion_SaysWhatIsWrong()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-checks-");
        try
        {
            var store = ModelStore.Open(folder.FullName, TimeProvider.System);
            var end = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
            var version = store.Create(path => File.WriteAllText(Path.Combine(path, "context.json"), "{}"), new ManifestInfo { TrainingStart = end, TrainingEnd = end }, "test");
            var unloadable = VersionFacts.Read(store, version, _ => 0);
            Assert.Equal(end, unloadable.TrainingEnd);
            Assert.Contains("settings.json", unloadable.Fault, StringComparison.Ordinal);
            File.AppendAllText(Path.Combine(folder.FullName, "versions", version.ToString(), "context.json"), "x");
            Assert.Contains("context.json", VersionFacts.Read(store, version, _ => 0).Fault, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
