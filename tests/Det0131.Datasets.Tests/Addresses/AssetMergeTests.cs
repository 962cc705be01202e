using Det0131.Datasets.Addresses;
using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Addresses;

public sealed class AssetMergeTests
{
    private const long Hour = 3_600_000_000;

    [Fact]
    public void Build_LeasesOfOneAddress_AreCutWhereTheNextBeginsAndJoinedWhereTheyTouch()
    {
        var assets = Merge([], [Lease("pc7", 0, 12), Lease("pc7", 6, 18), Lease("pc8", 10, null), Lease("pc7", 20, 21)]);
        Assert.Equal(["pc7 0-10 20-21", "pc8 10-20"], assets.Select(Text));
    }

    [Fact]
    public void Build_OwnerUnderAnotherName_IsTheSameAsset()
    {
        var known = new Asset("pc7.corp.example", Platform.Windows, Criticality: 4);
        var assets = Merge([known], [Lease("PC7".ToLowerInvariant(), 0, 1)], new NamedTwice("pc7.corp.example", ["pc7", "laptop-of-alice"]));
        var one = Assert.Single(assets);
        Assert.Equal((Platform.Windows, 4, "pc7 laptop-of-alice"), (one.Platform, one.Criticality, string.Join(' ', one.Aliases!)));
        Assert.Equal("pc7.corp.example 0-1", Text(one));
    }

    [Fact]
    public void Lines_AreReadBackEqually()
    {
        var assets = Merge(
            [new Asset("web1", Platform.Linux, "web", "shop, \"blue\"", 3, "Europe/Berlin", [new AddressAlias("10.0.0.9")])],
            [Lease("pc7", 0, 12), Lease("pc8", 12, null)], new NamedTwice(@"corp\alice", ["alice@corp.example"]));
        var read = AssetsFile.Parse(AssetsFile.Lines(assets), "assets.csv");
        Assert.Equal(4, read.Count);
        Assert.Equal(assets.Select(Whole), read.Select(Whole));
    }

    /// <summary>What it is for: a sensor's flow is the host's that had the address then, and one person is one entity in every log.</summary>
    [Fact]
    public void Build_InAContext_MakesOneEntityOfOneHostAndOneUser()
    {
        var assets = Merge([], [Lease("pc7", 0, 12), Lease("pc8", 12, null)], new NamedTwice(@"corp\alice", ["alice", "alice@corp.example"]), new NamedTwice("pc7.corp.example", ["pc7"]));
        var situator = new EventSituator(new SiteContext { LocalNetworks = ["10.0.0.0/24"], Assets = assets });
        Assert.Equal(("pc7.corp.example", (string?)null), Of(new SecurityEvent { TimeMicros = 11 * Hour, SourceAddress = "10.0.0.5" }));
        Assert.Equal(("pc8", (string?)null), Of(new SecurityEvent { TimeMicros = 13 * Hour, SourceAddress = "10.0.0.5" }));
        foreach (var (host, user) in new[] { ("pc7", "alice@corp.example"), ("pc7.corp.example", @"corp\alice"), ("pc7", "alice") })
        {
            Assert.Equal(("pc7.corp.example", @"corp\alice"), Of(new SecurityEvent { Host = host, HostSide = HostSide.Source, User = user, UserClass = UserClass.Person, SourceAddress = "10.0.0.77" }));
        }

        Assert.Equal(("pc7.corp.example", "bob"), Of(new SecurityEvent { Host = "pc7", HostSide = HostSide.Source, User = "bob", SourceAddress = "10.0.0.77" }));

        (string?, string?) Of(SecurityEvent e)
        {
            (e.Kind, e.DestinationAddress, e.DestinationPort, e.Transport) = (EventKind.NetworkFlow, "203.0.113.9", 443, "tcp");
            var situation = situator.Situate(e);
            return (situation.Host, situation.User);
        }
    }

    private static IReadOnlyList<Asset> Merge(IEnumerable<Asset> assets, IEnumerable<AddressLease> leases, params NamedTwice[] names)
    {
        var file = new NameFile { Format = "test" };
        file.Leases.AddRange(leases);
        file.Names.AddRange(names);
        var merge = new AssetMerge(assets);
        merge.Add(file);
        return merge.Build();
    }

    private static AddressLease Lease(string owner, int fromHour, int? untilHour) => new("10.0.0.5", owner, fromHour * Hour, untilHour * Hour);

    private static string Whole(Asset a) =>
        $"{a.Name}|{a.Platform}|{a.PeerGroup}|{a.Role}|{a.Criticality}|{a.TimeZone}|{string.Join(' ', a.Addresses ?? [])}|{string.Join(' ', a.Aliases ?? [])}";

    private static string Text(Asset asset) => $"{asset.Name} {string.Join(' ', (asset.Addresses ?? []).Select(a => $"{a.FromMicros / Hour}-{a.UntilMicros / Hour}"))}";
}
