namespace Det0131.Models.Versioning;

/// <summary>
/// A directory of immutable, verified model versions: <c>versions/&lt;id&gt;/</c>, <c>current</c> (names the promoted one), <c>log.ndjson</c>
/// (who did what, when). Safe for several processes of one machine: readers never wait, writers take a lock file in turn.
/// </summary>
/// <remarks>
/// A version is put together in a directory of the store, checked, forced to disk and renamed, so there is never half a version.
/// The pointer is replaced by renaming too. Directory entries themselves cannot be forced to disk from .NET: after a
/// power cut the last rename may be undone, never half done.
/// </remarks>
public sealed class ModelStore
{
    private const int MaximumWhoLength = 200;
    private const int MaximumDetailLength = 2000;

    private readonly TimeProvider time;
    private readonly TimeSpan patience;

    private ModelStore(string directory, TimeProvider time, TimeSpan patience)
    {
        DirectoryPath = Path.GetFullPath(directory);
        this.time = time;
        this.patience = patience;
    }

    /// <summary>The store's directory.</summary>
    public string DirectoryPath { get; }

    /// <summary>How long a writer waits for another one unless told otherwise: 30 s.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromSeconds(30);

    private string VersionsPath => Path.Combine(DirectoryPath, "versions");

    private string CurrentPath => Path.Combine(DirectoryPath, "current");

    private string LogPath => Path.Combine(DirectoryPath, "log.ndjson");

    /// <summary>Opens a store; a directory that is not there is made.</summary>
    /// <param name="directory">The store's directory.</param>
    /// <param name="time">The clock for the log.</param>
    /// <param name="patience">How long a writer waits for another one before it gives up with a <see cref="ModelStoreException"/>.</param>
    public static ModelStore Open(string directory, TimeProvider time, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(time);
        var store = new ModelStore(directory, time, patience ?? DefaultPatience);
        Directory.CreateDirectory(store.VersionsPath);
        return store;
    }

    /// <summary>Makes a version. The same content gives the same id, and making it again changes nothing.</summary>
    /// <param name="writeFilesTo">Writes the version's files, but no manifest, into the directory it is given; closes them.</param>
    /// <param name="info">What the manifest says besides the files.</param>
    /// <param name="who">Who makes it, for the log: 1 to 200 characters.</param>
    /// <exception cref="ModelStoreException">A file has a name that no version may have, there is none, or the same version is there and damaged.</exception>
    public VersionId Create(Action<string> writeFilesTo, ManifestInfo info, string who)
    {
        ArgumentNullException.ThrowIfNull(writeFilesTo);
        Validate(info);
        CheckWho(who);
        using var work = MakeWorkDirectory();
        writeFilesTo(work.Path);

        var problems = new List<string>();
        var paths = VersionDirectory.ListFiles(work.Path, problems);
        if (paths.Count == 0 || paths.Contains(Manifest.FileName))
        {
            problems.Add(paths.Count == 0 ? "no file was written" : $"{Manifest.FileName}: the store writes it itself");
        }

        if (problems.Count > 0)
        {
            throw new ModelStoreException("new version", problems);
        }

        var files = new SortedDictionary<string, ManifestFile>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            files.Add(path, VersionDirectory.Describe(work.Path, path));
        }

