using Det0131.Datasets.Lake;
using Det0131.Models.Alerts;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Pages;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Timeline;

/// <summary>
/// What the lake holds of an entity around a time. Whose an event is, is decided as in scoring, by the model's context: an address is the host
/// that it was at that time. Thread-safe.
/// </summary>
internal sealed class LakeTimeline(SharedLake shared, IModelHost models) : IEntityTimeline
{
    // A page must not wait for a busy site's whole hour: some seconds of reading.
    private const int MostRead = 2_000_000;

    public Task<EntityEvents> ReadAsync(AlertEntity entity, long fromMicros, long untilMicros, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        if (shared.Lake is not { } lake)
        {
            return Task.FromResult(new EntityEvents([], 0, "No lake is kept (--lake), so there are no events to show."));
        }

        if (models.Current is not { } hosted)
        {
            return Task.FromResult(new EntityEvents([], 0, "No model is loaded that tells whose an event is."));
        }

        return Task.Run(() => Read(lake, hosted, entity, fromMicros, untilMicros, limit, cancellation), cancellation);
    }

    private static EntityEvents Read(EventLake lake, HostedModel hosted, AlertEntity entity, long fromMicros, long untilMicros, int limit, CancellationToken cancellation)
    {
        var situator = new EventSituator(hosted.Model.Context, hosted.Model.Settings.Fallback);
        // Every n-th is kept, and n doubles when there are too many: what is listed is spread over the span.
        var kept = new List<AlertEvent>();
        var stride = 1;
        var total = 0L;
        var read = 0;
        foreach (var e in lake.ReadEvents(fromMicros, untilMicros, EventFields.WithoutRaw, cancellation))
        {
            if (++read > MostRead)
            {
                break;
            }

            var s = situator.Situate(e);
            if (!Is(entity, s))
            {
                continue;
            }

            if (total++ % stride == 0)
            {
                kept.Add(AlertEvent.From(e, s.BytesOut));
            }

            if (kept.Count > limit)
            {
                stride *= 2;
                kept = [.. kept.Where((_, i) => i % 2 == 0)];
            }
        }

        var note = read > MostRead ? $"Read up to {MostRead} events of the site only; the span holds more."
            : kept.Count < total ? $"Every {stride}th event of {total}."
            : total == 0 ? "The lake has no event of this entity in this span; recent events reach it within a minute." : null;
        return new EntityEvents(kept, total, note);
    }

    private static bool Is(AlertEntity entity, Situation s)
    {
        var host = s.Host ?? s.Event.CloudRole;
        return (entity.Host, entity.User) switch
        {
            ({ } wantedHost, { } wantedUser) => wantedHost == host && (s.User is null || wantedUser == s.User),
            ({ } wantedHost, null) => wantedHost == host,
            (null, { } wantedUser) => wantedUser == s.User,
            _ => false,
        };
    }
}
