using Det0131.Datasets.History;
using Det0131.Datasets.Tests.Lake;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Datasets.Tests.History;

public sealed class LakeHistoryTests : LakeTests
{
    /// <summary>Against the lake read without a thread ahead; more events than are read at once.</summary>
    [Fact]
    public void Replay_ManyEvents_GivesEachInOrder()
    {
        var expected = Some();
        AssertSame(expected.Select(e => Without(e, e => e.Raw = null)), Replayed(h => h.Replay));
    }

    [Fact]
    public void ReplayBehaviour_LeavesOutWhatNoFeatureLooksAt()
    {
        var expected = Some();
        AssertSame(
            expected.Select(e => Without(e, e => (e.ProcessKey, e.ParentKey, e.RecordId, e.File, e.Line, e.Raw) = (null, null, null, null, 0, null))),
            Replayed(h => h.ReplayBehaviour));
    }

    /// <summary>Against a site learned from whole events.</summary>
    [Fact]
    public void ReplaySite_TeachesTheSameSite()
    {
        var expected = Some();
        var replayed = Replayed(h => h.ReplaySite);
        Assert.Equal(Site(expected), Site(replayed));
        Assert.NotEqual(Site([]), Site(replayed));
        Assert.Equal(expected.Select(e => (e.TimeMicros, e.Identity, e.Source)), replayed.Select(e => (e.TimeMicros, e.Identity, e.Source)));
    }

    [Fact]
    public void Replay_TakerFails_StopsAtOnce()
    {
        Some();
        using var lake = Open();
        var taken = 0;
        var stop = Assert.Throws<InvalidOperationException>(() => new LakeHistory(lake).Replay(long.MinValue / 2, long.MaxValue / 2, _ => throw new InvalidOperationException($"{++taken}"), CancellationToken.None));
        Assert.Equal("1", stop.Message);
    }

    private static string Site(IEnumerable<SecurityEvent> events)
    {
        var learner = new ContextLearner(SiteStatement.None);
        foreach (var e in events)
        {
            learner.Observe(e);
        }

        return learner.Build().ToJson();
    }

    private List<SecurityEvent> Some()
    {
        var random = new Random(7);
        Import(Enumerable.Range(1, 5_000).Select(i =>
        {
            var e = Random(random, (ulong)i, 3 * 24 * Hour);
            (e.ProcessKey, e.ParentKey, e.FlowKey) = ("p", "q", random.Next(2) == 0 ? "f" : null);
            // Places in networks, so that there is something to learn.
            (e.SourceAddress, e.DestinationAddress) = ($"10.0.{random.Next(3)}.{random.Next(200)}", $"93.184.{random.Next(3)}.{random.Next(200)}");
            return e;
        }));
        return ReadAll();
    }

    private List<SecurityEvent> Replayed(Func<IEventHistory, Action<long, long, Action<SecurityEvent>, CancellationToken>> how)
    {
        using var lake = Open();
        var events = new List<SecurityEvent>();
        how(new LakeHistory(lake))(Day - Hour, Day + 10 * 24 * Hour, e => events.Add(Copy(e)), CancellationToken.None);
        return events;
    }

    private static SecurityEvent Without(SecurityEvent from, Action<SecurityEvent> remove)
    {
        var copy = Copy(from);
        remove(copy);
        return copy;
    }
}
