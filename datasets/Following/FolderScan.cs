namespace Det0131.Datasets.Following;

/// <summary>How a file looked at the last turns. Not thread-safe.</summary>
internal sealed class FileLook
{
    public long Length { get; set; } = -1;

    public DateTime WrittenAt { get; set; }

    /// <summary>When a change was seen last, by our clock.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Which file stood there; null: not known.</summary>
    public string? Node { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>It changed since the turn before.</summary>
    public bool HasChanged { get; set; }
}

/// <summary>
/// Finds the files of the watched paths and ties each to its place: by path while inode and beginning stay, else by both, else by its beginning (a copy,
/// or packed). Hidden files and links are passed over. Not thread-safe.
/// </summary>
internal sealed class FolderScan(IReadOnlyList<string> paths, PlaceTable places)
{
    /// <summary>A packed file or a single document is read when it was unchanged for so long.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    // A log with the beginning of another that still stands: a copy is being made and the other will be cut, or they only begin alike.
    private static readonly TimeSpan TwinWait = TimeSpan.FromSeconds(30);

    private static readonly EnumerationOptions Walk = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    private readonly List<string> _missing = [];
    private readonly List<string> _unreadable = [];
    private Dictionary<string, FileLook> _looks = new(StringComparer.Ordinal);

    /// <summary>Watched paths at which there was nothing at the last turn.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>New files that could not be read at the last turn.</summary>
    public IReadOnlyList<string> Unreadable => _unreadable;

    /// <summary>The look of an attached place's file; null: it is gone.</summary>
    public FileLook? LookOf(FollowedPlace place) => place.Path is { } path ? _looks.GetValueOrDefault(path) : null;

    public void Run(DateTimeOffset now)
    {
        Look(now);
        var attached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in places.All.Where(place => place.Path is not null))
        {
            if (!Stays(place, now))
            {
                place.Path = null;
                places.Change(place);
            }
            else if (!attached.Add(place.Path!))
            {
                place.Path = null;
            }
        }

        _unreadable.Clear();
        var loose = _looks.Where(look => !attached.Contains(look.Key)).ToList();
        // The same file under another name first: else a copy of it could take its place.
        foreach (var (path, look) in loose.Where(one => !Move(one.Key, one.Value, now)).ToList())
        {
            Attach(path, look, now);
        }
    }

    private void Look(DateTimeOffset now)
    {
        var found = new Dictionary<string, FileLook>(StringComparer.Ordinal);
        _missing.Clear();
        foreach (var path in paths.SelectMany(Files))
        {
            var file = new FileInfo(path);
            var look = _looks.GetValueOrDefault(path) ?? new FileLook { FirstSeenAt = now };
            try
            {
                var node = FileNode.Of(path);
                look.HasChanged = look.Length != file.Length || look.WrittenAt != file.LastWriteTimeUtc || look.Node != node;
                (look.Length, look.WrittenAt, look.Node) = (file.Length, file.LastWriteTimeUtc, node);
            }
            catch (FileNotFoundException)
            {
                continue;
            }

            look.ChangedAt = look.HasChanged ? now : look.ChangedAt;
            found[path] = look;
        }

        _looks = found;
    }

    private IEnumerable<string> Files(string path)
    {
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*", Walk);
        }

        if (File.Exists(path))
        {
            return [path];
        }

        _missing.Add(path);
        return [];
    }

    private bool Stays(FollowedPlace place, DateTimeOffset now)
    {
        if (!_looks.TryGetValue(place.Path!, out var look))
        {
            return false;
        }

        if (look.HasChanged)
        {
            var prefix = FilePrefix.Read(place.Path!);
            if (prefix is null || !FilePrefix.IsOf(place, prefix) || (place.Bytes > look.Length && !place.IsDone) || IsAnother(place, look))
            {
                return false;
            }

            FilePrefix.Set(place, prefix);
            place.Node = look.Node;
        }

        place.SeenAt = now;
        return true;
    }

    // A beginning that tells nothing is all that a path that was written anew could be known by: there the path counts.
    private static bool IsAnother(FollowedPlace place, FileLook look) =>
        place.PrefixBytes >= FilePrefix.TellingBytes && place.Node is not null && look.Node is not null && place.Node != look.Node;

    /// <summary>Ties a file to the place that it had under another name: what is known of its bytes still holds.</summary>
    private bool Move(string path, FileLook look, DateTimeOffset now)
    {
        if (look.Node is null || places.All.FirstOrDefault(place => place.Path is null && place.Node == look.Node) is not { } gone || gone.Bytes > look.Length
            || FilePrefix.Read(path) is not { } prefix || !FilePrefix.IsOf(gone, prefix))
        {
            return false;
        }

        (gone.Path, gone.SeenAt) = (path, now);
        places.Change(gone);
        return true;
    }

    private void Attach(string path, FileLook look, DateTimeOffset now)
    {
        var isSettled = now - look.ChangedAt >= Settled;
        if (look.Length == 0 || (FilePrefix.IsPacked(path) && !isSettled))
        {
            return;
        }

        if (FilePrefix.Read(path) is not { Length: > 0 } prefix)
        {
            _unreadable.Add(path);
            return;
        }

        if (!isSettled && !prefix.Contains((byte)'\n'))
        {
            return;
        }

        var known = places.All.Where(place => place.PrefixBytes >= FilePrefix.TellingBytes && FilePrefix.IsOf(place, prefix)).ToList();
        var gone = known.Where(place => place.Path is null).MaxBy(place => place.SeenAt);
        if (gone is null && known.Count > 0 && now - look.FirstSeenAt < TwinWait)
        {
            return;
        }

        var place = gone ?? places.Add(path, now);
        if (gone is not null)
        {
            // It may have another form now (packed), so that what is known of its bytes does not hold.
            (gone.Path, gone.Bytes, gone.IsDone, gone.SeenAt) = (path, -1, false, now);
            places.Change(gone);
        }

        FilePrefix.Set(place, prefix);
        place.Node = look.Node;
    }
}
