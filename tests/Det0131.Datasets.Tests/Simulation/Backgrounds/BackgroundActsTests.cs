using System.Globalization;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Simulation.Backgrounds;
using Det0131.Models.Events;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Tests.Simulation.Backgrounds;

/// <summary>
/// Acts planted into the network records of a small site, which stand for recorded ones. What is compared is the lake itself: what was in it before, and
/// what acts.csv names.
/// </summary>
public sealed class BackgroundActsTests : IDisposable
{
    private const long Day = 86_400_000_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("det0131-background-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Plant_NetworkRecordsOnly_AddsWhatThatSensorWouldHaveRecorded()
    {
        var before = Background("recorded");
        var planted = Plant("recorded", "out", 5);
        var after = Read("out/lake");
        var ids = before.Select(e => e.Identity).ToHashSet();
        var added = after.Where(e => !ids.Contains(e.Identity)).ToList();
        var acts = StagedActs.Read(In("out/acts.csv"));

        // The background is all there, and nothing came but what acts.csv names.
        Assert.Equal(before.Count + planted.Events, after.Count);
        Assert.Equal(planted.Events, added.Count);
        Assert.Equal(added.Select(IdOf).ToHashSet(), acts.SelectMany(a => a.RecordIds).ToHashSet());
        Assert.Equal(planted.Acts, acts.Count);
        Assert.True(acts.Count > 60, $"{acts.Count} acts");

        // Cloud acts have no host here; a program that leaves no connection is seen by nobody.
        Assert.Contains(planted.LeftOut, left => left.Act.StartsWith("aws-", StringComparison.Ordinal));
        Assert.Empty(acts.Select(a => a.Name).Intersect(planted.Unseen));

        // The sensor's formats, its hosts, their ports, their days.
        Assert.Subset(before.Select(e => e.Source).ToHashSet(), added.Select(e => e.Source).ToHashSet());
        var hosts = before.Where(e => e.SourceAddress!.StartsWith("10.", StringComparison.Ordinal)).Select(e => e.SourceAddress).ToHashSet();
        Assert.All(added, e => Assert.True(hosts.Contains(e.SourceAddress) || hosts.Contains(e.DestinationAddress), $"{e.SourceAddress} {e.DestinationAddress}"));
        Assert.All(added, e => Assert.Null(e.Host));
        var first = before.Max(e => e.TimeMicros) / Day * Day;
        Assert.All(acts, a => Assert.True(a.StartMicros >= first, a.Name));
        var asked = before.Where(e => e.Kind == EventKind.DnsQuery).Select(e => e.DestinationAddress).Append("8.8.8.8").ToHashSet();
        Assert.All(added.Where(e => e.Kind == EventKind.DnsQuery), e => Assert.Contains(e.DestinationAddress, asked));
    }

    /// <summary>Nothing but what they do tells acts from the rest: no ending, network, clock or delay of their own.</summary>
    [Fact]
    public void Plant_NetworkRecordsOnly_LeavesNoMarkOfTheMachinery()
    {
        var before = Background("recorded");
        Plant("recorded", "out", 7);
        var ids = before.Select(e => e.Identity).ToHashSet();
        var added = Read("out/lake").Where(e => !ids.Contains(e.Identity)).ToList();

        var endings = before.Where(e => e.RegisteredDomain is not null).Select(e => EndingOf(e.RegisteredDomain!)).ToHashSet(StringComparer.Ordinal);
        var own = added.Where(e => e.RegisteredDomain is not null).Select(e => EndingOf(e.RegisteredDomain!)).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain("test", own);
        Assert.True(own.Count(endings.Contains) >= 5, string.Join(' ', own));

        var networks = added.Select(e => e.DestinationAddress!).Where(a => !a.StartsWith("10.", StringComparison.Ordinal)).Select(a => a[..a.LastIndexOf('.')]).Distinct().ToList();
        Assert.True(networks.Count >= 15, $"{networks.Count} networks");
        Assert.DoesNotContain(networks, n => n is "192.0.2" or "198.51.100" or "203.0.113");

        // Digits below the millisecond are those of any clock: each tenth has its share, give or take five standard deviations.
        var flows = added.Where(e => e.Source == "zeek.conn").ToList();
        foreach (var tenth in flows.GroupBy(e => e.TimeMicros % 1000 / 100))
        {
            Assert.InRange(tenth.Count(), (flows.Count / 10.0) - (5 * Math.Sqrt(flows.Count / 10.0)), (flows.Count / 10.0) + (5 * Math.Sqrt(flows.Count / 10.0)));
        }

        // From a look-up to its connection is never the same time twice running.
        var gaps = flows.Where(e => e.Domain is not null).Select(e => added.Where(q => q.Kind == EventKind.DnsQuery && q.DnsName == e.Domain && q.TimeMicros <= e.TimeMicros).Select(q => (long?)(e.TimeMicros - q.TimeMicros)).Min()).OfType<long>().ToList();
        Assert.True(gaps.Count > 10 && gaps.Distinct().Count() > gaps.Count * 0.9, $"{gaps.Distinct().Count()} of {gaps.Count}");

        // Client ports lie where the hosts' own lie.
        var ports = before.Where(e => e.Source == "zeek.conn" && e.SourceAddress!.StartsWith("10.", StringComparison.Ordinal)).Select(e => e.SourcePort).OfType<int>().ToList();
        Assert.All(flows.Where(e => e.SourceAddress!.StartsWith("10.", StringComparison.Ordinal)).Select(e => e.SourcePort).OfType<int>(), port => Assert.InRange(port, ports.Min(), ports.Max()));
    }

    [Fact]
    public void Plant_Twice_GivesTheSameEventsAndKeepsTheBackground()
    {
        var before = Background("recorded");
        Plant("recorded", "a", 9);
        Plant("recorded", "b", 9);
        Plant("recorded", "c", 10);

        Assert.Equal(Read("a/lake").Select(e => e.Identity), Read("b/lake").Select(e => e.Identity));
        Assert.Equal(File.ReadAllText(In("a/acts.csv")), File.ReadAllText(In("b/acts.csv")));
        Assert.NotEqual(File.ReadAllText(In("a/acts.csv")), File.ReadAllText(In("c/acts.csv")));
        Assert.Equal(before.Select(e => e.Identity), Read("recorded").Select(e => e.Identity));
    }

    /// <summary>All parts together are the whole: every act is in one of them.</summary>
    [Fact]
    public void Plant_InParts_EveryActIsInOne()
    {
        Background("recorded");
        var parts = Enumerable.Range(1, 3).Select(part =>
        {
            var planted = BackgroundActs.Plant(In("recorded"), In($"part{part}"), new BackgroundOptions { Seed = 3, Part = part, Parts = 3 }, new LakeOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);
            return StagedActs.Read(In($"part{part}/acts.csv")).Select(a => a.Name).Concat(planted.Unseen).Concat(planted.LeftOut.Select(l => l.Act)).ToList();
        }).ToList();

        Assert.Equal(153, parts.Sum(p => p.Count));
        Assert.Equal(153, parts.SelectMany(p => p).Distinct().Count());
    }

    [Fact]
    public void Plant_NoLocalHost_SaysWhatIsMissing()
    {
        using (var lake = EventLake.Open(In("empty")))
        using (var import = lake.BeginJoinedImport())
        {
            import.Append(new SecurityEvent { Source = "zeek.conn", Kind = EventKind.NetworkFlow, TimeMicros = Day, Identity = 1, SourceAddress = "10.0.0.1", DestinationAddress = "192.0.2.1", SourceBytes = 1, DestinationBytes = 1 });
            import.Commit(TestContext.Current.CancellationToken);
        }

        Assert.Contains("expected one", Assert.Throws<InvalidDataException>(() => Plant("empty", "out", 1)).Message, StringComparison.Ordinal);
    }

    private BackgroundSummary Plant(string from, string to, ulong seed) =>
        BackgroundActs.Plant(In(from), In(to), new BackgroundOptions { Seed = seed, ActDays = 1 }, new LakeOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);

    /// <summary>The network sensor's records of a site of ten users over four days.</summary>
    private List<SecurityEvent> Background(string name)
    {
        Simulator.Run(In("site"), new SimulationOptions { Users = 10, Days = 4, Acts = "none", Seed = 77 }, new LakeOptions(), JobProgress.Silent, TestContext.Current.CancellationToken);
        using var site = EventLake.Open(In("site/lake"));
        using var lake = EventLake.Open(In(name));
        using var import = lake.BeginJoinedImport();
        foreach (var e in site.ReadEvents().Where(e => e.Source.StartsWith("zeek.", StringComparison.Ordinal)))
        {
            import.Append(e);
        }

        import.Commit(TestContext.Current.CancellationToken);
        return Read(name);
    }

    private List<SecurityEvent> Read(string name)
    {
        using var lake = EventLake.Open(In(name));
        return [.. lake.ReadEvents().Select(read =>
        {
            var kept = new SecurityEvent();
            kept.CopyFrom(read);
            return kept;
        })];
    }

    private static string IdOf(SecurityEvent e) => "event:" + e.Identity.ToString("x32", CultureInfo.InvariantCulture);

    private static string EndingOf(string domain) => domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..];

    private string In(string name) => Path.Combine(_directory.FullName, name);
}
