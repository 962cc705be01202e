using Det0131.Datasets.Joining;
using Det0131.Datasets.Lake;
using Det0131.Models.Events;

namespace Det0131.Datasets.Import;

/// <summary>
/// Gathers a watch's events and joins them to the process starts and flows of earlier commits before they are staged; what lies in one commit the lake joins as of any import. Its memory is kept
/// in the commit, so that a watch that is started again knows what the one before knew. Not thread-safe.
/// </summary>
internal sealed class WatchJoin
{
    /// <summary>Name of the file beside the lake that holds the memory.</summary>
    public const string FileName = "followed-joins.bin";

    /// <summary>Events that are joined at once; of more in one commit a start in a later piece gives nothing to an earlier one.</summary>
    private const int MostGathered = 20_000;

    /// <summary>A commit writes the memory, so it is smaller than the service's: some tens of megabytes at most.</summary>
    private static readonly EventJoinerOptions Bounds = new() { MaxStarts = 100_000, MaxStartsPerHost = 20_000, MaxFlows = 50_000, MaxTextChars = 16L << 20 };

    private readonly EventJoiner _joiner = new(Bounds);
    private readonly List<SecurityEvent> _gathered = [];
    private readonly Stack<SecurityEvent> _spare = new();
    private (long Process, long Parent, long Flow) _told;

    /// <summary>Events that are gathered and not staged.</summary>
    public int Count => _gathered.Count;

    public bool IsFull => _gathered.Count >= MostGathered;

    /// <summary>Takes a copy.</summary>
    public void Add(SecurityEvent added)
    {
        var copy = _spare.TryPop(out var spare) ? spare : new SecurityEvent();
        copy.CopyFrom(added);
        _gathered.Add(copy);
    }

    /// <summary>Joins what was gathered and stages it.</summary>
    public void Stage(ImportBatch into)
    {
        _joiner.Join(_gathered);
        foreach (var e in _gathered)
        {
            into.Append(e);
            e.Clear();
            _spare.Push(e);
        }

        _gathered.Clear();
    }

    /// <summary>A commit's result with what was joined here.</summary>
    public ImportResult Counted(ImportResult stored)
    {
        var now = (Process: _joiner.JoinedToProcess, Parent: _joiner.JoinedToParent, Flow: _joiner.JoinedToFlow);
        var counted = stored with
        {
            JoinedToProcess = stored.JoinedToProcess + now.Process - _told.Process,
            JoinedToParent = stored.JoinedToParent + now.Parent - _told.Parent,
            JoinedToFlow = stored.JoinedToFlow + now.Flow - _told.Flow,
        };
        _told = now;
        return counted;
    }

    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        _joiner.Save(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">It is of another version or damaged; nothing is known then.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Restore(string path)
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(path), 1 << 16));
        _joiner.Restore(reader);
    }
}
