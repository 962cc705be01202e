using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures;
using Det0131.Datasets.Simulation.Procedures.Forms;

namespace Det0131.Datasets.Tests.Simulation.Procedures;

public class ProcedureCatalogueTests
{
    private static readonly DateOnly FirstDay = new(2026, 10, 5);

    [Fact]
    public void All_RowsOfTheCatalogue_AreThereOnce()
    {
        // The catalogue has 153 rows; by analytic as counted in it.
        var rows = ProcedureCatalogue.All.Where(procedure => !procedure.IsBeyondCatalogue).ToList();

        Assert.Equal(Enumerable.Range(1, 153), rows.Select(procedure => procedure.Row));
        Assert.Equal(
            [("AN0367", 53), ("AN0368", 42), ("AN0369", 17), ("AN0370", 20), ("AN0371", 21)],
            rows.GroupBy(procedure => procedure.Analytic).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count())));
        Assert.Equal(ProcedureCatalogue.All.Count, ProcedureCatalogue.All.Select(procedure => procedure.Id).Distinct().Count());
        Assert.Empty(ProcedureCatalogue.All.Select(procedure => procedure.Id).Intersect(ActScript.All().Select(script => script.Act.Id)));
    }

    [Fact]
    public void All_Procedures_HaveAFormAPlainCaseAndChainsForTheirVariations()
    {
        Assert.All(ProcedureCatalogue.All, procedure =>
        {
            Assert.Contains(procedure.Form, FormTable.All.Keys);
            Assert.True(procedure.IsBeyondCatalogue || procedure.Variations[0] == ActVariation.Plain);
            Assert.All(procedure.Variations, variation => Assert.NotNull(ProcedureAct.ChainOf(procedure, variation)));
            Assert.InRange(procedure.Low, 0, procedure.High);
        });
    }

    [Fact]
    public void Plan_SameOptions_GivesTheSamePlanAndAnotherSeedAnother()
    {
        Assert.Equal(Text(Plan(131)), Text(Plan(131)));
        Assert.NotEqual(Text(Plan(131)), Text(Plan(132)));
    }

    [Fact]
    public void Plan_OfAll_PutsNoTwoActsOnOneHostDayAndSaysWhatFoundNoPlace()
    {
        var plan = Plan(131);
        var places = plan.Scripts.SelectMany(script => script.Days.Select(day => (script.Act.Entity, day))).ToList();

        Assert.Equal(places.Count, places.Distinct().Count());
        Assert.Equal(153, plan.Scripts.Count + plan.LeftOut.Count);
        Assert.All(plan.Scripts, script => Assert.All(script.Days, day => Assert.InRange(day, 0, 27)));

        // 28 days on 47 machines hold them all.
        Assert.Empty(plan.LeftOut);
    }

    [Fact]
    public void Plan_OfEveryProcedure_ChoosesHostsOfItsPlatform()
    {
        foreach (var script in Plan(7).Scripts)
        {
            var kind = ProcedureCatalogue.Find(script.Act.Id)!.HostKind;
            Assert.Equal(kind == "cloud" ? "instance" : kind, DemoHost.Named(script.Host).Kind);
        }
    }

    [Fact]
    public void Plan_TooFewDays_LeavesOutWithAReason()
    {
        var options = new ProcedurePlanOptions { FirstDay = FirstDay, Days = 1, Requests = ActRequest.All() };
        var plan = ProcedureCatalogue.Plan(DemoHost.All, options);

        Assert.NotEmpty(plan.LeftOut);
        Assert.All(plan.LeftOut, left => Assert.Contains("no free", left.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_HostAndDayAskedFor_AreKept()
    {
        var request = new ActRequest("win-curl-upload", "pc-hr-01", FirstDay.AddDays(3), ActVariation.WorkingHours);
        var script = Assert.Single(ProcedureCatalogue.Plan(DemoHost.All, new ProcedurePlanOptions { FirstDay = FirstDay, Days = 7, Requests = [request] }).Scripts);

        Assert.Equal("pc-hr-01", script.Host);
        Assert.Equal([3], script.Days);
        Assert.Equal("working-hours", script.Act.Variation);
    }

    [Theory]
    [InlineData("lin-scp", "pc-hr-01", "expected kind linux")]
    [InlineData("lin-scp", "nobody", "none of that name")]
    [InlineData("no-such", null, "expected an id")]
    public void Plan_WishThatCannotBe_IsRefusedWithItsReason(string procedure, string? host, string reason)
    {
        var options = new ProcedurePlanOptions { FirstDay = FirstDay, Days = 7, Requests = [new ActRequest(procedure, host)] };

        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => ProcedureCatalogue.Plan(DemoHost.All, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Divide_EveryVariation_GivesAwayExactlyTheWholeAmount()
    {
        // Property: whatever the division, nothing is lost and nothing added.
        var host = DemoHost.Named("pc-hr-01");
        foreach (var (procedure, variation) in ProcedureCatalogue.All.SelectMany(p => p.Variations.Select(v => (p, v))))
        {
            var act = new ProcedureAct(procedure, variation, host, "vm", ProcedureAct.DaysOf(variation, 20), new(42));
            Assert.Equal(act.Bytes, act.Sessions.Sum(session => session.Bytes));
            Assert.InRange(act.Bytes, procedure.Low, procedure.High);
            Assert.All(act.Sessions, session => Assert.InRange(session.Hour, 2.1, 24));
        }
    }

    [Fact]
    public void Poisoning_DayByDay_GrowsALittleAndEndsInTheTheft()
    {
        var procedure = ProcedureCatalogue.Find("x-slow-poison-https")!;
        var act = new ProcedureAct(procedure, ActVariation.Poisoning, DemoHost.Named("pc-hr-01"), "vm", ProcedureAct.DaysOf(ActVariation.Poisoning, 20), new(42));
        var days = act.Sessions.Select(session => session.Bytes).ToList();

        Assert.Equal(21, days.Count);
        Assert.Equal(days.Order(), days);
        Assert.True(days[^1] > 1.4 * days[^2]);
        Assert.All(days.Zip(days.Skip(1)).SkipLast(1), pair => Assert.True(pair.Second - pair.First <= days[0] + 1));
    }

    [Fact]
    public void Sample_TwoADay_RepeatsNothingBeforeAllHaveCome()
    {
        var requests = ActRequest.Sample(FirstDay, 77, 2, 131);

        Assert.Equal(154, requests.Count);
        Assert.Equal(153, requests.Take(153).Select(request => request.Procedure).Distinct().Count());
        Assert.Equal(FirstDay.AddDays(76), requests[^1].Day);
    }

    [Fact]
    public void Plan_PlayedTwice_WritesTheSameBytes()
    {
        var first = Written();
        var second = Written();

        Assert.True(first.Count > 20);
        Assert.Equal(first, second);
    }

    /// <summary>Every log file of a week of acts, decompressed, by name.</summary>
    private static SortedDictionary<string, string> Written()
    {
        var directory = Directory.CreateTempSubdirectory("det0131-procedures-").FullName;
        try
        {
            var requests = ActRequest.Sample(FirstDay, 7, 8, 131);
            PlayedProcedures.Write(directory, ProcedureCatalogue.Plan(DemoHost.All, new ProcedurePlanOptions { FirstDay = FirstDay, Days = 7, Requests = requests }).Scripts);
            return new SortedDictionary<string, string>(
                Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).ToDictionary(path => path[directory.Length..], DemoSite.Text),
                StringComparer.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, true);
        }
    }

    private static ProcedurePlan Plan(ulong seed) =>
        ProcedureCatalogue.Plan(DemoHost.All, new ProcedurePlanOptions { FirstDay = FirstDay, Days = 28, Seed = seed, Requests = ActRequest.All() });

    private static string Text(ProcedurePlan plan) =>
        string.Join('\n', plan.Scripts.Select(script => $"{script.Act.Id} {script.Act.Variation} {script.Act.Entity} {script.Act.Destination} {string.Join(' ', script.Days)}"));
}
