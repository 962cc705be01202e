namespace Det0131.Datasets.Readers;

/// <summary>One file to read: a plain or compressed file, or one member of an archive. Not thread-safe.</summary>
public sealed class SourceFile
{
    private readonly Func<Stream>? open;

    internal SourceFile(string name, Func<Stream> open, long? writtenAtMicros = null)
    {
        Name = name;
        this.open = open;
        WrittenAtMicros = writtenAtMicros;
    }

    internal SourceFile(string name, string problem)
    {
        Name = name;
        Problem = problem;
    }

    /// <summary>Path as given or found; a member of an archive as <c>archive.zip!member</c>.</summary>
    public string Name { get; }

    /// <summary>When the file was last written, UTC microseconds; null for a member of an archive.</summary>
    public long? WrittenAtMicros { get; }

    /// <summary>Why it cannot be read at all, or null.</summary>
    public string? Problem { get; }

    /// <summary>The decompressed bytes. Close before the next file is taken: an archive's members share its stream.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is not what its first bytes say.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Problem"/> is set.</exception>
    public Stream Open() => open is null ? throw new InvalidOperationException($"{Name}: {Problem}") : open();
}
