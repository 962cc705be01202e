using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Context;

public sealed class ContextLearnerTests
{
    private static SecurityEvent Flow(string from, string to, bool answered = true, string? host = null, HostSide side = HostSide.Unknown, long time = 0) => new()
    {
        Kind = EventKind.NetworkFlow, SourceAddress = from, DestinationAddress = to, SourceBytes = 10, DestinationBytes = answered ? 10 : 0,
        Host = host, HostSide = side, TimeMicros = time, Platform = host is null ? Platform.Unknown : Platform.Windows,
    };

    private static SiteContext Learn(params IEnumerable<SecurityEvent> events)
    {
        var learner = new ContextLearner(SiteStatement.None);
        foreach (var e in events)
        {
            learner.Observe(e);
        }

        return learner.Build();
    }

    /// <summary>The shape of the public captures of single PCs with public addresses: scanners reach them, they reach the world.</summary>
    [Fact]
    public void Networks_PublicHostAmongScanners_IsTheOneThatGetsAnswers()
    {
        var events = Enumerable.Range(1, 200).Select(i => Flow("192.0.2.10", $"198.51.100.{i}"))
            .Concat(Enumerable.Range(1, 250).Select(i => Flow($"203.0.113.{i}", "192.0.2.10", answered: false)))
            .Append(Flow("203.0.113.1", "192.0.2.10"));
        Assert.Equal(["192.0.2.10/32"], Learn(events).LocalNetworks);
    }

    [Fact]
    public void Networks_PrivateAddressThatNeverOpens_IsNotLocalByItself()
    {
        var context = Learn(Flow("10.0.0.5", "10.9.9.9"), Flow("10.0.0.6", "10.9.9.9"));
        Assert.Equal(["10.0.0.0/24"], context.LocalNetworks);
    }

    [Fact]
    public void Networks_Told_AreTakenAsTheyAre()
    {
        var learner = new ContextLearner(new SiteStatement([], ["172.16.0.0/12"]));
        learner.Observe(Flow("10.0.0.5", "10.9.9.9"));
        Assert.Equal(["172.16.0.0/12"], learner.Build().LocalNetworks);
    }

    [Fact]
    public void Aliases_OneHost_KeepsItsAddress_TwoAtOnceAreNobodys_TwoInTurnAreSplitByTime()
    {
        var context = Learn(
            Flow("10.0.0.1", "1.1.1.1", host: "a", side: HostSide.Source),
            Flow("10.0.0.2", "1.1.1.1", host: "b", side: HostSide.Source, time: 0), Flow("10.0.0.2", "1.1.1.1", host: "b", side: HostSide.Source, time: 50),
            Flow("10.0.0.2", "1.1.1.1", host: "c", side: HostSide.Source, time: 40),
            Flow("10.0.0.3", "1.1.1.1", host: "d", side: HostSide.Source, time: 10),
            Flow("10.0.0.3", "1.1.1.1", host: "e", side: HostSide.Source, time: 90));
        var assets = context.Assets.ToDictionary(a => a.Name);
        Assert.Equal([new AddressAlias("10.0.0.1")], assets["a"].Addresses!);
        Assert.Null(assets["b"].Addresses);
        Assert.Null(assets["c"].Addresses);
        Assert.Equal([new AddressAlias("10.0.0.3", 10, 11)], assets["d"].Addresses!);
        Assert.Equal([new AddressAlias("10.0.0.3", 90, 91)], assets["e"].Addresses!);
    }

    /// <summary>VPC flow logs name the interface but not its side.</summary>
    [Fact]
    public void Aliases_InterfaceThatDoesNotTellItsSide_IsTheEndOfNearlyEveryRecord()
    {
        var events = Enumerable.Range(1, 20).Select(i => i % 2 == 0 ? Flow("10.8.0.5", $"198.51.100.{i}", host: "eni-1") : Flow($"10.8.0.{100 + i}", "10.8.0.5", host: "eni-1"));
        var context = Learn(events);
        Assert.Equal("10.8.0.5", Assert.Single(Assert.Single(context.Assets).Addresses!).Address);
        var reader = new EventSituator(context);
        var inbound = reader.Situate(Flow("10.8.0.101", "10.8.0.5", host: "eni-1"));
        Assert.Equal((Direction.Response, true), (inbound.Direction, inbound.IsLocal));
    }

    [Fact]
    public void Names_AskedByThreeClients_AreCommon()
    {
        static SecurityEvent Query(string client, string name) => new() { Kind = EventKind.DnsQuery, SourceAddress = client, DnsName = name, RegisteredDomain = "test" };
        var context = Learn(Query("a", "www.x.test"), Query("b", "www.x.test"), Query("a", "www.y.test"), Query("b", "www.y.test"), Query("b", "www.x.test"), Query("c", "www.x.test"));
        Assert.Equal(["www.x"], context.CommonNames);
    }

    [Fact]
    public void Context_WrittenAndRead_IsTheSameText()
    {
        var context = Learn(Flow("10.0.0.1", "1.1.1.1", host: "a.corp.example", side: HostSide.Source)) with { CommandWords = ["<url>", "upload"] };
        var text = context.ToJson();
        Assert.Equal(text, SiteContext.FromJson(text).ToJson());
        Assert.Equal(["corp.example"], context.LocalDomains);
    }

    [Fact]
    public void Context_NewerFormat_IsRefused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => SiteContext.FromJson("{\"format\": 99}"));
        Assert.Contains("format 99", fault.Message, StringComparison.Ordinal);
    }
}
