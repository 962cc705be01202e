using System.Globalization;

namespace Det0131.Datasets.Lake;

/// <summary>
/// The lake's directory and how a commit becomes visible: at once for every reader, and wholly or not at all after a crash.
/// Thread-safe, also between processes.
/// </summary>
/// <remarks>
/// <code>
/// lake/format.txt            "det0131-lake 1"
/// lake/events/day=.../platform=.../part-*.parquet
/// lake/import/               locks, journal, parts and spill of imports that are under way
/// lake/import/removed.txt    parts that are no longer of the lake, until their files are deleted
/// </code>
/// A commit writes its parts below import/, then the journal (its name appears when all of it is on disk: this is the moment of the commit),
/// then renames the parts in and deletes the journal. Without a journal nothing happened; with one, whoever opens the lake next
/// finishes the renames. Readers list the parts under a shared lock that the renames hold alone, so that they see all of a commit or none.
/// A commit may bring small files along that stand beside the parts (the journal names them after a "="): how far the logs were read of which its events are.
/// A commit may also remove parts: the journal names them after a "-", and following it notes them in removed.txt. Their files stay as long as anybody
/// reads: a reader holds readers.lock, shared, from its listing to its end, and the files are deleted by whoever gets that lock alone.
/// </remarks>
internal sealed class LakeDirectory(string root, TimeSpan lockTimeout)
{
    private readonly RemovedParts removed = new(Path.Combine(Path.GetFullPath(root), "events"), Path.Combine(Path.GetFullPath(root), "import", "removed.txt"));

    private const string FormatText = "det0131-lake 1";
    private const char RemovedMark = '-';
    private const char BesideMark = '=';
    private const int ReadOnlyFileSystem = 30; // EROFS

    public string Root { get; } = Path.GetFullPath(root);

    public string Events => Path.Combine(Root, "events");

    public string Import => Path.Combine(Root, "import");

    private string Journal => Path.Combine(Import, "journal.txt");

    private string FormatFile => Path.Combine(Root, "format.txt");

    private string VisibilityLock => Path.Combine(Import, "visibility.lock");

    private string ReadersLock => Path.Combine(Import, "readers.lock");

    private bool Exists => File.Exists(FormatFile);

    /// <summary>Refuses a lake of another format, finishes what a crashed import had committed, removes what it had not.</summary>
    /// <exception cref="InvalidDataException">The directory holds something else, or a lake of a newer version.</exception>
    public void Recover()
    {
        if (!Exists)
        {
            if (Directory.Exists(Events))
            {
                throw new InvalidDataException($"Found {Events} but no {FormatFile}; expected a lake or an empty directory.");
            }

            return;
        }

        var found = File.ReadAllText(FormatFile).Trim();
        if (found != FormatText)
        {
            throw new InvalidDataException($"Found format \"{found}\" in {FormatFile}, expected \"{FormatText}\".");
        }

        if (Directory.Exists(Import))
        {
            FinishCommit();
            RemoveAbandoned();
        }
    }

    /// <summary>Makes the directories on first use.</summary>
    public void Create()
    {
        Directory.CreateDirectory(Events);
        Directory.CreateDirectory(Import);
        using (LakeLock.Exclusive(VisibilityLock, lockTimeout))
        {
            if (!Exists)
            {
                LakeFile.WriteAtOnce(FormatFile, FormatText + "\n");
            }
        }
    }

    /// <summary>The parts as they are now. Their files may go any time, unless <see cref="LockCommits"/> is held.</summary>
    public List<LakePart> List(CancellationToken cancellation = default) => List(underLock: null, cancellation);

