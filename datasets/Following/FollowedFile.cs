using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Following;

/// <summary>Told what a followed file's reader refused, so that it is counted once also after a restart.</summary>
public interface IRefusalCounts
{
    /// <summary>What was refused so far was told before a restart.</summary>
    void Forget(RecordCounts counts);

    /// <summary>What was refused so far; what was told before counts no more.</summary>
    void TellRejected(RecordCounts counts);
}

/// <summary>One followed file being read: its place, its reader, and the events of the record that is next. Not thread-safe.</summary>
internal sealed class FollowedFile : IDisposable
{
    // A record gives one event or a few; only what a reader held until the end may be many, and is not kept for the next.
    private const int SpareEvents = 256;

    private readonly List<SecurityEvent> _next = [];
    private readonly IRefusalCounts _counts;
    private readonly IFollowedReader _reader;
    private long _given;
    private bool _isForgotten;
    private int _count;
    private int _at;

    /// <param name="place">Where to go on.</param>
    /// <param name="format">What it is; null: it does not grow.</param>
    /// <param name="options">How to read.</param>
    /// <param name="counts">Told what is refused.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public FollowedFile(FollowedPlace place, SourceFormat? format, ImportOptions options, IRefusalCounts counts)
    {
        Place = place;
        _isForgotten = place.Taken == 0;
        _counts = counts;
        Lines = format is null ? null : new GrowingLines(place.Path!, new LogFeed(format, place.Name, options, Keep), place.Ends);
        _reader = (IFollowedReader?)Lines ?? new WholeFile(place.Path!, place.Name, options, Keep);
    }

    public FollowedPlace Place { get; }

    /// <summary>The reader of a file that grows; null: it does not.</summary>
    public GrowingLines? Lines { get; }

    /// <summary>Read to its end; only a file that does not grow has one.</summary>
    public bool IsAtEnd { get; private set; }

    public string? Problem => _reader.Problem;

    /// <summary>End of the record of the next event, UTC microseconds. Only after <see cref="MoveNext"/> said true.</summary>
    public long HeadEnd { get; private set; }

    /// <summary>Time at which a record was complete, UTC microseconds: a flow is logged when it ends.</summary>
    public static long EndOf(SecurityEvent e)
    {
        var duration = Math.Max(0, e.DurationMicros ?? 0);
        return e.TimeMicros > long.MaxValue - duration ? long.MaxValue : e.TimeMicros + duration;
    }

    /// <summary>Goes on until there is an event that was not taken. False: there is nothing now.</summary>
    public bool MoveNext()
    {
        while (_at == _count)
        {
            Clear();
            var more = _reader.Read();
            if (_given >= Place.Taken && !_isForgotten)
            {
                _isForgotten = true;
                _counts.Forget(_reader.Counts);
            }

            if (!more && _count == 0)
            {
                _counts.TellRejected(_reader.Counts);
                Place.Format = _reader.Format;
                IsAtEnd = _reader.IsAtEnd;
                return false;
            }
        }

        HeadEnd = EndOf(_next[_at]);
        return true;
    }

    /// <summary>The next event, good until <see cref="MoveNext"/>; it counts as taken.</summary>
    public SecurityEvent Take()
    {
        Place.Taken++;
        return _next[_at++];
    }

    /// <summary>Brings the place up to date, before it is written down.</summary>
    public void Mark() => Place.Bytes = Lines is not null && _at == _count ? Lines.Offset : -1;

    public void Dispose() => _reader.Dispose();

    private void Keep(SecurityEvent e)
    {
        if (++_given <= Place.Taken)
        {
            return;
        }

        if (_count == _next.Count)
        {
            _next.Add(new SecurityEvent());
        }

        _next[_count++].CopyFrom(e);
    }

    private void Clear()
    {
        (_count, _at) = (0, 0);
        if (_next.Count > SpareEvents)
        {
            _next.RemoveRange(SpareEvents, _next.Count - SpareEvents);
        }
    }
}
