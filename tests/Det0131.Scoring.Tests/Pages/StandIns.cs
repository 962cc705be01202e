using Det0131.Models.Alerts;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Pages;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Tests.Pages;

/// <summary>Loads the promoted version whenever it is told to look.</summary>
internal sealed class StoreFollower : IModelHost
{
    private readonly ModelStore _store;

    public StoreFollower(ModelStore store)
    {
        _store = store;
        Refresh();
    }

    public HostedModel? Current { get; private set; }

    public string? Problem { get; set; }

    public void Refresh()
    {
        if (_store.Current() is { } version && version.ToString() != Current?.Version)
        {
            Current = new HostedModel(version.ToString(), ScoringModel.Load(_store.Load(version).DirectoryPath));
        }
    }
}

/// <summary>A scorer that stands.</summary>
internal sealed class StandingScorer : IScoringStatus
{
    public long ScoredUpTo => 812_345;

    public long WaitingEvents => 12;

    public TimeSpan Lag => TimeSpan.FromSeconds(1);

    public long? LatestEventMicros { get; set; }

    public long EventsSeen => 812_357;

    public long EventsScored => 812_300;

    public long EventsLate => 41;

    public long EventsDoubled => 4;

    public int OpenGroups => 210;

    public int OpenWindows => 990;

    public long StateBytes => 4_000_000;

    public string? Problem => null;
}

/// <summary>The alert's own events, and one every two minutes around them.</summary>
internal sealed class EvenTimeline(Func<AlertEntity, IEnumerable<AlertEvent>> own) : IEntityTimeline
{
    public Task<EntityEvents> ReadAsync(AlertEntity entity, long fromMicros, long untilMicros, int limit, CancellationToken cancellation)
    {
        var events = own(entity).Where(e => e.TimeMicros >= fromMicros && e.TimeMicros < untilMicros).ToList();
        for (var at = fromMicros; at < untilMicros && events.Count < limit; at += 120_000_000)
        {
            events.Add(new AlertEvent
            {
                Identity = (UInt128)at, Source = "zeek.conn", File = "conn.log", Line = at % 1000, TimeMicros = at, Kind = Models.Events.EventKind.NetworkFlow,
                Summary = "10.1.0.3 to 198.51.100.1:443 over ssl", BytesOut = 4_000 + (at % 9_000),
            });
        }

        return Task.FromResult(new EntityEvents([.. events.OrderBy(e => e.TimeMicros)], events.Count, null));
    }
}
