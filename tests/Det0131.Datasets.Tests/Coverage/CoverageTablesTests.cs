using Det0131.Datasets.Coverage;
using Det0131.Models.Analytics;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Coverage;

public sealed class CoverageTablesTests
{
    /// <summary>Against the declarations of the analytics: a feature or element that is added or renamed must be stated here too.</summary>
    [Fact]
    public void ElementNeeds_EveryElementOfEveryAnalytic_HasARowWithItsFeatures()
    {
        Assert.Equal(
            AnalyticCatalogue.All.SelectMany(a => a.Elements.Select(e => (a.Id, e.Name))).Order(),
            ElementNeeds.All.Select(n => (n.Analytic, n.Element)).Order());
        foreach (var needs in ElementNeeds.All)
        {
            var element = AnalyticCatalogue.Get(needs.Analytic).Elements.Single(e => e.Name == needs.Element);
            Assert.True(
                element.Features.Select(f => f.Id).ToHashSet().SetEquals(needs.Parts.SelectMany(p => p.Features)),
                $"{needs.Analytic} {needs.Element}: found {string.Join(", ", needs.Parts.SelectMany(p => p.Features))}; the analytic has {string.Join(", ", element.Features)}");
        }

        Assert.Equal(13, ElementNeeds.All.Count(n => AnalyticCatalogue.Get(n.Analytic).Elements.Single(e => e.Name == n.Element).IsMitre));
    }

    /// <summary>Whatever else an entity shows: a signal that a part needs and that is missing is explained.</summary>
    [Fact]
    public void BlindSpots_EveryMissingSignal_IsExplained()
    {
        foreach (var needs in ElementNeeds.All)
        {
            foreach (var part in needs.Parts)
            {
                var kind = part.Of is EntityKind.Person or EntityKind.Service ? EntityKind.User : part.Of;
                var platform = AnalyticCatalogue.Get(needs.Analytic).Platform;
                for (var shown = -1; shown < CoverageSignal.All.Count; shown++)
                {
                    var entity = new CoverageEntity(kind, "x", platform);
                    var signals = new long[CoverageSignal.All.Count];
                    for (var i = 0; i < signals.Length; i++)
                    {
                        // All but the missing one, none but one, and none.
                        signals[i] = i == part.SignalIndex ? 0 : shown == -1 || shown == i ? 1 : 0;
                    }

                    entity.Add("zeek.conn", 1, signals);
                    Assert.True(
                        BlindSpot.All.Any(s => !s.Weak && s.Fits(entity, part.Of, part.Signal)),
                        $"{platform} {part.Of} without {part.Signal}, with {(shown < 0 ? "all else" : CoverageSignal.All[shown].Name)}: no blind spot explains it");
                }
            }
        }
    }

    [Fact]
    public void BlindSpots_EachRow_NamesSignalsThatExistAndSaysWhatToDo()
    {
        var signals = CoverageSignal.All.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        Assert.All(BlindSpot.All, spot =>
        {
            Assert.NotEmpty(spot.Platforms);
            Assert.DoesNotContain(Platform.Unknown, spot.Platforms);
            Assert.All(spot.Signals, s => Assert.Contains(s, signals));
            Assert.All((spot.Has.IsDefault ? [] : spot.Has).Concat(spot.Lacks.IsDefault ? [] : spot.Lacks), c => Assert.True(signals.Contains(c) || c == "any" || c.StartsWith("source:", StringComparison.Ordinal), c));
            Assert.True(spot.Blind.Length > 10 && spot.SwitchOn.Length > 10, spot.Id);
        });
        Assert.DoesNotContain(BlindSpot.All.SelectMany(s => s.Platforms.SelectMany(p => s.Signals.Select(signal => (s.Id, p, signal, s.Blind)))).GroupBy(k => k), g => g.Count() > 1);
    }

    [Theory]
    [InlineData(Platform.Windows, "parent", "windows.no-processes", "host_log")]
    [InlineData(Platform.Windows, "process_exchange", "windows.sysmon-default", "host_log", "start")]
    [InlineData(Platform.Windows, "bytes", "no-bytes", "host_log", "start", "exchange")]
    [InlineData(Platform.Linux, "parent", "network-only", "exchange", "bytes")]
    [InlineData(Platform.Unknown, "parent", "network-only", "exchange", "bytes")]
    [InlineData(Platform.Linux, "request", "encrypted-only", "exchange", "tls")]
    [InlineData(Platform.Linux, "request", "no-requests", "exchange")]
    [InlineData(Platform.ESXi, "command", "esxi.no-shell", "host_log")]
    [InlineData(Platform.MacOS, "query_name", "masked-names", "host_log", "query")]
    [InlineData(Platform.IaaS, "both_bytes", "one-way", "exchange", "bytes")]
    public void BlindSpots_HostThatShows_IsExplainedBy(Platform platform, string missing, string expected, params string[] shows)
    {
        var host = new CoverageEntity(EntityKind.Host, "x", platform);
        var signals = new long[CoverageSignal.All.Count];
        Assert.All(shows, s => signals[CoverageSignal.IndexOf(s)] = 1);
        host.Add("some.source", 1, signals);
        Assert.Equal(expected, BlindSpot.All.First(s => !s.Weak && s.Fits(host, EntityKind.Host, missing)).Id);
    }

    [Fact]
    public void BlindSpots_AccountWithFlowsAlone_LacksCalls_AndWithCloudTrail_LacksDataEvents()
    {
        var account = new CoverageEntity(EntityKind.Account, "111122223333", Platform.IaaS);
        account.Add("aws.vpcflow", 1, new long[CoverageSignal.All.Count]);
        Assert.Equal("cloud.flows-without-calls", Explained(account));
        var signals = new long[CoverageSignal.All.Count];
        signals[CoverageSignal.IndexOf("call")] = 1;
        account.Add("aws.cloudtrail", 1, signals);
        Assert.Equal("aws.no-data-events", Explained(account));

        static string Explained(CoverageEntity account) => BlindSpot.All.First(s => !s.Weak && s.Fits(account, EntityKind.Account, "call_bytes")).Id;
    }
}
