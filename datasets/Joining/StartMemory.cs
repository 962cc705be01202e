using System.Runtime.InteropServices;
using Det0131.Models.Events;

namespace Det0131.Datasets.Joining;

/// <summary>
/// Process starts of this batch and of earlier ones, found by process key and time. During a batch nothing is forgotten; at its end the bounds
/// are kept. Not thread-safe.
/// </summary>
internal sealed class StartMemory(EventJoinerOptions options)
{
    /// <summary>24 h: process ids are used again.</summary>
    public const long WindowMicros = 86_400_000_000;

    // Sweeping over everything is done for a tenth at a time, not for every start too many.
    private const double KeptShare = 0.9;

    private readonly Dictionary<ProcessName, StartHistory> _byProcess = [];
    private readonly Dictionary<string, int> _perHost = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _identities = [];
    private readonly List<StartHistory> _touched = [];
    private readonly List<RememberedStart> _added = [];
    private Action<RememberedStart>? _removed;
    private long _chars;
    private long _arrivals;
    private long _sweptAtMicros;

    public int Count { get; private set; }

    /// <summary>Starts forgotten because of a bound on their number or size.</summary>
    public long Evicted { get; private set; }

    /// <summary>Takes the start that an event of the batch tells, unless an earlier start of the batch has its identity: then it is a double.</summary>
    public void Add(string family, SecurityEvent e)
    {
        if (_identities.Add(e.Identity) && e.ProcessKey is not null)
        {
            var start = RememberedStart.Of(e, new ProcessName(family, e.Host ?? "", e.ProcessKey), ++_arrivals);
            if (start.Chars <= JoinerReader.MostTextChars)
            {
                Keep(start);
                _added.Add(start);
            }
        }
    }

    /// <summary>Call when the batch's starts are added, before the first look-up.</summary>
    public void EndOfStarts()
    {
        _removed ??= Forget;
        foreach (var history in _touched)
        {
            if (history.IsDirty)
            {
                history.Sort(_removed);
            }
        }

        // Now, since the parent's start may be forgotten before this one is.
        foreach (var start in _added)
        {
            FindParent(start);
        }
    }

    /// <summary>The latest start of a process at or before a time, however long before; null when none is known.</summary>
    public RememberedStart? Latest(string family, string? host, string key, long timeMicros) =>
        _byProcess.TryGetValue(new ProcessName(family, host ?? "", key), out var history) ? history.Latest(timeMicros) : null;

    /// <summary>The start whose process is the parent named by a key; null when it is not known, too old, nameless, or the record itself.</summary>
    public RememberedStart? ParentOf(string family, string? host, string key, long timeMicros, UInt128 identity) =>
        Latest(family, host, key, timeMicros) is { } start && NamesParent(start, timeMicros, identity) ? start : null;

    /// <summary>Fills in the parent of a start that names it by key only.</summary>
    public void FindParent(RememberedStart start)
    {
        if (start.Parent is null && start.ParentKey is { } key
            && Latest(start.Name.Family, start.Name.Host, key, start.TimeMicros) is { } found && !(found.TimeMicros < start.FoundAtMicros))
        {
            start.FoundAtMicros = found.TimeMicros;
            (start.FoundParent, start.FoundParentPath) =
                NamesParent(found, start.TimeMicros, start.Identity) ? (found.Process, found.ProcessPath) : (null, null);
        }
    }

    /// <summary>Forgets what is beyond the bounds.</summary>
    public void EndOfBatch(long clockMicros)
    {
        foreach (var history in _touched)
        {
            history.KeepLatest(options.MaxStartsPerProcess, _removed!);
        }

        var isOver = IsOver();
        if (isOver || Math.Abs(clockMicros - _sweptAtMicros) >= WindowMicros / 16)
        {
            Sweep(clockMicros, keep: null);
        }

        if (isOver && IsOver())
        {
            Evict(clockMicros);
        }

        _touched.Clear();
        _added.Clear();
        _identities.Clear();
    }

