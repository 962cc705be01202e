using System.Threading.Channels;
using Det0131.Datasets.Readers;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Demo;

/// <summary>
/// Reads the demo's logs ahead, on a thread of its own from the moment it is made: while the service starts, and while the day before is scored.
/// Disposing stops it.
/// </summary>
internal sealed class DemoReading : IAsyncDisposable
{
    // One day waits and one is being read: that is what keeps a second processor busy.
    private readonly Channel<DemoDay> _days = Channel.CreateBounded<DemoDay>(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public DemoReading(DemoSite site, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(site);
        _reading = Task.Run(() => ReadAsync(site, new EventFilter(time), _stop.Token));
    }

    /// <summary>Days in order; whoever takes one disposes its events. A fault of reading comes after the last good day.</summary>
    public ChannelReader<DemoDay> Days => _days.Reader;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        while (_days.Reader.TryRead(out var day))
        {
            day.Events.Dispose();
        }

        _stop.Dispose();
    }

    private async Task ReadAsync(DemoSite site, EventFilter filter, CancellationToken stop)
    {
        Exception? fault = null;
        try
        {
            var enricher = filter.Rent();
            foreach (var (day, folder) in site.Days)
            {
                var events = new PackedEvents();
                LogImporter.Run([folder], filter.Files, e =>
                {
                    enricher.Enrich(e);
                    events.Add(e);
                }, cancel: stop);
                events.Sort();
                await _days.Writer.WriteAsync(new DemoDay(day, events), stop).ConfigureAwait(false);
            }
        }
        catch (Exception found) when (found is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            fault = found;
        }
        catch (OperationCanceledException)
        {
            // Shutdown.
        }

        _days.Writer.Complete(fault);
    }
}

/// <summary>A day's events, ordered by the end of their records.</summary>
internal sealed record DemoDay(DateOnly Day, PackedEvents Events);
