using System.Globalization;
using System.Text;

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
/// </code>
/// A commit writes its parts below import/, then the journal (its name appears when all of it is on disk: this is the moment of the commit),
/// then renames the parts in and deletes the journal. Without a journal nothing happened; with one, whoever opens the lake next
/// finishes the renames. Readers list the parts under a shared lock that the renames hold alone, so that they see all of a commit or none.
/// </remarks>
internal sealed class LakeDirectory(string root, TimeSpan lockTimeout)
{
    private const string FormatText = "det0131-lake 1";

    public string Root { get; } = Path.GetFullPath(root);

    public string Events => Path.Combine(Root, "events");

    public string Import => Path.Combine(Root, "import");

    private string Journal => Path.Combine(Import, "journal.txt");

    private string FormatFile => Path.Combine(Root, "format.txt");

    private string VisibilityLock => Path.Combine(Import, "visibility.lock");

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
                WriteAtOnce(FormatFile, FormatText + "\n");
            }
        }
    }

    /// <summary>The parts as they are now.</summary>
    public List<LakePart> List(CancellationToken cancellation = default)
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
                    return LakePart.Find(Events);
                }
            }

            // The holder of the journal died, or its lock would have kept us out.
            FinishCommit();
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

    /// <summary>Gives a claimed directory back, emptied.</summary>
    public void Release(string directory, FileStream held)
    {
        using (held)
        {
            RemoveClaimed(directory);
        }
    }

    /// <summary>Moves finished parts into the lake. Call while holding <see cref="LockCommits"/>.</summary>
    /// <param name="staged">Directory that holds the parts.</param>
    /// <param name="relativePaths">Their paths below it, and below <see cref="Events"/> afterwards.</param>
    /// <param name="afterStep">Told of every step taken, for tests that stop there.</param>
    public void Commit(string staged, IReadOnlyList<string> relativePaths, Action<string>? afterStep)
    {
        foreach (var path in relativePaths)
        {
            using var part = new FileStream(Path.Combine(staged, path), FileMode.Open, FileAccess.ReadWrite);
            part.Flush(flushToDisk: true);
        }

        afterStep?.Invoke("parts on disk");
        using var visibility = LakeLock.Exclusive(VisibilityLock, lockTimeout);
        var from = Path.GetRelativePath(Root, staged);
        WriteAtOnce(Journal, from + "\n" + string.Concat(relativePaths.Select(path => path + "\n")));
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
        foreach (var relativePath in lines.Skip(1))
        {
            var from = Path.Combine(staged, relativePath);
            var to = Path.Combine(Events, relativePath);
            if (File.Exists(from))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: true);
                afterStep?.Invoke("move");
            }
        }

        File.Delete(Journal);
        afterStep?.Invoke("journal gone");
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

    private static void WriteAtOnce(string path, string text)
    {
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
