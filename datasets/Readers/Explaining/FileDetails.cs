namespace Det0131.Datasets.Readers;

/// <summary>One format that a file was looked at for.</summary>
/// <param name="Format">Its name.</param>
/// <param name="Confidence">1 to 100, as its detector says.</param>
/// <param name="Why">What it would be recognised by.</param>
public sealed record FormatCandidate(string Format, int Confidence, string Why);

/// <summary>What the reader of a format makes of the beginning of a file that nothing was recognised in.</summary>
/// <param name="Format">Its name.</param>
/// <param name="Records">Records tried.</param>
/// <param name="Understood">Records that gave events or were joined.</param>
/// <param name="Reason">What the others lack: the most frequent reason of refusal or of being passed over; null when there is none.</param>
public sealed record NearFormat(string Format, long Records, long Understood, string? Reason);

/// <summary>How a file was recognised, for people who ask why. Made where <see cref="ImportOptions.Explain"/> is set. Immutable.</summary>
public sealed record FileDetails
{
    /// <summary><c>gzip</c>, <c>zip</c>, <c>zstd</c>, or null for a plain file.</summary>
    public string? Packing { get; init; }

    /// <summary>Bytes on disk; null for a member of an archive.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>How its text is written: <c>ASCII</c>, <c>UTF-8</c>, <c>UTF-8 with a mark</c>, <c>UTF-16 little endian</c>, ...</summary>
    public string Encoding { get; init; } = "";

    /// <summary>How it is cut into records: <c>lines</c>, <c>JSON, one object a line</c>, ...; null when nothing was recognised.</summary>
    public string? Framing { get; init; }

    /// <summary>How sure the chosen format's detector is, 1 to 100; 0 when there is none or the caller named it.</summary>
    public int Confidence { get; init; }

    /// <summary>The other formats that would have taken it, surest first.</summary>
    public IReadOnlyList<FormatCandidate> RunnersUp { get; init; } = [];

    /// <summary>For a file that was not recognised: the readers that make most of its beginning.</summary>
    public IReadOnlyList<NearFormat> Nearest { get; init; } = [];

    /// <summary>What its times without a zone are taken as; null: its times are numbers or tell their zone.</summary>
    public string? AssumedZone { get; init; }

    /// <summary>The first characters, escaped; of a file that was not recognised.</summary>
    public string? Beginning { get; init; }
}
