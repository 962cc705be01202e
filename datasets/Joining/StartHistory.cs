namespace Det0131.Datasets.Joining;

/// <summary>The starts of one process key, by time. Not thread-safe.</summary>
internal sealed class StartHistory
{
    private RememberedStart[] _starts = new RememberedStart[1];
    private int _sorted;

    public int Count { get; private set; }

    /// <summary>True after an <see cref="Add"/>, until <see cref="Sort"/>.</summary>
    public bool IsDirty => _sorted < Count;

    public ReadOnlySpan<RememberedStart> Starts => _starts.AsSpan(0, Count);

    /// <summary>Adds in any order; a whole batch is sorted once, however its records lie.</summary>
    public void Add(RememberedStart start)
    {
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, Count * 2);
        }

        _starts[Count++] = start;
    }

    /// <summary>
    /// Orders by time; of starts at one time the least identity stays, of records of one start the first that came.
    /// </summary>
    /// <param name="removed">Told of every start that is left out.</param>
    public void Sort(Action<RememberedStart> removed)
    {
        _starts.AsSpan(0, Count).Sort(static (a, b) =>
            a.TimeMicros != b.TimeMicros ? a.TimeMicros.CompareTo(b.TimeMicros)
            : a.Identity != b.Identity ? a.Identity.CompareTo(b.Identity)
            : a.Arrival.CompareTo(b.Arrival));
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (kept > 0 && _starts[kept - 1].TimeMicros == _starts[i].TimeMicros)
            {
                removed(_starts[i]);
            }
            else
            {
                _starts[kept++] = _starts[i];
            }
        }

        Shorten(kept);
    }

    /// <summary>The latest start at or before a time; null when there is none.</summary>
    public RememberedStart? Latest(long timeMicros)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_starts[middle].TimeMicros <= timeMicros)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? null : _starts[low - 1];
    }

    /// <summary>Keeps what passes, in order.</summary>
    public void Keep(Func<RememberedStart, bool> wanted)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (wanted(_starts[i]))
            {
                _starts[kept++] = _starts[i];
            }
        }

        Shorten(kept);
    }

    /// <summary>Keeps the latest few.</summary>
    public void KeepLatest(int most, Action<RememberedStart> removed)
    {
        var over = Count - most;
        if (over <= 0)
        {
            return;
        }

        for (var i = 0; i < over; i++)
        {
            removed(_starts[i]);
        }

        _starts.AsSpan(over, most).CopyTo(_starts);
        Shorten(most);
        if (_starts.Length > 4 * most)
        {
            Array.Resize(ref _starts, most);
        }
    }

    private void Shorten(int count)
    {
        Array.Clear(_starts, count, Count - count);
        Count = _sorted = count;
    }
}
