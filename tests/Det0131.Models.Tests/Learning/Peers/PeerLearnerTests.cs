using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Models.Tests.Learning.Peers;

/// <summary>Sites of planted roles: which machines do the same is known, so the groups are checked against it.</summary>
public sealed class PeerLearnerTests
{
    private const int OfRole = 8;
    private const int Days = 14;

    private static readonly (string Role, string[] Services)[] Roles =
    [
        ("web", ["http/80", "ssl/8443"]), ("mail", ["smtp/25", "imap/993"]), ("file", ["smb/445", "nfs/2049"]),
    ];

    [Fact]
    public void Learn_PlantedRoles_AreTheGroups()
    {
        var groups = Learn(Site(1)).Where(g => g.Basis == "linux").ToList();
        Assert.Equal(Roles.Length, groups.Count);
        foreach (var group in groups)
        {
            var role = Assert.Single(group.Members.Select(RoleOf).Distinct());
            Assert.Equal(OfRole, group.Members.Count);
            // The reason names what the role was planted with.
            Assert.Contains(group.Reason, r => Roles.Single(p => p.Role == role).Services.Any(s => r.Contains(s, StringComparison.Ordinal)));
            Assert.InRange(group.Reason.Count, 1, 5);
        }
    }

    /// <summary>The same work on Windows and Linux makes two groups: platforms have analytics of their own.</summary>
    [Fact]
    public void Learn_TheSameWorkOnTwoPlatforms_NeverMixesThem()
    {
        var site = Site(1);
        Add(site, 1, Platform.Windows, "win-");
        var groups = Learn(site);
        Assert.Contains(groups, g => g.Basis == "windows");
        Assert.All(groups, g => Assert.Single(g.Members.Select(m => m.StartsWith("host:win-", StringComparison.Ordinal)).Distinct()));
    }

    /// <summary>Other days, one more host, one that changed its role: ids and everybody else stay.</summary>
    [Fact]
    public void Learn_AgainOnOtherData_KeepsIdsAndMembers()
    {
        var before = Learn(Site(1));
        var site = Site(2);
        AddHost(site, new Random(9), Platform.Linux, "web-new", Roles[0].Services, Days);
        var after = Learn(site, before);
        Assert.Equal(before.Select(g => g.Id), after.Select(g => g.Id));
        Assert.All(before, b => Assert.Subset(after.Single(a => a.Id == b.Id).Members.ToHashSet(), b.Members.ToHashSet()));
        Assert.Contains("host:web-new", after.Single(g => g.Members.Contains("host:web-0")).Members);
    }

    [Fact]
    public void Learn_AssetsFileGroupsAHost_LeavesItThere()
    {
        var groups = Learn(Site(1), [], new SiteStatement([new Asset("web-0", Platform.Linux, "pinned")], ["10.0.0.0/8"]));
        Assert.DoesNotContain(groups, g => g.Members.Contains("host:web-0"));
    }

    [Fact]
    public void Find_LearnedMember_SaysSoAndSurvivesTheContextFile()
    {
        var group = Learn(Site(1))[0];
        var context = SiteContext.FromJson(new SiteContext { LearnedPeers = [group] }.ToJson());
        Assert.Equal((group.Id, PeerReason.Learned), new PeerGroups(context).Find(group.Members[0]));
        // A version of before has no such field.
        Assert.Empty(SiteContext.FromJson("""{"format":1,"assets":[]}""").LearnedPeers);
    }

    private static IReadOnlyList<LearnedPeerGroup> Learn(SmallSite site, IReadOnlyList<LearnedPeerGroup>? before = null, SiteStatement? statement = null) =>
        SmallSite.Learn(site.History(), SmallSite.Options with { LearnPeers = true, PeersBefore = before ?? [], Site = statement ?? SmallSite.Options.Site }).Model.Context.LearnedPeers;

    private static string RoleOf(string entity) => entity["host:".Length..].Split('-')[0];

    private static SmallSite Site(int seed)
    {
        var site = new SmallSite(seed);
        Add(site, seed, Platform.Linux, "");
        return site;
    }

    private static void Add(SmallSite site, int seed, Platform platform, string prefix)
    {
        var random = new Random(seed);
        foreach (var (role, services) in Roles)
        {
            for (var host = 0; host < OfRole; host++)
            {
                AddHost(site, random, platform, $"{prefix}{role}-{host}", services, Days);
            }
        }
    }

    // Its role's services on most days, what everybody does every day, and something of its own now and then.
    private static void AddHost(SmallSite site, Random random, Platform platform, string host, string[] services, int days)
    {
        for (var day = 0; day < days; day++)
        {
            var time = SmallSite.Monday + (day * SmallSite.Day) + (random.Next(8, 18) * SmallSite.Hour);
            Flow(site, platform, host, time, "ssl/443");
            foreach (var service in services.Where(_ => random.NextDouble() < 0.8))
            {
                Flow(site, platform, host, time, service);
            }

            if (random.NextDouble() < 0.2)
            {
                Flow(site, platform, host, time, $"http/{random.Next(8000, 8020)}");
            }
        }
    }

    private static void Flow(SmallSite site, Platform platform, string host, long time, string service)
    {
        var flow = site.Flow(host, "10.0.2.1", time, "partner.example", "NL", "AS64500 MAIL", 1000, 1000);
        flow.Platform = platform;
        flow.Process = null;
        flow.User = null;
        flow.Application = service.Split('/')[0];
        flow.DestinationPort = int.Parse(service.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);
        site.Add(flow);
    }
}
