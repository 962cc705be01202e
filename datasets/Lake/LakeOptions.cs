using Det0131.Datasets.DuckDb;

namespace Det0131.Datasets.Lake;

/// <summary>How a lake is opened. Immutable; the limits are those of <see cref="DuckDbOptions"/>.</summary>
public sealed record LakeOptions
{
    /// <inheritdoc cref="DuckDbOptions.Threads"/>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>For reading, and again for an import. What does not fit is spilled into the lake's own directory.</summary>
    /// <inheritdoc cref="DuckDbOptions.MemoryLimitBytes"/>
    public long MemoryLimitBytes { get; init; } = new DuckDbOptions().MemoryLimitBytes;

    /// <value>
    /// Different short texts kept for reuse while reading (each at most 256 bytes). 16 or more; default 131,072: at most some 70 MB.
    /// </value>
    public int PooledTexts { get; init; } = 131_072;

    /// <value>How long a commit waits for another process's commit, and a reader for the moment in which a commit shows. Default 10 minutes.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(10);

    internal DuckDbOptions ForDatabase(string spillDirectory, params string[] allowedDirectories) => new()
    {
        Threads = Threads,
        MemoryLimitBytes = MemoryLimitBytes,
        TempDirectory = spillDirectory,
        AllowedDirectories = allowedDirectories,
    };
}
