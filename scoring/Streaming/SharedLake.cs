using Det0131.Datasets.Lake;

namespace Det0131.Scoring.Streaming;

/// <summary>The service's lake for reading; absent where none is kept. Thread-safe.</summary>
internal sealed class SharedLake : IDisposable
{
    // Reading is for a page or an alert at a time; the writer has its own.
    private const long ReadingMemory = 512L << 20;

    /// <param name="directory">The lake's directory; null: none is kept.</param>
    public SharedLake(string? directory) => Lake = directory is null ? null : EventLake.Open(directory, new LakeOptions { Threads = 2, MemoryLimitBytes = ReadingMemory });

    public EventLake? Lake { get; }

    public void Dispose() => Lake?.Dispose();
}
