using Det0131.Datasets.Simulation.Acts;

namespace Det0131.Datasets.Simulation.Logs;

/// <summary>A record that waits for its day to be written.</summary>
internal abstract class LogEntry
{
    /// <summary>Microseconds since 1970, UTC.</summary>
    public required long TimeMicros { get; init; }

    /// <summary>The act during which it came up, or null.</summary>
    public Act? Act { get; set; }

    /// <summary>Position of arrival: keeps the order of equal times.</summary>
    public int Order { get; set; }
}

/// <summary>One format's log, as its day is written.</summary>
internal interface IDailyLog
{
    /// <summary>The format, as the summary counts it.</summary>
    string Format { get; }

    /// <summary>Records written so far.</summary>
    long Written { get; }

    /// <summary>False: records are forgotten as they come. Default true.</summary>
    bool IsWritten { get; set; }

    /// <summary>Writes the day's records and forgets them. Different logs may be flushed at the same time.</summary>
    void Flush(LogFolder folder, DateOnly day);

    /// <summary>Tells the acts which of the records just written are theirs.</summary>
    void Settle();
}

/// <summary>
/// One format's records of the day: gathered in any order, written by time, so that numbers which a real log counts up
/// (record numbers, serials) count up here too. Not thread-safe.
/// </summary>
internal abstract class DailyLog<TEntry>(string format, ActLedger acts) : IDailyLog
    where TEntry : LogEntry
{
    private readonly List<TEntry> _entries = [];
    private readonly List<(Act Act, long TimeMicros, string Id)> _staged = [];

    public string Format { get; } = format;

    public long Written { get; private set; }

    public bool IsWritten { get; set; } = true;

    /// <summary>Which act is on stage.</summary>
    protected ActLedger Acts { get; } = acts;

    protected void Add(TEntry entry)
    {
        if (!IsWritten)
        {
            return;
        }

        entry.Act = Acts.Playing;
        entry.Order = _entries.Count;
        _entries.Add(entry);
    }

    public void Flush(LogFolder folder, DateOnly day)
    {
        if (!IsWritten)
        {
            return;
        }

        _entries.Sort(static (a, b) => a.TimeMicros != b.TimeMicros ? a.TimeMicros.CompareTo(b.TimeMicros) : a.Order.CompareTo(b.Order));
        foreach (var entry in _entries)
        {
            var id = Write(entry, folder, day);
            if (entry.Act is { } act)
            {
                _staged.Add((act, entry.TimeMicros, id));
            }
        }

        Written += _entries.Count;
        _entries.Clear();
        EndDay(folder, day);
    }

    public void Settle()
    {
        foreach (var (act, timeMicros, id) in _staged)
        {
            act.Recorded(timeMicros, id);
        }

        _staged.Clear();
    }

    /// <summary>Writes one record and returns what identifies it in <c>acts.csv</c>.</summary>
    protected abstract string Write(TEntry entry, LogFolder folder, DateOnly day);

    /// <summary>After the day's last record, also on a day without any.</summary>
    protected virtual void EndDay(LogFolder folder, DateOnly day)
    {
    }
}
