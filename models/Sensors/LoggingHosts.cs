using System.Runtime.InteropServices;
using Det0131.Models.State;

namespace Det0131.Models.Sensors;

/// <summary>Which hosts log their connections, by name and by address: what a sensor sees of these is worth waiting with. Not thread-safe.</summary>
internal sealed class LoggingHosts(int most)
{
    private const long KeptMicros = 24 * 3_600_000_000L;

    private readonly Dictionary<string, Log> _logs = new(StringComparer.Ordinal);

    /// <summary>Whether a host, or whoever has an address, logs its connections.</summary>
    public bool Knows(string? name) => name is not null && _logs.ContainsKey(name);

    /// <summary>Whether a host has its connections in several logs.</summary>
    public bool HasSeveral(string name) => _logs.TryGetValue(name, out var log) && log.HasSeveral;

    public void Note(string name, string? address, string source, long timeMicros)
    {
        NoteOne(name, source, timeMicros);
        if (address is not null)
        {
            NoteOne(address, source, timeMicros);
        }
    }

    public void Save(StateWriter to)
    {
        to.Raw.Write(_logs.Count);
        foreach (var (name, log) in _logs.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            to.Text(name);
            to.Text(log.Source);
            to.Raw.Write(log.LastMicros);
            to.Raw.Write(log.HasSeveral);
        }
    }

    public void Restore(StateReader from)
    {
        _logs.Clear();
        for (var left = from.Count("hosts that log connections", most); left > 0; left--)
        {
            _logs[from.TextThatIs("host")] = new Log { Source = from.TextThatIs("source"), LastMicros = from.Time(), HasSeveral = from.Raw.ReadBoolean() };
        }
    }

    private void NoteOne(string name, string source, long timeMicros)
    {
        if (_logs.Count >= most && !_logs.ContainsKey(name))
        {
            Shrink(timeMicros);
        }

        ref var log = ref CollectionsMarshal.GetValueRefOrAddDefault(_logs, name, out var isKnown);
        if (!isKnown)
        {
            log.Source = source;
        }

        log.HasSeveral |= log.Source != source;
        log.LastMicros = Math.Max(isKnown ? log.LastMicros : timeMicros, timeMicros);
    }

    // What is forgotten costs a join or two until it is heard of again.
    private void Shrink(long nowMicros)
    {
        foreach (var (name, log) in _logs)
        {
            if (log.LastMicros < nowMicros - KeptMicros)
            {
                _logs.Remove(name);
            }
        }

        if (_logs.Count >= most)
        {
            _logs.Clear();
        }
    }

    private struct Log
    {
        public string Source;
        public long LastMicros;
        public bool HasSeveral;
    }
}
