using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Intake;

/// <summary>
/// One file of the journal and an index of its frames: eight bytes a frame in memory. Frames are only added; thread-safe for one who adds and many
/// who read.
/// </summary>
internal sealed class JournalSegment(string path, long start)
{
    public const string Suffix = ".journal";

    private readonly Lock _lock = new();
    private readonly List<Place> _frames = [];
    private long _events;
    private long _end = start + JournalFormat.SegmentHeaderBytes;

    public string Path { get; } = path;

    /// <summary>Position of the file's first byte.</summary>
    public long Start { get; } = start;

    /// <summary>Position behind the last frame.</summary>
    public long End
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    public long Events
    {
        get
        {
            lock (_lock)
            {
                return _events;
            }
        }
    }

    public static string NameOf(long start) => start.ToString("D20", CultureInfo.InvariantCulture) + Suffix;

    /// <summary>Start position from a file name; null: no segment's name.</summary>
    public static long? StartOf(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        return name.Length == 20 && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : null;
    }

    /// <summary>Takes note of a frame that is on disk.</summary>
    public void Add(long position, int frameBytes, int events)
    {
        lock (_lock)
        {
            _frames.Add(new Place((uint)(position - Start), events));
            _events += events;
            _end = position + frameBytes;
        }
    }

    /// <summary>Position of the first frame that begins at or after a position; null: there is none.</summary>
    public long? FrameFrom(long position)
    {
        lock (_lock)
        {
            var at = IndexFrom(position);
            return at < _frames.Count ? Start + _frames[at].Offset : null;
        }
    }

    /// <summary>Position of the frame that a position lies in; null: it lies in none.</summary>
    public long? FrameAround(long position)
    {
        lock (_lock)
        {
            var at = position < _end ? IndexFrom(position + 1) - 1 : -1;
            return at >= 0 ? Start + _frames[at].Offset : null;
        }
    }

    /// <summary>Events in frames that begin at or after a position.</summary>
    public long EventsFrom(long position)
    {
        lock (_lock)
        {
            if (position <= Start)
            {
                return _events;
            }

            var events = 0L;
            for (var at = IndexFrom(position); at < _frames.Count; at++)
            {
                events += _frames[at].Events;
            }

            return events;
        }
    }

    public SafeFileHandle OpenRead() => File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public InvalidDataException Damaged(long position, string found) =>
        new($"{Path}, offset {position - Start}: found {found}; expected a whole frame, because it was acknowledged. "
            + "Restore the file from a copy, or move this segment and all later ones away to go on without their events.");

    private int IndexFrom(long position)
    {
        var (low, high) = (0, _frames.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Start + _frames[middle].Offset < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private readonly record struct Place(uint Offset, int Events);
}
