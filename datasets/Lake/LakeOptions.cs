using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Lake;

/// <summary>How a lake is opened. Immutable; the limits are those of <see cref="DuckDbOptions"/>.</summary>
public sealed record LakeOptions
{
    /// <inheritdoc cref="DuckDbOptions.Threads"/>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <value>
    /// Memory for reading, and again for each import, in bytes. 64 MiB or more, from 512 MiB on it was tried with millions of events; default 2 GiB. Beyond it
    /// imports spill into the lake's directory, and the few queries that need to into <see cref="SpillDirectory"/>.
    /// </value>
    public long MemoryLimitBytes { get; init; } = new DuckDbOptions().MemoryLimitBytes;

    /// <value>
    /// Different short texts kept for reuse while reading (each at most 256 bytes). 16 or more; default 131,072: at most some 70 MB.
    /// </value>
    public int PooledTexts { get; init; } = 131_072;

    /// <value>How long a commit waits for another process's commit, and a reader for the moment in which a commit shows. Default 10 minutes.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <value>
    /// Events after which <see cref="ImportBatch.IsFull"/> tells the importer to commit. 1 or more; default 20 million: staged they take about 0.9 KB each (measured, with
    /// 250 bytes of raw text), some 18 GB in memory and spilled together.
    /// </value>
    public long EventsPerBatch { get; init; } = 20_000_000;

    /// <value>Where queries spill, into a directory of their own that is removed at the end; null: the system's directory for temporary files.</value>
    public string? SpillDirectory { get; init; }

    internal void Validate()
    {
        var faults = new List<string>();
        if (PooledTexts < 16)
        {
            faults.Add($"PooledTexts is {PooledTexts}, expected 16 or more");
        }

        if (EventsPerBatch < 1)
        {
            faults.Add($"EventsPerBatch is {EventsPerBatch}, expected 1 or more");
        }

        if (LockTimeout < TimeSpan.Zero)
        {
            faults.Add($"LockTimeout is {LockTimeout}, expected 0 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"LakeOptions: {string.Join("; ", faults)}.");
        }
    }

    internal DuckDbOptions ForDatabase(string spillDirectory, params string[] allowedDirectories) => new()
    {
        Threads = Threads,
        MemoryLimitBytes = MemoryLimitBytes,
        TempDirectory = spillDirectory,
        AllowedDirectories = allowedDirectories,
    };
}
