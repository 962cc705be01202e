using Det0131.Datasets.Readers;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Context;

namespace Det0131.Datasets.Tests.Readers.Network;

/// <summary>
/// What the context makes of the events of the network's edge (the seeds of the mutation tests) in a site of 10.0.0.0/8: whose they are, where they go, and how much
/// leaves. Worked out by hand from the records.
/// </summary>
public sealed class SituatedEventsTests
{
    [Theory]
    [InlineData("suricata.json", 0, "host:10.0.4.4", null, Direction.Outbound, "203.0.113.4", 18420L)]
    [InlineData("netflow.lines", 0, "host:10.0.2.20", null, Direction.Outbound, "203.0.113.9", 120000L)]
    [InlineData("paloalto.lines", 0, "host:10.0.1.2", @"user:corp\alice", Direction.Outbound, "203.0.113.9", 5100000L)]
    [InlineData("fortigate.lines", 0, "host:10.0.1.2", "user:alice", Direction.Outbound, "files.example.com", 5100000L)]
    [InlineData("asa.lines", 0, "host:10.0.1.2", @"user:corp\alice", Direction.Outbound, "203.0.113.9", 4882591338L)]
    [InlineData("netfilter.lines", 0, "host:gw1", "user:1000", Direction.Outbound, "203.0.113.9", null)]
    [InlineData("squid.lines", 0, "host:10.0.0.5", "user:alice", Direction.Outbound, "files.example.com", null)]
    [InlineData("w3c.lines", 0, "host:10.0.0.5", "user:alice", Direction.Outbound, "files.example.com", 20971520L)]
    [InlineData("w3c.lines", 1, "host:10.1.0.8", @"user:corp\alice", Direction.Response, "203.0.113.7", 1086L)]
    [InlineData("postfix.lines", 0, "host:mx1", "user:alice@corp.example", Direction.Outbound, "partner.example", 20971520L)]
    [InlineData("ftp.lines", 1, null, "user:alice", Direction.Response, "203.0.113.7", 896242L)]
    [InlineData("bind.lines", 0, "host:10.0.0.5", null, Direction.Outbound, "a.example.com", null)]
    [InlineData("dnstap.json", 0, "host:10.0.0.5", null, Direction.Outbound, "a.example.com", null)]
    [InlineData("ecs.json", 0, "host:pc7", @"user:corp\alice", Direction.Outbound, "files.example.com", 20971520L)]
    [InlineData("ocsf.json", 0, "host:pc7", @"user:corp\alice", Direction.Outbound, "files.example.com", 20971520L)]
    public void Situate_SeedEvents_AreScoredForTheirOwner(string key, int number, string? host, string? user, Direction direction, string destination, long? leaving)
    {
        var situator = new EventSituator(new SiteContext { LocalNetworks = ["10.0.0.0/8"] });
        var found = new List<(bool, string?, string?, Direction, string?, long?)>();
        LogImporter.ReadStream(new MemoryStream(Seeds.File(key)), "x.log", new ImportOptions(), e =>
        {
            // Enrichment finds the registered domain; these names are their own.
            e.RegisteredDomain ??= e.Domain ?? e.DnsName;
            var s = situator.Situate(e);
            found.Add((s.IsScored, s.HostEntity, s.UserEntity, s.Direction, s.Destination, s.BytesOut));
        });

        Assert.Equal((true, host, user, direction, destination, leaving), found[number]);
    }

    [Fact]
    public void Situate_RequestsAndFilesBesideTheirFlow_AddNoBytesOfTheirOwn()
    {
        var situator = new EventSituator(new SiteContext { LocalNetworks = ["10.0.0.0/8"] });
        var told = new Dictionary<string, bool>();
        LogImporter.ReadStream(new MemoryStream(Seeds.File("suricata.json")), "x.log", new ImportOptions(), e => told[e.Source] = situator.Situate(e).IsToldByFlow);

        Assert.Equal(["suricata.fileinfo", "suricata.ftp", "suricata.ftp_data", "suricata.http"], told.Where(pair => pair.Value).Select(pair => pair.Key).Order());
    }
}
