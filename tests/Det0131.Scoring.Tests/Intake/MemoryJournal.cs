using Det0131.Models.Events;
using Det0131.Scoring.Intake;

namespace Det0131.Scoring.Tests.Intake;

/// <summary>A journal without a disk: frames in a list, positions a hundred an event apart. Gives the same instances again and again, as the real one may.</summary>
internal sealed class MemoryJournal : IEventJournal
{
    private readonly Lock _gate = new();
    private readonly List<(long Position, long Next, string? Note, List<SecurityEvent> Events)> _frames = [];
    private readonly List<(long Position, TaskCompletionSource Beyond)> _waiting = [];
    private readonly SecurityEvent _reused = new();
    private long _end = 1000;

    public long End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>A file begins with a header, so that there is something before the first frame.</summary>
    public long Start { get; private set; } = 980;

    /// <summary>From where it was read, in order.</summary>
    public List<long> Reads { get; } = [];

    public void Append(params IEnumerable<SecurityEvent> events) => AppendAsync([.. events], null, default).GetAwaiter().GetResult();

    public Task<long> AppendAsync(IReadOnlyList<SecurityEvent> events, string? note, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var position = _end;
            _end += 100 * Math.Max(events.Count, 1);
            _frames.Add((position, _end, note, [.. events]));
            foreach (var waiter in _waiting.Where(waiter => _end > waiter.Position))
            {
                waiter.Beyond.TrySetResult();
            }

            return Task.FromResult(position);
        }
    }

    public long CountFrom(long position)
    {
        lock (_gate)
        {
            return _frames.Where(frame => frame.Position >= position).Sum(frame => (long)frame.Events.Count);
        }
    }

    public IEnumerable<JournalFrame> Read(long from, long until)
    {
        List<(long Position, long Next, string? Note, List<SecurityEvent> Events)> frames;
        lock (_gate)
        {
            Assert.True(from == _end || from == Start || _frames.Exists(frame => frame.Position == from), $"{from} is no frame's position.");
            Reads.Add(from);
            frames = [.. _frames.Where(frame => frame.Position >= from && frame.Next <= until)];
        }

        foreach (var frame in frames)
        {
            yield return new JournalFrame(frame.Position, frame.Next, DateTimeOffset.UnixEpoch, frame.Note, Reused(frame.Events));
        }
    }

    public SecurityEvent? Find(long position) => null;

    public Task WaitBeyondAsync(long position, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_end > position)
            {
                return Task.CompletedTask;
            }

            var beyond = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cancellation.Register(() => beyond.TrySetCanceled(cancellation));
            _waiting.Add((position, beyond));
            return beyond.Task;
        }
    }

    public void Release(long position)
    {
        lock (_gate)
        {
            _frames.RemoveAll(frame => frame.Next <= position);
            Start = _frames.Count > 0 ? _frames[0].Position : _end;
        }
    }

    private IEnumerable<SecurityEvent> Reused(List<SecurityEvent> events)
    {
        foreach (var e in events)
        {
            _reused.CopyFrom(e);
            yield return _reused;
        }
    }
}
