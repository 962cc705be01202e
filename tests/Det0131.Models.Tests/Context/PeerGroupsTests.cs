using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Tests.Baselines;

namespace Det0131.Models.Tests.Context;

public sealed class PeerGroupsTests
{
    // The demo's account: six roles, and a user of it who acts without one, whom a baseline counts as a role. Counted here by hand: the
    // "6 peers" of a role are the five other roles and that user, never the role itself.
    [Fact]
    public void ExplainRarity_CloudRoleBesideAUserWithoutOne_CountsTheOthersOnly()
    {
        string[] entities =
        [
            "role:app-server-role", "role:backup-service", "role:ci-deploy", "role:data-analyst", "role:etl-nightly", "role:security-audit",
            "role:arn:aws:iam::111122223333:user/felix.baum",
        ];
        var groups = new PeerGroups(new SiteContext());
        Assert.All(entities, e => Assert.Equal(("roles", PeerReason.CloudRoles), groups.Find(e)));
        var rows = entities.Select((entity, i) => new BaselineRow(SampleTables.Plain, entity, "", i < 3 ? "s3:GetObject" : "s3:PutObject", 5, 0))
            .Append(new BaselineRow(SampleTables.Plain, "host:web1", "", "s3:GetObject", 5, 0));
        var index = new BaselineIndex(SampleTables.Build(rows), new BaselineIndexOptions { PeerGroup = groups.Of });
        foreach (var entity in entities)
        {
            var others = entities.Where(e => e != entity).ToList();
            var evidence = index.ExplainRarity(SampleTables.Plain, entity, "", "s3:GetObject");
            Assert.Equal((others.Count, others.Count(o => Array.IndexOf(entities, o) < 3)), (evidence.Peers, evidence.PeersWith));
            Assert.Equal(7, evidence.Organisation);
        }

        // One that the model has never seen is beside all seven.
        Assert.Equal((7, 3), (index.ExplainRarity(SampleTables.Plain, "role:new", "", "s3:GetObject").Peers, index.ExplainRarity(SampleTables.Plain, "role:new", "", "s3:GetObject").PeersWith));
    }
}
