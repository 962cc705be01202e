using Det0131.Models.Events;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Explanations;
using Det0131.Models.Tests.State;

namespace Det0131.Models.Tests.Scoring;

/// <summary>Twin: <see cref="GroupBuilder"/>, which has everything answered where it is asked.</summary>
public sealed class GroupsAheadTests(ScoredSite scored)
{
    private const int From = ScoredSite.HistoryDays;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 7)]
    [InlineData(4, 500)]
    public void Process_SettledAtAnyTime_GivesTheGroupsOfTheBuilder(int seed, int settledAboutEvery)
    {
        var events = Events(seed);
        List<string> expected = [], found = [];
        var builder = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, group => expected.Add(Flattened.Of(group)));
        using var ahead = new GroupsAhead(scored.Model, scored.Model.Index, null, leaveOwnDateOut: false, group => found.Add(Flattened.Of(group)));
        var random = new Random(seed);
        foreach (var e in events)
        {
            var twin = builder.Process(e);
            var group = ahead.Process(e);
            if (settledAboutEvery > 0 && random.Next(settledAboutEvery) == 0)
            {
                ahead.Settle();
                Assert.Equal(twin?.Surprisals, group?.Surprisals);
                Assert.Equal(expected.Count, found.Count);
            }
        }

        builder.CloseAll();
        ahead.CloseAll();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
        Assert.Equal((builder.EventsSeen, builder.EventsScored, builder.EventsLate), (ahead.EventsSeen, ahead.EventsScored, ahead.EventsLate));
    }

    /// <summary>A name of two million characters is more than a batch of questions holds.</summary>
    [Fact]
    public void Process_TextThatNoBatchHolds_GivesTheGroupsOfTheBuilder()
    {
        var events = Events(5).Take(50).ToList();
        events[20].Domain = events[20].RegisteredDomain = new string('x', 2_000_000) + ".example";
        List<string> expected = [], found = [];
        var builder = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, group => expected.Add(Flattened.Of(group)));
        using var ahead = new GroupsAhead(scored.Model, scored.Model.Index, null, leaveOwnDateOut: false, group => found.Add(Flattened.Of(group)));
        foreach (var e in events)
        {
            builder.Process(e);
            ahead.Process(e);
        }

        builder.CloseAll();
        ahead.CloseAll();
        Assert.Contains(expected, text => text.Length > 2_000_000);
        Assert.Equal(expected, found);
    }

    /// <summary>Twin: a group of the builder, scored right after the event; here others are added while it is.</summary>
    [Fact]
    public void Then_AfterAnEvent_SeesTheGroupAsTheEventLeftIt()
    {
        List<(float Score, int Stratum, bool Opens)> expected = [], found = [];
        var scorer = new GroupScorer(scored.Model);
        var builder = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, _ => { });
        using var ahead = new GroupsAhead(scored.Model, scored.Model.Index, null, leaveOwnDateOut: false, _ => { });
        // The last events are of one hour: some groups have many.
        foreach (var e in Events(7).TakeLast(4_000))
        {
            if (builder.Process(e) is { } twin)
            {
                expected.Add(Of(scorer.Score(twin)));
            }

            if (ahead.Process(e) is { } group)
            {
                var standing = group.Standing;
                ahead.Then(() => found.Add(Of(scorer.Score(group, standing))));
            }
        }

        ahead.CloseAll();
        Assert.True(expected.Count > 500 && expected.Distinct().Count() > 20, $"{expected.Count} events, {expected.Distinct().Count()} scores");
        Assert.Equal(expected, found);

        static (float, int, bool) Of(GroupScore score) => (score.Score, score.Stratum, score.Opens);
    }

    [Fact]
    public void Then_Fails_TellsWhy()
    {
        using var ahead = new GroupsAhead(scored.Model, scored.Model.Index, null, leaveOwnDateOut: false, _ => { });
        ahead.Then(() => throw new InvalidOperationException("no room"));

        Assert.Equal("no room", Assert.Throws<InvalidOperationException>(ahead.Settle).Message);
    }

    [Fact]
    public void CloseAll_TakerOfGroupsFails_TellsWhy()
    {
        using var ahead = new GroupsAhead(scored.Model, scored.Model.Index, null, leaveOwnDateOut: false, _ => throw new InvalidOperationException("full"));
        foreach (var e in Events(6).Take(3))
        {
            ahead.Process(e);
        }

        Assert.Equal("full", Assert.Throws<InvalidOperationException>(ahead.CloseAll).Message);
    }

    private static List<SecurityEvent> Events(int seed)
    {
        var site = ScoredSite.Site(From + 2);
        site.Transfer("bk1", ScoredSite.At(From, 10 + seed), "bash", "curl", "drop.example", "RU", "AS64599 DROP", 2_000_000_000, "198.51.100.99");
        return [.. site.Events.Where(e => e.TimeMicros >= ScoredSite.At(From, 0)).OrderBy(e => e.TimeMicros)];
    }
}
