using Det0131.Models.Drift;
using Det0131.Models.Jobs;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Drift;

public sealed class VersionComparisonTests
{
    [Fact]
    public void Run_VersionWithItself_FindsNoDifference()
    {
        var site = new SmallSite(7).Office(4, 0, 20).Backup(0, 20);
        var model = site.Learn(20).Model;
        var same = VersionComparison.Run(model, "a", model, "b", site.History(), new ComparisonOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);
        Assert.All(same.Elements, e => Assert.Equal((0, 0, 0, 0), (e.BecameNormal, e.StoppedBeingNormal, e.OfNewEntities, e.OfGoneEntities)));
        Assert.All(same.Drift.Concat(same.Lake!.Drift), d => Assert.Equal(0, d.Index ?? 0, 12));
        Assert.Equal((0, 0), (same.Lake.Appear, same.Lake.Vanish));
        Assert.True(same.Lake.Incidents > 0);
    }

    // Independent: sets of (entity, scope, value) of the public rows instead of the merge of columns.
    [Fact]
    public void Run_GrownHistory_CountsWhatTheRowsSay()
    {
        var site = new SmallSite(7).Office(4, 0, 20).Backup(0, 20);
        site.Transfer("bk1", SmallSite.Monday + (18 * SmallSite.Day) + (2 * SmallSite.Hour), "bash", "rclone", "new.example", "SE", "AS64599 NEW", 5_000_000);
        var (before, after) = (site.Learn(14).Model, site.Learn(20).Model);
        var difference = VersionComparison.Run(before, "a", after, "b", null, new ComparisonOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);
        var feature = Models.Features.FeatureCatalogue.Get("lineage.transfer_tool").Index;
        HashSet<(string, string, string)> Values(Models.Scoring.ScoringModel m) => [.. m.Table.Rows().Where(r => r.Feature == feature).Select(r => (r.Entity, r.Scope, r.Value))];
        var expected = Values(after).Except(Values(before)).ToList();
        Assert.NotEmpty(expected);
        var lineage = difference.Elements.Single(e => e is { Analytic: "AN0368", Element: "Lineage" });
        Assert.Contains(lineage.Became, c => c is { Feature: "lineage.transfer_tool", Entity: "host:bk1", Value: "bash", PeriodsBefore: 0, PeriodsAfter: 1 });
        Assert.Equal(expected.Count, lineage.Became.Count(c => c.Feature == "lineage.transfer_tool"));
        Assert.All(difference.Drift.Where(d => d.Index is not null), d => Assert.True(d.Index >= 0));
    }
}
