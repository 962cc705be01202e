using Det0131.Models.Explanations;
using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Explanations;

public sealed class GroupOpenerTests(ScoredSite scored)
{
    /// <summary>
    /// A group that grows: what is taken over from its last state must be what an explanation from nothing gives, at every step; and it is taken over
    /// where only counts changed.
    /// </summary>
    [Fact]
    public void Now_GrowingGroup_ExplainsAsFromNothing()
    {
        var site = new Tests.Learning.SmallSite(1);
        for (var i = 0; i < 30; i++)
        {
            // The volume rises at every third event only.
            var bytes = i % 3 == 0 ? 1_000_000_000L * (i + 1) : 10;
            site.Add(site.Flow("pc1", "10.0.0.2", ScoredSite.At(ScoredSite.HistoryDays, 3), "drop.example", "RU", "AS64599 DROP", bytes, 1_000));
        }

        var builder = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, _ => { }, new Models.Features.StreamBounds());
        var scorer = new GroupScorer(scored.Model);
        var opener = new GroupOpener(scored.Model, "v1", new Explainer(scored.Model, scored.Model.Index, false));
        OpenedGroup? before = null;
        var (taken, made) = (0, 0);
        foreach (var e in site.Events)
        {
            var group = builder.Process(e)!;
            var score = scorer.Score(group);
            Assert.Equal(score.Opens, scorer.Judge(group) != GroupPassing.No);
            var now = opener.Now(score, before);
            Assert.Equal(new Explainer(scored.Model, scored.Model.Index, false).Explain(score), now.Contributions);
            Assert.Equal((group.EventCount, group.BytesOut), (now.EventCount, now.BytesOut));
            _ = ReferenceEquals(now.Contributions, before?.Contributions) ? taken++ : made++;
            before = now;
        }

        Assert.True(taken > 5 && made > 5, $"{taken} taken over, {made} made");
    }

    /// <summary>Twin: the same events into a group that keeps a thousand references; an alert lists the same of both.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Now_GroupOfAStream_ListsTheEventsOfAWholeGroup(int seed)
    {
        var site = new Tests.Learning.SmallSite(1);
        var random = new Random(seed);
        for (var i = 0; i < 1_100; i++)
        {
            var flow = site.Flow("pc1", "10.0.0.2", ScoredSite.At(ScoredSite.HistoryDays, 3), "drop.example", "RU", "AS64599 DROP", 1_000, 1_000);
            flow.TimeMicros += random.Next(50) * 1_000_000L;
            site.Add(flow);
        }

        var whole = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, _ => { });
        var stream = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, _ => { }, new Models.Features.StreamBounds());
        var scorer = new GroupScorer(scored.Model);
        var opener = new GroupOpener(scored.Model, "v1", new Explainer(scored.Model, scored.Model.Index, false));
        foreach (var e in site.Events)
        {
            var (a, b) = (whole.Process(e)!, stream.Process(e)!);
            Assert.True(b.References.Count <= EventGroup.FirstReferences);
            if (a.EventCount is < 40 or > 990)
            {
                var (expected, found) = (opener.Now(scorer.Score(a)), opener.Now(scorer.Score(b)));
                Assert.Equal(expected.Events, found.Events);
                Assert.Equal(expected.FirstIdentity, found.FirstIdentity);
            }
        }
    }
}
