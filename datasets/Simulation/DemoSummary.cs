namespace Det0131.Datasets.Simulation;

/// <summary>What was written. Immutable.</summary>
/// <param name="Records">Log records by format; an auditd event counts once, whatever its number of lines.</param>
/// <param name="Files">Log files.</param>
/// <param name="LogBytes">Bytes of the logs as an importer reads them, decompressed.</param>
/// <param name="StoredBytes">Bytes of the logs on disk.</param>
/// <param name="Acts">Acts in <c>acts.csv</c>.</param>
public sealed record DemoSummary(
    IReadOnlyDictionary<string, long> Records,
    int Files,
    long LogBytes,
    long StoredBytes,
    int Acts);
