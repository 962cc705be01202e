using Det0131.Models.Events;

namespace Det0131.Datasets.History;

/// <summary>Reads the next events on another thread while the latest are being used. Not thread-safe.</summary>
internal sealed class ReadAhead : IDisposable
{
    /// <summary>Events in one hand: a few milliseconds of reading, a megabyte; there are two.</summary>
    private const int Length = 2048;

    private readonly IEnumerator<SecurityEvent> _source;
    private SecurityEvent[] _reading = Blank();
    private SecurityEvent[] _given = Blank();
    private Task<int> _read;

    public ReadAhead(IEnumerable<SecurityEvent> source)
    {
        _source = source.GetEnumerator();
        _read = Task.Run(() => Fill(_reading));
    }

    /// <summary>The next events, good until the next call; none at the end.</summary>
    public ReadOnlySpan<SecurityEvent> Next()
    {
        var count = _read.GetAwaiter().GetResult();
        (_reading, _given) = (_given, _reading);
        if (count > 0)
        {
            var into = _reading;
            _read = Task.Run(() => Fill(into));
        }

        return _given.AsSpan(0, count);
    }

    public void Dispose()
    {
        // The source must not be taken away from under the thread that reads it; whatever stopped that thread no longer matters.
        Task.WaitAny(_read);
        _source.Dispose();
    }

    private static SecurityEvent[] Blank() => [.. Enumerable.Range(0, Length).Select(_ => new SecurityEvent())];

    private int Fill(SecurityEvent[] into)
    {
        var count = 0;
        while (count < into.Length && _source.MoveNext())
        {
            into[count++].CopyFrom(_source.Current);
        }

        return count;
    }
}
