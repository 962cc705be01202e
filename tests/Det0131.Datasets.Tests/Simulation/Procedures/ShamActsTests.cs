using Det0131.Datasets.Simulation;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures;

namespace Det0131.Datasets.Tests.Simulation.Procedures;

public class ShamActsTests
{
    [Fact]
    public void Write_WithShams_AddsNoLifeAndTakesNoneAway()
    {
        // The site without acts is the independent measure: shams replace habits, so that the amounts stay.
        var options = new DemoOptions { HistoryWeeks = 1, ScoredDays = 3, WithActs = false };
        var without = DemoSite.WriteNew(options, out var plain);
        var with = Directory.CreateTempSubdirectory("det0131-demo-").FullName;
        try
        {
            var shams = ShamActs.Plan(DemoHost.All, 3, 30, options.Seed);
            var summary = DemoLogGenerator.Write(with, options, shams);

            Assert.Equal(30, shams.Count);
            Assert.InRange(summary.Acts, 15, 30);
            Assert.All(plain.Records, pair => Assert.InRange(summary.Records[pair.Key], pair.Value * 0.96, pair.Value * 1.04));
        }
        finally
        {
            Directory.Delete(without, true);
            Directory.Delete(with, true);
        }
    }

    [Fact]
    public void Plan_SameSeed_GivesTheSameHostDaysOnce()
    {
        var first = ShamActs.Plan(DemoHost.All, 7, 60, 5);
        var second = ShamActs.Plan(DemoHost.All, 7, 60, 5);

        Assert.Equal(first.Select(script => (script.Host, script.Days[0], script.InsteadOfHabit)), second.Select(script => (script.Host, script.Days[0], script.InsteadOfHabit)));
        Assert.Equal(60, first.Select(script => (script.Host, script.Days[0])).Distinct().Count());
    }
}
