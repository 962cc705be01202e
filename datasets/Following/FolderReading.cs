using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Following;

/// <summary>
/// Reads the files of watched paths as they grow, turn by turn: <see cref="Look"/>, then <see cref="TryTake"/> until nothing more comes or the turn is long enough, then
/// <see cref="Close"/>. Records of several files come in the order of their ends. Not thread-safe.
/// </summary>
/// <param name="paths">Files and folders.</param>
/// <param name="places">How far each file was taken. What was taken counts from the moment at which they are written down.</param>
/// <param name="options">How to read.</param>
/// <param name="counts">Makes what counts a file's refused records.</param>
/// <param name="tell">Told once of each trouble: key, path, reason (short fixed text), detail.</param>
/// <param name="time">The clock.</param>
public sealed class FolderReading(IReadOnlyList<string> paths, PlaceTable places, ImportOptions options, Func<IRefusalCounts> counts, Action<string, string, string> tell, TimeProvider time) : IDisposable
{
    /// <summary>A file to which nothing came for so long has ended, for what its reader holds and for a last line without an end.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    /// <summary>Files read at once; those written first come first.</summary>
    public const int MostOpen = 256;

    private const int MostTold = 10_000;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly FolderScan _scan = new(paths, places);
    private readonly Dictionary<FollowedPlace, FollowedFile> _open = [];
    private readonly Dictionary<FollowedPlace, long> _unknown = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly PriorityQueue<FollowedFile, (long End, long Id)> _heads = new();
    private FollowedFile? _current;

    /// <summary>Begins a turn: finds what is there, and opens what has something new.</summary>
    /// <exception cref="IOException">The folders cannot be looked at now.</exception>
    public void Look()
    {
        _scan.Run(time.GetUtcNow());
        TellUnused();
        DropCut();
        OpenFiles();
        _current = null;
        _heads.Clear();
        foreach (var file in _open.Values.ToList())
        {
            Queue(file);
        }
    }

    /// <summary>The next event, good until the next call. False: nothing more comes in this turn.</summary>
    public bool TryTake([NotNullWhen(true)] out SecurityEvent? next)
    {
        if (_current is { } before)
        {
            _current = null;
            Queue(before);
        }

        if (!_heads.TryDequeue(out var file, out _))
        {
            next = null;
            return false;
        }

        _current = file;
        next = file.Take();
        places.Change(file.Place);
        return true;
    }

    /// <summary>Brings the places of open files up to date, before they are written down.</summary>
    public void Mark()
    {
        foreach (var file in _open.Values)
        {
            file.Mark();
        }
    }

    /// <summary>Ends a turn, after all that was taken is written down: what has ended or gone is closed.</summary>
    public void Close()
    {
        foreach (var file in _open.Values.Where(file => !file.MoveNext()).ToList())
        {
            var look = _scan.LookOf(file.Place);
            var unchanged = look is null ? TimeSpan.MaxValue : time.GetUtcNow() - look.ChangedAt;
            if (file.Problem is { } problem)
            {
                Tell(file.Place, "file not recognised or damaged", problem);
            }

            if (file.Lines is { HoldsSomething: true } lines && unchanged >= Quiet)
            {
                lines.DeclareEnd();
                places.Change(file.Place);
            }
            else if (file.IsAtEnd || look is null || unchanged >= Idle || (_open.Count >= MostOpen && unchanged >= FolderScan.Settled))
            {
                Close(file);
                if (file.IsAtEnd)
                {
                    (file.Place.IsDone, file.Place.Bytes) = (true, look?.Length ?? -1);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var file in _open.Values)
        {
            file.Dispose();
        }

        _open.Clear();
    }

    /// <summary>A file that was cut to begin anew is not read on: what was copied of it before is met under its new name.</summary>
    private void DropCut()
    {
        foreach (var file in _open.Values.Where(file => file.Lines is { } lines && !lines.StillBegins(file.Place)).ToList())
        {
            Close(file);
        }
    }

    private void Close(FollowedFile file)
    {
        file.Mark();
        places.Change(file.Place);
        _open.Remove(file.Place);
        file.Dispose();
    }

    private void OpenFiles()
    {
        var wanted = places.All.Where(place => place.Path is not null && !_open.ContainsKey(place))
            .Select(place => (Place: place, Look: _scan.LookOf(place)!))
            .Where(one => one.Look.Length != one.Place.Bytes && _unknown.GetValueOrDefault(one.Place) != one.Look.Length).OrderBy(one => one.Look.WrittenAt).ToList();
        foreach (var (place, look) in wanted)
        {
            if (_open.Count >= MostOpen)
            {
                return;
            }

            try
            {
                if (Open(place, look.Length, time.GetUtcNow() - look.ChangedAt >= FolderScan.Settled) is { } file)
                {
                    _open[place] = file;
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _unknown[place] = look.Length;
                Tell(place, "file cannot be opened", fault.Message);
            }
        }
    }

    private FollowedFile? Open(FollowedPlace place, long length, bool isSettled)
    {
        SourceFormat? format = null;
        if (!FilePrefix.IsPacked(place.Path!))
        {
            switch (FollowedReaders.Grows(place.Path!, place.Name, options.Formats, out format, out var why))
            {
                case null:
                    _unknown[place] = length;
                    Tell(place, "file not recognised", why);
                    return null;
                case false:
                    format = null;
                    break;
            }
        }

        return format is null && !isSettled ? null : new FollowedFile(place, format, options, counts());
    }

    private void Queue(FollowedFile file)
    {
        try
        {
            if (file.MoveNext())
            {
                _heads.Enqueue(file, (file.HeadEnd, file.Place.Id));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Tell(file.Place, "file cannot be read", fault.Message);
            Close(file);
        }
    }

    private void TellUnused()
    {
        foreach (var path in _scan.Missing)
        {
            Tell(path, path, "watched path is not there", "looked for at every turn");
        }

        foreach (var path in _scan.Unreadable)
        {
            Tell(path, path, "file cannot be opened", "it may not be read, or is damaged; tried at every turn");
        }
    }

    private void Tell(FollowedPlace place, string reason, string detail) =>
        Tell(place.Id.ToString(CultureInfo.InvariantCulture), place.Path ?? place.Name, reason, detail);

    private void Tell(string key, string path, string reason, string detail)
    {
        if (_told.Count < MostTold && _told.Add($"{key} {reason}"))
        {
            tell(path, reason, detail);
        }
    }
}
