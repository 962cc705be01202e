using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

/// <summary>
/// Lets sensors meet in a history that is read in order: holds every event until what may belong to it has been read, five seconds, and hands on in the same
/// order. Without allocation per event once its slots are made. Not thread-safe.
/// </summary>
public sealed class SensorJoin
{
    private readonly SensorMeeting _meeting;
    private readonly Func<SecurityEvent, SecurityEvent> _give;
    private readonly int _most;
    private (SecurityEvent Event, SensorRole Role)[] _held = NewSlots([], 64);
    private long _first;
    private long _next;
    private SecurityEvent _spare = new();

    /// <param name="context">What the site is: whose an address was.</param>
    /// <param name="take">Takes the events, doubles left out; each is valid during the call.</param>
    /// <param name="bounds">How much is held; null: the defaults.</param>
    public SensorJoin(SiteContext context, Action<SecurityEvent> take, SensorBounds? bounds = null)
        : this(context, Keeping(take), bounds)
    {
    }

    /// <param name="context">What the site is.</param>
    /// <param name="give">Takes an event for good and gives another for it, which is used again; it may be the same.</param>
    /// <param name="bounds">How much is held.</param>
    private SensorJoin(SiteContext context, Func<SecurityEvent, SecurityEvent> give, SensorBounds? bounds)
    {
        bounds ??= new SensorBounds();
        _meeting = new SensorMeeting(context, bounds, isOrdered: true);
        _give = give;
        _most = bounds.Held;
    }

    /// <summary>What was found so far.</summary>
    public SensorFigures Figures => _meeting.Figures;

    /// <summary>Reads a stretch of a history on another thread; the events are taken on the caller's.</summary>
    /// <param name="context">What the site is.</param>
    /// <param name="replay">Gives the events from one time until another, in order of time.</param>
    /// <param name="fromMicros">First time.</param>
    /// <param name="untilMicros">Last time, exclusive: nothing later is looked at.</param>
    /// <param name="take">Takes the events.</param>
    /// <param name="cancellation">Stops it.</param>
    public static SensorFigures Replay(
        SiteContext context, Action<long, long, Action<SecurityEvent>, CancellationToken> replay, long fromMicros, long untilMicros, Action<SecurityEvent> take, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(replay);
        var figures = default(SensorFigures);
        EventsAhead.Run(
            (give, stop) =>
            {
                var join = new SensorJoin(context, give, null);
                replay(fromMicros, untilMicros, join.Take, stop);
                join.Complete();
                figures = join.Figures;
            },
            take, cancellation);
        return figures;
    }

    /// <summary>Takes the next event; it is copied. Events that waited long enough are handed on.</summary>
    /// <param name="e">Not earlier than the one before.</param>
    public void Take(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        // Before anything is learned: what is remembered need not be older than what waits.
        while (_first < _next && e.TimeMicros - Oldest.TimeMicros > SensorMeeting.WindowMicros)
        {
            Release();
        }

        var role = _meeting.Learn(e);
        if (_first == _next && role == SensorRole.None)
        {
            _spare.CopyFrom(e);
            _spare = _give(_spare);
            return;
        }

        if (_next - _first == _most)
        {
            _meeting.CountEarly();
            Release();
        }
        else if (_next - _first == _held.Length)
        {
            Grow();
        }

        ref var slot = ref _held[_next++ & (_held.Length - 1)];
        slot.Role = role;
        slot.Event.CopyFrom(e);
    }

    /// <summary>Hands on what still waits.</summary>
    public void Complete()
    {
        while (_first < _next)
        {
            Release();
        }
    }

    private SecurityEvent Oldest => _held[_first & (_held.Length - 1)].Event;

    private void Release()
    {
        ref var slot = ref _held[_first++ & (_held.Length - 1)];
        if (_meeting.Judge(slot.Event, slot.Role))
        {
            slot.Event = _give(slot.Event);
        }
    }

    private static Func<SecurityEvent, SecurityEvent> Keeping(Action<SecurityEvent> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        return e =>
        {
            take(e);
            return e;
        };
    }

    private void Grow()
    {
        var held = new (SecurityEvent, SensorRole)[_held.Length];
        for (var i = 0; i < held.Length; i++)
        {
            held[i] = _held[(_first + i) & (held.Length - 1)];
        }

        (_next, _first) = (held.Length, 0);
        _held = NewSlots(held, held.Length * 2);
    }

    private static (SecurityEvent, SensorRole)[] NewSlots((SecurityEvent, SensorRole)[] kept, int length)
    {
        var slots = new (SecurityEvent, SensorRole)[length];
        kept.CopyTo(slots, 0);
        for (var i = kept.Length; i < length; i++)
        {
            slots[i] = (new SecurityEvent(), SensorRole.None);
        }

        return slots;
    }
}
