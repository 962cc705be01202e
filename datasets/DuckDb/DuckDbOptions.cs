namespace Det0131.Datasets.DuckDb;

/// <summary>How a database is opened. Immutable.</summary>
public sealed record DuckDbOptions
{
    /// <value>Threads that queries use. 1 or more; default: as many as the machine has processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <value>
    /// Memory DuckDB may hold, in bytes; beyond it sorts, joins and in-memory tables go to <see cref="TempDirectory"/>. 64 MiB or more; default 2 GiB,
    /// with which grouping 50 million rows finished (DuckDB takes about 5 % more than told).
    /// </value>
    public long MemoryLimitBytes { get; init; } = 2L << 30;

    /// <value>Where it spills; made when needed. Null: it does not spill, and what does not fit is an error.</value>
    public string? TempDirectory { get; init; }

    /// <value>Directories that SQL may read and write files in. Default none: then no file at all.</value>
    public IReadOnlyList<string> AllowedDirectories { get; init; } = [];

    internal void Validate()
    {
        var faults = new List<string>();
        if (Threads < 1)
        {
            faults.Add($"Threads is {Threads}, expected 1 or more");
        }

        if (MemoryLimitBytes < 64L << 20)
        {
            faults.Add($"MemoryLimitBytes is {MemoryLimitBytes}, expected {64L << 20} or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"DuckDbOptions: {string.Join("; ", faults)}.");
        }
    }
}
