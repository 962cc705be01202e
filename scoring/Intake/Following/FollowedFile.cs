using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>One followed file being read: its place, its reader, and the events of the record that is next. Not thread-safe.</summary>
internal sealed class FollowedFile : IDisposable
{
    private readonly PackedEvents _next = new();
    private readonly IntakeCounts _counts;
    private readonly IFollowedReader _reader;
    private long _given;
    private bool _isForgotten;
    private int _at;

    /// <param name="place">Where to go on.</param>
    /// <param name="format">What it is; null: it does not grow.</param>
    /// <param name="options">How to read.</param>
    /// <param name="metrics">Where refused records are counted.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public FollowedFile(FollowedPlace place, SourceFormat? format, ImportOptions options, ServiceMetrics metrics)
    {
        Place = place;
        _isForgotten = place.Taken == 0;
        _counts = new IntakeCounts(metrics);
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

    /// <summary>Goes on until there is an event that was not taken. False: there is nothing now.</summary>
    public bool MoveNext()
    {
        while (_at == _next.Count)
        {
            _next.Clear();
            _at = 0;
            var more = _reader.Read();
            if (_given >= Place.Taken && !_isForgotten)
            {
                _isForgotten = true;
                _counts.Forget(_reader.Counts);
            }

            if (!more && _next.Count == 0)
            {
                _counts.TellRejected(_reader.Counts);
                Place.Format = _reader.Format;
                IsAtEnd = _reader.IsAtEnd;
                return false;
            }
        }

        HeadEnd = _next.EndAt(_at);
        return true;
    }

    /// <summary>The next event; it counts as taken.</summary>
    public SecurityEvent Take()
    {
        Place.Taken++;
        return _next[_at++];
    }

    /// <summary>Brings the place up to date, for a note.</summary>
    public void Mark() => Place.Bytes = Lines is not null && _at == _next.Count ? Lines.Offset : -1;

    public void Dispose()
    {
        _reader.Dispose();
        _next.Dispose();
    }

    private void Keep(SecurityEvent e)
    {
        if (++_given > Place.Taken)
        {
            _next.Add(e);
        }
    }
}
