using Det0131.Datasets.Simulation;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Procedures;
using Det0131.Models.Context;

namespace Det0131.Datasets.Tests.Simulation;

/// <summary>Properties of the population that hold for any size and day.</summary>
public sealed class EnterpriseSiteTests
{
    private static readonly SimulationOptions Month = new() { Users = 1500, Days = 28, Seed = 3 };

    private readonly EnterpriseSite _site = new(Month);

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(2_000)]
    [InlineData(100_000)]
    public void HostsOn_AnySize_HasAllKindsAndNamesNobodyTwice(int users)
    {
        var site = new EnterpriseSite(new SimulationOptions { Users = users, Days = 1 });

        var hosts = site.HostsOn(new DateOnly(2026, 9, 7)).ToList();

        Assert.Equal(site.HostCount, hosts.Count);
        Assert.Equal(["esxi", "guest", "instance", "linux", "macos", "windows"], hosts.Select(host => host.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(hosts.Count, hosts.Select(host => host.FullName).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(hosts.Count, hosts.Select(host => host.Address).Distinct(StringComparer.Ordinal).Count());
        Assert.All(hosts, host => Assert.True(System.Net.IPAddress.TryParse(host.Address, out _) && Site.IsLocal(host.Address), host.Address));
        Assert.Equal(users, hosts.Where(host => host.Account.Length > 0).Select(host => host.Account).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void HostsOn_EveryDay_AddressesAreTheAssetsOfThatDay()
    {
        // The assets file, read by the product, is the other way to know whose an address was.
        var assets = AssetsFile.Parse(["host,addresses", .. _site.Assets().Select(line => $"{line.Host.FullName},{line.Addresses}")], "assets.csv").ToDictionary(asset => asset.Name, StringComparer.Ordinal);
        var moved = 0;
        foreach (var day in new[] { 0, 6, 7, 13, 14, 20, 27 })
        {
            var date = Month.Start.AddDays(day);
            var noon = (date.ToDateTime(new TimeOnly(12, 0)) - DateTime.UnixEpoch).Ticks / 10;
            foreach (var host in _site.HostsOn(date))
            {
                var own = assets[host.FullName].Addresses!.Where(address => address.Address == host.Address).ToList();
                Assert.Contains(own, address => !(address.FromMicros > noon) && !(address.UntilMicros <= noon));
                moved += assets[host.FullName].Addresses!.Count > 2 ? 1 : 0;
            }
        }

        Assert.True(moved > 500, $"{moved} host-days with addresses by lease");
    }

    [Fact]
    public void HostsOn_OverAMonth_SomeJoinSomeLeaveSomeChangeRole()
    {
        var first = _site.HostsOn(Month.Start).ToDictionary(host => host.Name, StringComparer.Ordinal);
        var last = _site.HostsOn(Month.Start.AddDays(27)).ToDictionary(host => host.Name, StringComparer.Ordinal);

        // 4 %, 1.5 % and 2 % of 1,500 are expected, some of the latter to a role of the other system, which nobody takes.
        Assert.InRange(last.Keys.Except(first.Keys, StringComparer.Ordinal).Count(), 35, 90);
        Assert.InRange(first.Keys.Except(last.Keys, StringComparer.Ordinal).Count(), 8, 45);
        Assert.InRange(first.Count(pair => last.TryGetValue(pair.Key, out var later) && later.PeerGroup != pair.Value.PeerGroup), 5, 45);
    }

    [Fact]
    public void WorkDayOf_HolidayAndWeekday_FewAndMostWork()
    {
        int Working(DateOnly date) => _site.HostsOn(date).Count(host => host.Account.Length > 0
            && _site.WorkDayOf(host, date, Det0131.Datasets.Simulation.Chance.DemoRandom.For(1, host.Name)) is not null);

        Assert.InRange(Working(new DateOnly(2026, 9, 9)), 1_250, 1_400);
        Assert.InRange(Working(new DateOnly(2026, 12, 25)), 5, 80);
        Assert.InRange(Working(new DateOnly(2026, 9, 12)), 40, 250);
        Assert.True(_site.IsDayOff(new DateOnly(2026, 12, 25)));
    }

    [Fact]
    public void Placed_EveryAct_StandsOnAHostOfItsKind()
    {
        var plan = SitePlans.Of(Month, _site);
        var kinds = _site.HostsOn(Month.Start.AddDays(21)).ToDictionary(host => host.Name, host => host.Kind, StringComparer.Ordinal);

        var played = Enumerable.Range(0, 28).SelectMany(day => plan.On(Month.Start.AddDays(day)).Select(act => (Day: day, act))).ToList();

        Assert.Equal(ActRequest.All().Select(wish => wish.Procedure).Order(StringComparer.Ordinal), played.Select(p => p.act.Act.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(played, p => Assert.Equal(HostKind(p.act.Act.Id), kinds[p.act.Host]));
        Assert.All(played, p => Assert.InRange(p.Day, 21, 27));

        static string HostKind(string id) => ProcedureCatalogue.Find(id)!.HostKind is var kind && kind == "cloud" ? "instance" : kind;
    }
}