        var manifest = ManifestCodec.ToBytes(info, files);
        File.WriteAllBytes(Path.Combine(work.Path, Manifest.FileName), manifest);
        return Commit(work.Path, VersionId.Of(info.TrainingEnd, manifest), who, StoreLog.Create);
    }

    /// <summary>All versions, oldest first. What is no version's name is passed over; a manifest that cannot be read is shown with the reason.</summary>
    public IReadOnlyList<ListedVersion> List()
    {
        var found = new List<ListedVersion>();
        foreach (var path in Directory.EnumerateDirectories(VersionsPath))
        {
            if (VersionId.TryParse(Path.GetFileName(path), out var id))
            {
                var (manifest, problem) = VersionDirectory.ReadManifest(path);
                found.Add(new ListedVersion(id, manifest, problem));
            }
        }

        found.Sort((a, b) => a.Id.CompareTo(b.Id));
        return found;
    }

    /// <summary>Reads every file of a version and says all that is wrong, each beginning with the file; empty when it is sound.</summary>
    public IReadOnlyList<string> Verify(VersionId version) => VersionDirectory.Check(PathOf(version), version).Problems;

    /// <summary>Checks a version and gives its files.</summary>
    /// <exception cref="ModelStoreException">It is not there, damaged, or newer than this program: which file, and why.</exception>
    public ModelVersion Load(VersionId version)
    {
        var (manifest, problems) = VersionDirectory.Check(PathOf(version), version);
        return manifest is not null && problems.Count == 0
            ? new ModelVersion(version, PathOf(version), manifest)
            : throw new ModelStoreException(version.ToString(), problems);
    }

    /// <summary>The promoted version; null when none was promoted yet. Whether it is sound, <see cref="Load"/> says.</summary>
    /// <exception cref="ModelStoreException">The pointer is damaged.</exception>
    public VersionId? Current()
    {
        string text;
        try
        {
            using var file = new FileStream(CurrentPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var buffer = new byte[256];
            text = System.Text.Encoding.ASCII.GetString(buffer, 0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        return VersionId.TryParse(text.TrimEnd('\n', '\r'), out var id)
            ? id
            : throw new ModelStoreException("current", [$"current: '{StorePath.Shown(text)}', expected the id of a version"]);
    }

    /// <summary>Makes a version the current one, after checking it.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public void Promote(VersionId version, string who)
    {
        CheckWho(who);
        using var held = TakeLock();
        Point(version, who, StoreLog.Promote);
    }

    /// <summary>Writes into the log what somebody found when checking a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="who">Who checked: 1 to 200 characters.</param>
    /// <param name="found">In words; cut at 2,000 characters.</param>
    public void NoteCheck(VersionId version, string who, string found)
    {
        CheckWho(who);
        ArgumentNullException.ThrowIfNull(found);
        using var held = TakeLock();
        Append(who, StoreLog.Check, version, found.Length <= MaximumDetailLength ? found : found[..MaximumDetailLength]);
    }

    /// <summary>Makes the version current that was promoted before the current one, as the log tells. Again goes one further back.</summary>
    /// <returns>The version that is current now.</returns>
    /// <exception cref="ModelStoreException">There is none before, or it is damaged.</exception>
    public VersionId Rollback(string who)
    {
        CheckWho(who);
        using var held = TakeLock();
        var current = Current()?.ToString();
        var promoted = StoreLog.Promoted(Log());
        var at = current is null ? promoted.Count : promoted.LastIndexOf(current);
        // A pointer that the log does not know (a crash between the two) counts as promoted last.
        var before = at < 0 ? promoted.Count - 1 : at - 1;
        if (before < 0)
        {
            throw new ModelStoreException("rollback", [$"log.ndjson: no version was promoted before {current ?? "the first"}"]);
        }

        var target = VersionId.Parse(promoted[before]);
        Point(target, who, StoreLog.Rollback);
        return target;
    }

    /// <summary>The log, oldest first.</summary>
    public IReadOnlyList<StoreLogEntry> Log() => StoreLog.Read(LogPath);

    /// <summary>Writes a version, after checking it, as one zip. The same version gives the same bytes with the same release of .NET.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public void Export(VersionId version, string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var loaded = Load(version);
        var unfinished = file + ".part";
        try
        {
            using (var output = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                VersionArchive.Write(loaded.DirectoryPath, loaded.Manifest, output);
                output.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Takes in a version that <see cref="Export"/> wrote. It is not promoted.</summary>
    /// <exception cref="ModelStoreException">The file is no export, damaged, hostile or newer than this program; the store is as before.</exception>
    public VersionId Import(string file, string who)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        CheckWho(who);
        using var work = MakeWorkDirectory();
        using var archive = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var id = VersionArchive.Unpack(archive, Path.GetFileName(file), work.Path);
        return Commit(work.Path, id, who, StoreLog.Import);
    }

    private VersionId Commit(string workPath, VersionId id, string who, string what)
    {
        VersionDirectory.Flush(workPath, VersionDirectory.ListFiles(workPath, []));
        var (_, problems) = VersionDirectory.Check(workPath, id);
        if (problems.Count > 0)
        {
            throw new ModelStoreException("new version", problems);
        }

        using var held = TakeLock();
        if (Directory.Exists(PathOf(id)))
        {
            Load(id); // the same content is there already; if damaged, this says so
            return id;
        }

        Directory.Move(workPath, PathOf(id));
        Append(who, what, id);
        return id;
    }

    private void Point(VersionId version, string who, string what)
    {
        Load(version);
        var next = CurrentPath + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(version + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, CurrentPath, overwrite: true);
        Append(who, what, version);
    }

    private void Append(string who, string what, VersionId version, string? detail = null) =>
        StoreLog.Append(LogPath, new StoreLogEntry(time.GetUtcNow(), who, what, version.ToString(), detail));

    private WorkDirectory MakeWorkDirectory()
    {
        using var held = TakeLock();
        return WorkDirectory.Make(Path.Combine(DirectoryPath, "work"));
    }

    private FileStream TakeLock() => StoreLock.Take(Path.Combine(DirectoryPath, "lock"), patience);

    private string PathOf(VersionId version) => Path.Combine(VersionsPath, VersionId.Parse(version.ToString()).ToString());

    private static void CheckWho(string who)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        if (who.Length > MaximumWhoLength)
        {
            throw new ArgumentException($"The name of who does it has {who.Length} characters; expected at most {MaximumWhoLength}.", nameof(who));
        }
    }

    private static void Validate(ManifestInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (info.TrainingEnd < info.TrainingStart)
        {
            throw new ArgumentException($"Training ends at {info.TrainingEnd:O}, before it starts at {info.TrainingStart:O}.", nameof(info));
        }

        if (!double.IsFinite(info.BudgetAlertsPerDay) || info.ThresholdBits.Values.Any(bits => !double.IsFinite(bits)))
        {
            throw new ArgumentException("The budget or a threshold is not finite; expected numbers that JSON can hold.", nameof(info));
        }
    }
}
