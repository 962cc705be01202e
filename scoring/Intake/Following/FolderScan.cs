namespace Det0131.Scoring.Intake;

/// <summary>How a file looked at the last turns. Not thread-safe.</summary>
internal sealed class FileLook
{
    public long Length { get; set; } = -1;

    public DateTime WrittenAt { get; set; }

    /// <summary>When a change was seen last, by our clock.</summary>
    public DateTimeOffset ChangedAt { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>It changed since the turn before.</summary>
    public bool HasChanged { get; set; }
}

/// <summary>
/// Finds the files of the watched paths and ties each to its place: by path while its beginning stays, else by its beginning. Hidden files and links
/// are passed over. Not thread-safe.
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

    private Dictionary<string, FileLook> _looks = new(StringComparer.Ordinal);

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

        foreach (var (path, look) in _looks)
        {
            if (!attached.Contains(path))
            {
                Attach(path, look, now);
            }
        }
    }

    private void Look(DateTimeOffset now)
    {
        var found = new Dictionary<string, FileLook>(StringComparer.Ordinal);
        foreach (var path in paths.SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", Walk) : File.Exists(path) ? [path] : []))
        {
            var file = new FileInfo(path);
            var look = _looks.GetValueOrDefault(path) ?? new FileLook { FirstSeenAt = now };
            try
            {
                look.HasChanged = look.Length != file.Length || look.WrittenAt != file.LastWriteTimeUtc;
                (look.Length, look.WrittenAt) = (file.Length, file.LastWriteTimeUtc);
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

    private bool Stays(FollowedPlace place, DateTimeOffset now)
    {
        if (!_looks.TryGetValue(place.Path!, out var look))
        {
            return false;
        }

        if (look.HasChanged)
        {
            var prefix = FilePrefix.Read(place.Path!);
            if (prefix is null || !FilePrefix.IsOf(place, prefix) || (place.Bytes > look.Length && !place.IsDone))
            {
                return false;
            }

            FilePrefix.Set(place, prefix);
        }

        place.SeenAt = now;
        return true;
    }

    private void Attach(string path, FileLook look, DateTimeOffset now)
    {
        var isSettled = now - look.ChangedAt >= Settled;
        if (look.Length == 0 || (FilePrefix.IsPacked(path) && !isSettled) || FilePrefix.Read(path) is not { Length: > 0 } prefix
            || (!isSettled && !prefix.Contains((byte)'\n')))
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
    }
}
