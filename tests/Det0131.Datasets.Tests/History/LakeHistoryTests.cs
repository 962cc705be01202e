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

    /// <summary>Against a site learned from whole events, one after another.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void SurveySite_TeachesTheSameSite(int without)
    {
        var events = Some();
        var passedOver = events.Where((_, i) => i % 97 == 0).Take(without).Select(e => e.Identity).ToHashSet();
        var expected = events.Where(e => !passedOver.Contains(e.Identity)).ToList();
        var (learner, bySource, rows) = (new ContextLearner(SiteStatement.None), new SortedDictionary<string, long>(StringComparer.Ordinal), 0);
        using var lake = Open();
        new LakeHistory(lake).SurveySite(Day - Hour, Day + 10 * 24 * Hour, passedOver, sighting =>
        {
            rows++;
            learner.Observe(sighting);
            bySource[sighting.Event.Source] = bySource.GetValueOrDefault(sighting.Event.Source) + sighting.Records;
        }, CancellationToken.None);
        Assert.Equal(Site(expected), learner.Build().ToJson());
        Assert.NotEqual(Site([]), Site(expected));
        Assert.Equal(expected.GroupBy(e => e.Source, StringComparer.Ordinal).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, (long)s.Count())), bySource.Select(s => (s.Key, s.Value)));
        Assert.True(rows < expected.Count, $"{rows} sightings of {expected.Count} events: nothing was summed up");
    }

    /// <summary>Against the history's own way, which reads every event.</summary>
    [Fact]
    public void ActivePeriods_AreThoseOfTheEvents()
    {
        IEventHistory listed = new Listed(Some());
        using var lake = Open();
        var (from, until) = (Day + Hour, Day + 40 * Hour);
        var expected = listed.ActivePeriods(from, until, Hour / 6, CancellationToken.None);
        Assert.Equal(expected, new LakeHistory(lake).ActivePeriods(from, until, Hour / 6, CancellationToken.None));
        Assert.True(expected.Count > 100);
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

    private sealed class Listed(List<SecurityEvent> events) : IEventHistory
    {
        public (long FirstMicros, long LastMicros)? Span => (events[0].TimeMicros, events[^1].TimeMicros);

        public long Count(long fromMicros, long untilMicros) => events.Count;

        public void Replay(long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation) =>
            events.Where(e => e.TimeMicros >= fromMicros && e.TimeMicros < untilMicros).ToList().ForEach(take);
    }

    private static SecurityEvent Without(SecurityEvent from, Action<SecurityEvent> remove)
    {
        var copy = Copy(from);
        remove(copy);
        return copy;
    }
}
