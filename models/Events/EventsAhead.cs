using System.Collections.Concurrent;

namespace Det0131.Models.Events;

/// <summary>
/// Carries events from a thread that makes them to the one that uses them, in batches and in order, so that both work at once. At most four batches are under way.
/// </summary>
internal sealed class EventsAhead : IDisposable
{
    private const int Batches = 4;

    private readonly BlockingCollection<Batch> _full = [];
    private readonly BlockingCollection<Batch> _free = [];
    private readonly CancellationTokenSource _stop;
    private Batch _filling;

    /// <param name="length">Events of a batch, 1 or more.</param>
    /// <param name="cancellation">Stops both threads.</param>
    private EventsAhead(int length, CancellationToken cancellation)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        for (var i = 1; i < Batches; i++)
        {
            _free.Add(new Batch(length), CancellationToken.None);
        }

        _filling = new Batch(length);
    }

    /// <summary>
    /// Makes events on a thread of its own while the caller's thread takes them. What either throws ends both, and comes from here.
    /// </summary>
    /// <param name="make">
    /// Makes the events and gives each to what it is given, which keeps it and gives another for it, whose content means nothing. The token stops it.
    /// </param>
    /// <param name="take">Takes each event, in the same order; it is valid during the call.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="length">Events handed over at once, 1 or more: a few milliseconds of reading, a megabyte.</param>
    public static void Run(Action<Func<SecurityEvent, SecurityEvent>, CancellationToken> make, Action<SecurityEvent> take, CancellationToken cancellation, int length = 2048)
    {
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(take);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        using var ahead = new EventsAhead(length, cancellation);
        var making = Task.Factory.StartNew(() => ahead.Make(make), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            ahead.Take(take);
        }
        catch
        {
            // What stopped the taker is what is told; the maker must not outlive what it reads from.
            ahead._stop.Cancel();
            Task.WaitAny([making], CancellationToken.None);
            throw;
        }

        making.GetAwaiter().GetResult();
    }

    /// <summary>The same for events that their maker uses again: they are copied.</summary>
    /// <param name="read">Gives each event to what it is given.</param>
    /// <param name="take">Takes each event.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void RunCopies(Action<Action<SecurityEvent>, CancellationToken> read, Action<SecurityEvent> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(read);
        Run(
            (give, stop) =>
            {
                var blank = new SecurityEvent();
                read(e =>
                {
                    blank.CopyFrom(e);
                    blank = give(blank);
                }, stop);
            },
            take, cancellation);
    }

    public void Dispose()
    {
        _full.Dispose();
        _free.Dispose();
        _stop.Dispose();
    }

    private void Make(Action<Func<SecurityEvent, SecurityEvent>, CancellationToken> make)
    {
        try
        {
            make(Give, _stop.Token);
            HandOver();
        }
        finally
        {
            _full.CompleteAdding();
        }
    }

    private SecurityEvent Give(SecurityEvent e)
    {
        if (_filling.Count == _filling.Events.Length)
        {
            HandOver();
            _filling = _free.Take(_stop.Token);
        }

        ref var place = ref _filling.Events[_filling.Count++];
        var blank = place;
        place = e;
        return blank;
    }

    private void HandOver() => _full.Add(_filling, CancellationToken.None);

    private void Take(Action<SecurityEvent> take)
    {
        foreach (var batch in _full.GetConsumingEnumerable(_stop.Token))
        {
            foreach (var e in batch.Events.AsSpan(0, batch.Count))
            {
                take(e);
            }

            batch.Count = 0;
            _free.Add(batch, CancellationToken.None);
        }
    }

    private sealed class Batch(int length)
    {
        public readonly SecurityEvent[] Events = [.. Enumerable.Range(0, length).Select(_ => new SecurityEvent())];

        public int Count;
    }
}