    /// <summary>The parts as they are now, whose files stay until it is disposed.</summary>
    public LakeView View(CancellationToken cancellation = default)
    {
        FileStream? held = null;
        try
        {
            return new LakeView(List(() => held = HoldFiles(), cancellation), held);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Held by a commit from before it looks for doubles until its parts are in.</summary>
    public FileStream LockCommits(CancellationToken cancellation) =>
        LakeLock.Exclusive(Path.Combine(Import, "commit.lock"), lockTimeout, cancellation);

    /// <summary>A directory for one import, which is that import's as long as the returned lock is held.</summary>
    public (string Directory, FileStream Lock) Claim()
    {
        for (var number = 0; ; number++)
        {
            var directory = Path.Combine(Import, number.ToString(CultureInfo.InvariantCulture));
            if (LakeLock.TryExclusive(directory + ".lock") is not { } held)
            {
                continue;
            }

            RemoveClaimed(directory);
            Directory.CreateDirectory(directory);
            return (directory, held);
        }
    }

    /// <summary>Path of a file that commits bring along.</summary>
    public string Beside(string name) => Path.Combine(Import, name);

    /// <exception cref="ArgumentException">The name is no plain file name.</exception>
    public static void CheckBeside(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 100 || name[0] == '.' || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')))
        {
            throw new ArgumentException($"Found the name '{name}'; expected letters, digits, '-' and '.'.", nameof(name));
        }
    }

    /// <summary>Gives a claimed directory back, emptied.</summary>
    public void Release(string directory, FileStream held)
    {
        using (held)
        {
            RemoveClaimed(directory);
        }
    }

    /// <summary>Moves finished parts into the lake and takes others out, in one. Call while holding <see cref="LockCommits"/>.</summary>
    /// <param name="staged">Directory that holds the parts.</param>
    /// <param name="added">Their paths below it, and below <see cref="Events"/> afterwards.</param>
    /// <param name="gone">Paths below <see cref="Events"/> of the parts that go.</param>
    /// <param name="afterStep">Told of every step taken, for tests that stop there.</param>
    /// <param name="beside">Names of files below <paramref name="staged"/> that replace those of <see cref="Import"/>.</param>
    public void Commit(string staged, IReadOnlyList<string> added, IReadOnlyList<string> gone, Action<string>? afterStep, IReadOnlyList<string>? beside = null)
    {
        beside ??= [];
        foreach (var path in added.Concat(beside))
        {
            using var part = new FileStream(Path.Combine(staged, path), FileMode.Open, FileAccess.ReadWrite);
            part.Flush(flushToDisk: true);
        }

        afterStep?.Invoke("parts on disk");
        using var visibility = LakeLock.Exclusive(VisibilityLock, lockTimeout);
        var from = Path.GetRelativePath(Root, staged);
        LakeFile.WriteAtOnce(Journal, from + "\n" + string.Concat(added.Select(path => path + "\n")) + string.Concat(beside.Select(name => BesideMark + name + "\n")) + string.Concat(gone.Select(path => RemovedMark + path + "\n")));
        afterStep?.Invoke("journal");
        FollowJournal(afterStep);
    }

    private void FinishCommit()
    {
        if (File.Exists(Journal))
        {
            using var visibility = LakeLock.Exclusive(VisibilityLock, lockTimeout);
            FollowJournal(afterStep: null);
        }
    }

    private void FollowJournal(Action<string>? afterStep)
    {
        if (!File.Exists(Journal))
        {
            return;
        }

        var lines = File.ReadAllLines(Journal);
        var staged = Path.Combine(Root, lines[0]);
        var added = lines.Skip(1).Where(line => !line.StartsWith(RemovedMark) && !line.StartsWith(BesideMark)).ToList();
        var moves = added.Select(path => (From: path, To: Path.Combine(Events, path)))
            .Concat(lines.Skip(1).Where(line => line.StartsWith(BesideMark)).Select(line => (From: line[1..], To: Path.Combine(Import, line[1..]))));
        foreach (var (relativePath, to) in moves)
        {
            var from = Path.Combine(staged, relativePath);
            if (File.Exists(from))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: true);
                afterStep?.Invoke("move");
            }
        }

        removed.Note(added, [.. lines.Skip(1).Where(line => line.StartsWith(RemovedMark)).Select(line => line[1..])], afterStep);
        File.Delete(Journal);
        afterStep?.Invoke("journal gone");
    }

    private List<LakePart> List(Action? underLock, CancellationToken cancellation)
    {
        while (true)
        {
            if (!File.Exists(VisibilityLock))
            {
                // No import was ever begun here: nothing can change meanwhile.
                return LakePart.Find(Events);
            }

            using (LakeLock.Shared(VisibilityLock, lockTimeout, cancellation))
            {
                if (!File.Exists(Journal))
                {
                    underLock?.Invoke();
                    var gone = removed.Read();
                    var parts = LakePart.Find(Events);
                    parts.RemoveAll(part => gone.Contains(PathOf(part)));
                    return parts;
                }
            }

            // The holder of the journal died, or its lock would have kept us out.
            FinishCommit();
        }
    }

    /// <summary>The path of a part below <see cref="Events"/>: how a commit names it.</summary>
    public string PathOf(LakePart part) => Path.GetRelativePath(Events, part.Path);

    /// <summary>Deletes the files of removed parts, unless somebody reads: then a later call does.</summary>
    /// <returns>False when somebody reads.</returns>
    public bool Purge(Action<string>? afterStep = null)
    {
        if (!removed.Any)
        {
            return true;
        }

        using var visibility = LakeLock.Exclusive(VisibilityLock, lockTimeout);
        FollowJournal(afterStep: null);
        using var readers = LakeLock.TryExclusive(ReadersLock);
        if (readers is null)
        {
            return false;
        }

        removed.Delete(afterStep);
        return true;
    }

    private FileStream? HoldFiles()
    {
        try
        {
            if (!File.Exists(ReadersLock))
            {
                File.WriteAllBytes(ReadersLock, []);
            }

            return LakeLock.Shared(ReadersLock, lockTimeout);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException or IOException { HResult: ReadOnlyFileSystem })
        {
            // A lake that this process may not write, from before parts were ever removed.
            return null;
        }
    }

    private void RemoveAbandoned()
    {
        foreach (var directory in Directory.EnumerateDirectories(Import))
        {
            using var held = LakeLock.TryExclusive(directory + ".lock");
            if (held is not null)
            {
                RemoveClaimed(directory);
            }
        }
    }

    // The journal may name this directory, when its import died or failed amid the renames: those come first. Since we hold the claim,
    // no new journal can name it.
    private void RemoveClaimed(string directory)
    {
        FinishCommit();
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
