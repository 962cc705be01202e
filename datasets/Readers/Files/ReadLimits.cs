namespace Det0131.Datasets.Readers;

/// <summary>What one file may cost. Immutable.</summary>
public sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    /// <summary>A longer line is refused and skipped without being kept. Default 8 MiB.</summary>
    public int MaxLineBytes { get; init; } = 8 << 20;

    /// <summary>A longer JSON value is refused and skipped without being kept. Default 64 MiB.</summary>
    public int MaxJsonBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Decompressed bytes per compressed byte, looked at beyond <see cref="RatioFreeBytes"/>. Default 500: logs reach 10 to 100,
    /// a file of zeros 1,030 with gzip and far more with zstd.
    /// </summary>
    public int MaxRatio { get; init; } = 500;

    /// <summary>Decompressed bytes that are free of the ratio. Default 64 MiB.</summary>
    public long RatioFreeBytes { get; init; } = 64L << 20;

    /// <summary>Decompressed bytes of one file in all. Default 256 GiB.</summary>
    public long MaxFileBytes { get; init; } = 256L << 30;

    /// <summary>Members of one archive. Default 100,000.</summary>
    public int MaxArchiveMembers { get; init; } = 100_000;
}
