using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures;
using Det0131.Models.Jobs;

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

    /// <summary>The twin that shams are compared with is life itself: the lake without acts, event by event, and only the truth names some of them.</summary>
    [Fact]
    public void Run_LivedShams_IsTheLakeWithoutActs()
    {
        var root = Directory.CreateTempSubdirectory("det0131-lived-").FullName;
        try
        {
            List<UInt128> Run(string acts)
            {
                var directory = Path.Combine(root, acts.Replace(':', '-'));
                Simulator.Run(directory, new SimulationOptions { Users = 10, Days = 2, Acts = acts }, new LakeOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);
                using var lake = EventLake.Open(Path.Combine(directory, "lake"));
                return [.. lake.ReadEvents().Select(read => read.Identity)];
            }

            var lived = Run("lived:40");
            Assert.Equal(Run("none"), lived);
            Assert.NotEqual(Run("sham:40"), lived);
            var (marked, shams) = (StagedActs.Read(Path.Combine(root, "lived-40", "acts.csv")), StagedActs.Read(Path.Combine(root, "sham-40", "acts.csv")));
            Assert.True(marked.Count > 15, $"{marked.Count} acts");
            Assert.All(marked.SelectMany(act => act.RecordIds), id => Assert.Contains(UInt128.Parse(id["event:".Length..], System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture), lived));

            // Chance may leave a habit without an event in one life and not in the other; host, day and habit are the same.
            var both = marked.Join(shams, act => act.Name, act => act.Name, (one, other) => (One: one, Other: other)).ToList();
            Assert.True(both.Count > marked.Count / 2);
            Assert.All(both, pair => Assert.Equal((pair.One.Entity, pair.One.Procedure), (pair.Other.Entity, pair.Other.Procedure)));
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }
}
