using System.Buffers;
using Det0131.Datasets.Readers;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Sensors;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// Lets sensors meet in a stream: an event that another sensor's record may complete, or double, waits until events ten seconds later have come, or nobody
/// sends any more. What it does depends on the micro-batches and their order alone. Not thread-safe.
/// </summary>
/// <remarks>
/// A batch run sees every record of a connection before it decides. Here a flow is recorded when it ends, so its host's record is remembered for hours;
/// the other way round, a host's record that comes later than the wait changes nothing that was handed on. In order of time, and cut anywhere, both decide
/// alike but for a host's first connections, before which it is not known to log any.
/// </remarks>
internal sealed class SensorWait
{
    /// <summary>How much later an event must have come before one is no longer waited with: the window, and as much for the way.</summary>
    public const long WaitMicros = 2 * SensorMeeting.WindowMicros;

    // A flow may be recorded hours after its host's record; what began before is late anyway.
    private const long RememberedMicros = 6 * 3_600_000_000L;

    private const int LongestEvent = 1 << 26;

    private readonly SensorBounds _bounds = new();
    private readonly List<Waiting> _due = [];
    private readonly Stack<SecurityEvent> _free = [];
    private SensorMeeting _meeting;
    private List<Waiting> _held = [];
    private List<Waiting> _kept = [];
    private long _latestMicros = long.MinValue;

    public SensorWait() => _meeting = new SensorMeeting(new SiteContext(), _bounds);

    public SensorFigures Figures => _meeting.Figures;

    /// <summary>Events that wait.</summary>
    public int Held => _held.Count;

    /// <summary>First journal position of an event that waits; null: none does.</summary>
    public long? FirstPosition => _held.Count == 0 ? null : _held.Min(static waiting => waiting.Event.JournalPosition);

    /// <summary>Another model, another knowledge of addresses.</summary>
    public void Use(SiteContext context) => _meeting.Use(context);

    /// <summary>Takes a micro-batch.</summary>
    /// <param name="batch">New events in order of time; what waits is copied.</param>
    /// <param name="isLast">Nothing waits any longer.</param>
    /// <param name="take">Takes what is decided, in order of time among each other; doubles are left out.</param>
    public void Pass(IReadOnlyList<SecurityEvent> batch, bool isLast, Action<SecurityEvent> take)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(take);
        if (batch.Count > 0)
        {
            _latestMicros = Math.Max(_latestMicros, batch[^1].TimeMicros);
        }

        Merge(batch);
        var learned = 0;
        _kept.Clear();
        foreach (var waiting in _due)
        {
            // As in a history: what comes within the window is known, what comes after is not in the way of it.
            while (learned < batch.Count && batch[learned].TimeMicros - waiting.Event.TimeMicros <= SensorMeeting.WindowMicros)
            {
                _meeting.Learn(batch[learned++]);
            }

            if (!isLast && MustWait(waiting))
            {
                _kept.Add(Own(waiting));
                continue;
            }

            if (_meeting.Judge(waiting.Event, waiting.Role))
            {
                take(waiting.Event);
            }

            if (waiting.IsOwn)
            {
                _free.Push(waiting.Event);
            }
        }

        (_held, _kept) = (_kept, _held);
        _meeting.Forget(_latestMicros - RememberedMicros);
    }

    public void Save(BinaryWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        _meeting.Save(to);
        to.Write(_latestMicros);
        to.Write(_held.Count);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var (e, role, _) in _held)
        {
            bytes.ResetWrittenCount();
            EventCodec.Write(e, bytes);
            to.Write((byte)role);
            to.Write(e.JournalPosition);
            to.Write(bytes.WrittenCount);
            to.Write(bytes.WrittenSpan);
        }
    }

    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Restore(BinaryReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        _meeting = new SensorMeeting(new SiteContext(), _bounds);
        _meeting.Restore(from);
        _latestMicros = from.ReadInt64();
        var count = from.ReadInt32();
        if (count < 0 || count > _bounds.Held)
        {
            throw new InvalidDataException($"Found {count} events that wait, expected 0 to {_bounds.Held}.");
        }

        _held = new List<Waiting>(Math.Min(count, 1024));
        for (; count > 0; count--)
        {
            var role = (SensorRole)from.ReadByte();
            var position = from.ReadInt64();
            var length = from.ReadInt32();
            if (length is < 0 or > LongestEvent || role is not (SensorRole.Host or SensorRole.Network))
            {
                throw new InvalidDataException($"Found an event of {length} bytes and role {(byte)role} that waits, expected 0 to {LongestEvent} and a side of the meeting.");
            }

            var bytes = from.ReadBytes(length);
            var e = new SecurityEvent();
            EventCodec.Read(bytes, e, Utf8Interner.Shared);
            e.JournalPosition = position;
            _held.Add(new Waiting(e, role, IsOwn: true));
        }
    }

    /// <summary>What waits and what comes, in order.</summary>
    private void Merge(IReadOnlyList<SecurityEvent> batch)
    {
        _due.Clear();
        _due.AddRange(_held);
        foreach (var e in batch)
        {
            _due.Add(new Waiting(e, _meeting.RoleOf(e), IsOwn: false));
        }

        if (_held.Count > 0)
        {
            _due.Sort(static (a, b) => a.Event.TimeMicros != b.Event.TimeMicros ? a.Event.TimeMicros.CompareTo(b.Event.TimeMicros) : a.Event.Identity.CompareTo(b.Event.Identity));
        }
    }

    private bool MustWait(in Waiting waiting) =>
        waiting.Role != SensorRole.None && _kept.Count < _bounds.Held && _latestMicros - waiting.Event.TimeMicros < WaitMicros && _meeting.IsAwaited(waiting.Event, waiting.Role);

    /// <summary>The batch's instances are somebody else's, and are used again.</summary>
    private Waiting Own(in Waiting waiting)
    {
        if (waiting.IsOwn)
        {
            return waiting;
        }

        var own = _free.TryPop(out var free) ? free : new SecurityEvent();
        own.CopyFrom(waiting.Event);
        return new Waiting(own, waiting.Role, IsOwn: true);
    }

    private readonly record struct Waiting(SecurityEvent Event, SensorRole Role, bool IsOwn);
}
