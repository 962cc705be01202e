using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Det0131.Scoring.Api;

/// <summary>
/// Changes of alerts as server-sent events. The store is the queue: a slow reader reads later, one that comes back goes on from its
/// Last-Event-ID, nobody misses a change, and no change is kept in memory for anybody.
/// </summary>
internal static class AlertStreamApi
{
    /// <summary>Most streams that are open at once: each holds a connection and asks the store with every change.</summary>
    internal const int MaximumStreams = 200;
    private const int PageSize = 100;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static void MapAlertStream(this RouteGroupBuilder v1) => v1.MapGet("/alerts/stream", StreamAsync)
        .RequireAuthorization(Policies.Read).WithTags("Alerts").WithSummary("Changes of alerts as they happen (server-sent events named 'alert'; their id is the cursor).")
        .WithDescription("Begins behind the header Last-Event-ID or the parameter since; without both with what changes from now on. Suppressed, over-budget and merged alerts come too, marked as such. "
            + $"At most {MaximumStreams} streams are open at once; the next is answered 503 until one ends.")
        .Produces<AlertRow>(contentType: "text/event-stream").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task StreamAsync(string? since, HttpContext http, IAlertStore store, KeyRing ring, StreamCount count, TimeProvider time,
        IOptions<JsonOptions> json, IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        var last = http.Request.Headers["Last-Event-ID"].ToString();
        var from = last.Length > 0 ? ApiText.Whole("Last-Event-ID", last, 0, long.MaxValue) : since is null ? (long?)null : ApiText.Whole("since", since, 0, long.MaxValue);
        using var place = count.Enter(MaximumStreams);
        if (place is null)
        {
            await TypedResults.Problem($"{MaximumStreams} streams are open already; try again later.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        var follower = new Follower(from);
        store.Changed += follower.Changed;
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            await http.Response.WriteAsync(": connected\n\n", stop.Token);
            await http.Response.Body.FlushAsync(stop.Token);
            // A key that was revoked ends its streams too.
            while (await ring.InForceAsync(http.User.KeyId()!, stop.Token) is not null)
            {
                if (!await WriteNewAsync(http.Response, follower, store, json.Value.SerializerOptions, stop.Token))
                {
                    await follower.WaitAsync(Beat, time, stop.Token);
                    await http.Response.WriteAsync(": beat\n\n", stop.Token);
                }

                await http.Response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader went, or the service stops: either way the stream is over.
        }
        finally
        {
            store.Changed -= follower.Changed;
        }
    }

    /// <returns>Whether there was any.</returns>
    private static async Task<bool> WriteNewAsync(HttpResponse response, Follower follower, IAlertStore store, JsonSerializerOptions json, CancellationToken cancellation)
    {
        if (follower.Since is not { } since)
        {
            return false;
        }

        var page = await store.ListAsync(
            new AlertQuery { Since = since, Order = AlertOrder.Changed, Limit = PageSize, WithSuppressed = true, WithOverBudget = true, WithMerged = true }, cancellation);
        foreach (var stored in page.Alerts)
        {
            var id = stored.Cursor.ToString(CultureInfo.InvariantCulture);
            // JSON escapes line ends, so the data is one line whatever the alert holds.
            await response.WriteAsync($"id: {id}\nevent: alert\ndata: {JsonSerializer.Serialize(AlertRow.Of(stored), json)}\n\n", cancellation);
            follower.Since = stored.Cursor;
        }

        return page.Alerts.Count > 0;
    }

    /// <summary>Where one reader stands, and its bell. The bell is thread-safe.</summary>
    private sealed class Follower(long? since)
    {
        private readonly Channel<long> _bell = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        private readonly Lock _lock = new();
        private long? _since = since;

        public long? Since
        {
            get
            {
                lock (_lock)
                {
                    return _since;
                }
            }

            set
            {
                lock (_lock)
                {
                    _since = value;
                }
            }
        }

        public void Changed(StoredAlert alert)
        {
            lock (_lock)
            {
                // "From now on" becomes a place with the first change.
                _since ??= alert.Cursor - 1;
            }

            _bell.Writer.TryWrite(alert.Cursor);
        }

        public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
        {
            using var limited = new CancellationTokenSource(longest, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellation);
            try
            {
                await _bell.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Nothing rang: time for a sign of life.
            }
        }
    }
}

/// <summary>Counts open streams. Thread-safe.</summary>
internal sealed class StreamCount
{
    private int _open;

    /// <summary>A place that is given back when disposed; null: all are taken.</summary>
    public IDisposable? Enter(int most)
    {
        if (Interlocked.Increment(ref _open) <= most)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _open);
        return null;
    }

    private sealed class Place(StreamCount count) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref count._open);
    }
}