    // A host can only have gone over its bound by a start of this batch.
    private bool IsOver() =>
        Count > options.MaxStarts || _chars > options.MaxTextChars
        || _added.Exists(start => _perHost.GetValueOrDefault(start.Name.Host) > options.MaxStartsPerHost);

    public void Save(JoinerWriter writer)
    {
        writer.Number(_sweptAtMicros);
        writer.Number(Evicted);
        writer.Number(Count);
        foreach (var history in _byProcess.Values)
        {
            foreach (var start in history.Starts)
            {
                writer.Start(start);
            }
        }
    }

    public void Restore(JoinerReader reader)
    {
        _sweptAtMicros = reader.Number(0, EventJoiner.LatestMicros, "time of the last sweep");
        Evicted = reader.Number(0, long.MaxValue, "evicted starts");
        var count = reader.Number(0, JoinerReader.MostEntries, "starts");
        for (var i = 0L; i < count; i++)
        {
            Keep(reader.Start());
        }

        EndOfStarts();
        _touched.Clear();
    }

    private static bool NamesParent(RememberedStart start, long timeMicros, UInt128 identity) =>
        timeMicros - start.TimeMicros <= WindowMicros && start.Identity != identity && start.Process is not null;

    private void Keep(RememberedStart start)
    {
        ref var history = ref CollectionsMarshal.GetValueRefOrAddDefault(_byProcess, start.Name, out _);
        history ??= new StartHistory();
        if (!history.IsDirty)
        {
            _touched.Add(history);
        }

        history.Add(start);
        CollectionsMarshal.GetValueRefOrAddDefault(_perHost, start.Name.Host, out _)++;
        Count++;
        _chars += start.Chars;
    }

    private void Forget(RememberedStart start)
    {
        ref var ofHost = ref CollectionsMarshal.GetValueRefOrNullRef(_perHost, start.Name.Host);
        if (--ofHost == 0)
        {
            _perHost.Remove(start.Name.Host);
        }

        Count--;
        _chars -= start.Chars;
    }

    private void Evict(long clockMicros)
    {
        var starts = new List<RememberedStart>(Count);
        foreach (var history in _byProcess.Values)
        {
            starts.AddRange(history.Starts);
        }

        starts.Sort((a, b) =>
        {
            var order = EventJoiner.Staleness(a.TimeMicros, clockMicros).CompareTo(EventJoiner.Staleness(b.TimeMicros, clockMicros));
            return order != 0 ? order : a.Identity.CompareTo(b.Identity);
        });
        var kept = new HashSet<RememberedStart>(ReferenceEqualityComparer.Instance);
        var perHost = new Dictionary<string, int>(StringComparer.Ordinal);
        var most = Count > options.MaxStarts ? (int)(options.MaxStarts * KeptShare) : Count;
        var mostChars = _chars > options.MaxTextChars ? (long)(options.MaxTextChars * KeptShare) : _chars;
        var chars = 0L;
        foreach (var start in starts)
        {
            ref var ofHost = ref CollectionsMarshal.GetValueRefOrAddDefault(perHost, start.Name.Host, out _);
            var mostOfHost = _perHost[start.Name.Host] > options.MaxStartsPerHost ? Math.Max((int)(options.MaxStartsPerHost * KeptShare), 1) : int.MaxValue;
            if (kept.Count < Math.Max(most, 1) && ofHost < mostOfHost && chars + start.Chars <= mostChars)
            {
                ofHost++;
                chars += start.Chars;
                kept.Add(start);
            }
        }

        Evicted += Count - kept.Count;
        Sweep(clockMicros, kept);
    }

    private void Sweep(long clockMicros, HashSet<RememberedStart>? keep)
    {
        _sweptAtMicros = clockMicros;
        bool IsKept(RememberedStart start)
        {
            if (start.TimeMicros >= clockMicros - WindowMicros && keep?.Contains(start) != false)
            {
                return true;
            }

            Forget(start);
            return false;
        }

        foreach (var (name, history) in _byProcess)
        {
            history.Keep(IsKept);
            if (history.Count == 0)
            {
                // Removing during the enumeration is allowed; it does not disturb it.
                _byProcess.Remove(name);
            }
        }
    }
}
