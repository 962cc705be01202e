using System.Collections;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance.Buffers;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Scoring.Intake;

/// <summary>
/// Events kept as their bytes, a fifth of what they take as objects: what a body or a follower holds until it goes to the journal. An event that is
/// asked for is good until the next is. Not thread-safe.
/// </summary>
internal sealed class PackedEvents : IReadOnlyList<SecurityEvent>, IDisposable
{
    private readonly ArrayPoolBufferWriter<byte> _bytes;
    private readonly List<Entry> _entries;
    private readonly int _first;
    private readonly bool _isPart;
    private readonly SecurityEvent _event = new();

    public PackedEvents()
    {
        _bytes = new ArrayPoolBufferWriter<byte>(1 << 16);
        _entries = [];
    }

    private PackedEvents(PackedEvents whole, int first, int count)
    {
        (_bytes, _entries, _first, Count, _isPart) = (whole._bytes, whole._entries, first, count, true);
    }

    public int Count { get; private set; }

    /// <summary>Bytes in use.</summary>
    public long Bytes => _bytes.WrittenCount;

    public SecurityEvent this[int index]
    {
        get
        {
            EventCodec.Read(BytesOf(index), _event, Utf8Interner.Shared);
            return _event;
        }
    }

    /// <summary>Time at which a record was complete, UTC microseconds: a flow is logged when it ends.</summary>
    public static long EndOf(SecurityEvent e)
    {
        var duration = Math.Max(0, e.DurationMicros ?? 0);
        return e.TimeMicros > long.MaxValue - duration ? long.MaxValue : e.TimeMicros + duration;
    }

    public void Add(SecurityEvent e)
    {
        var at = _bytes.WrittenCount;
        EventCodec.Write(e, _bytes);
        _entries.Add(new Entry(EndOf(e), e.Identity, at, _bytes.WrittenCount - at));
        Count++;
    }

    public ReadOnlySpan<byte> BytesOf(int index)
    {
        var entry = _entries[_first + index];
        return _bytes.WrittenSpan.Slice(entry.At, entry.Length);
    }

    /// <summary><see cref="EndOf"/> of an event, without reading it.</summary>
    public long EndAt(int index) => _entries[_first + index].End;

    /// <summary>Orders by the time at which the records were complete, then by identity.</summary>
    public void Sort() => CollectionsMarshal.AsSpan(_entries).Sort(static (a, b) => a.End != b.End ? a.End.CompareTo(b.End) : a.Identity.CompareTo(b.Identity));

    /// <summary>A view of some of the events, in order.</summary>
    public PackedEvents Part(int first, int count) => new(this, _first + first, count);

    /// <summary>How many from <paramref name="first"/> on make a frame: at most so many events and bytes, at least one event.</summary>
    public int CountWithin(int first, int mostEvents, long mostBytes)
    {
        var count = 0;
        var bytes = 0L;
        while (first + count < Count && count < mostEvents && (count == 0 || bytes + _entries[_first + first + count].Length <= mostBytes))
        {
            bytes += _entries[_first + first + count].Length;
            count++;
        }

        return count;
    }

    public void Clear()
    {
        _bytes.Clear();
        _entries.Clear();
        Count = 0;
    }

    public IEnumerator<SecurityEvent> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    public void Dispose()
    {
        if (!_isPart)
        {
            _bytes.Dispose();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private readonly record struct Entry(long End, UInt128 Identity, int At, int Length);
}
