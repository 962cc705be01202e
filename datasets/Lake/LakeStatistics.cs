namespace Det0131.Datasets.Lake;

/// <summary>What a lake holds of one source on one platform. Immutable.</summary>
/// <param name="Source">The reader's name for the format.</param>
/// <param name="Platform">As in the directory name: <c>windows</c>, ..., <c>unknown</c>.</param>
/// <param name="Events">How many events; 1 or more.</param>
/// <param name="FirstMicros">Time of the first, microseconds since 1970 UTC.</param>
/// <param name="LastMicros">Time of the last.</param>
/// <param name="Days">UTC days with at least one event.</param>
public sealed record SourceStatistics(string Source, string Platform, long Events, long FirstMicros, long LastMicros, long Days);

/// <summary>What a lake holds. Immutable.</summary>
/// <param name="Sources">By source, then platform (ordinal).</param>
/// <param name="Days">UTC days with at least one event, in order.</param>
public sealed record LakeStatistics(IReadOnlyList<SourceStatistics> Sources, IReadOnlyList<DateOnly> Days)
{
    public long Events => Sources.Sum(source => source.Events);

    /// <summary>Time of the first event, microseconds since 1970 UTC; null when there is none.</summary>
    public long? FirstMicros => Sources.Count == 0 ? null : Sources.Min(source => source.FirstMicros);

    /// <summary>Time of the last event; null when there is none.</summary>
    public long? LastMicros => Sources.Count == 0 ? null : Sources.Max(source => source.LastMicros);
}
