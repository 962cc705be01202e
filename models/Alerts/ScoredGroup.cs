namespace Det0131.Models.Alerts;

/// <summary>Where one event of a group stands in the logs.</summary>
/// <param name="RecordId">The log's own id, if it has one.</param>
/// <param name="Source">The reader's name of the format.</param>
/// <param name="File">The file that was read.</param>
/// <param name="Line">1-based; 0 when not known.</param>
public readonly record struct EventReference(string? RecordId, string Source, string? File, long Line);

/// <summary>One scored group, alert or not: events of one analytic, entity, destination and clock hour. Immutable.</summary>
public sealed record ScoredGroup
{
    public required string AnalyticId { get; init; }

    public required AlertEntity Entity { get; init; }

    public required AlertDestination Destination { get; init; }

    /// <summary>First event, microseconds since 1970-01-01T00:00:00Z.</summary>
    public required long FirstMicros { get; init; }

    public required long LastMicros { get; init; }

    /// <summary>The sum of <see cref="Contributions"/> in list order, bits.</summary>
    public double ScoreBits => Alert.Sum(Contributions);

    public required ReturnPeriod ReturnPeriod { get; init; }

    /// <summary>The kinds of events and the size class that the group was compared within.</summary>
    public required string Stratum { get; init; }

    /// <summary>All events of the group.</summary>
    public required long EventCount { get; init; }

    /// <summary>The first events of the group, bounded by the scorer.</summary>
    public required IReadOnlyList<EventReference> Events { get; init; }

    public long? BytesOut { get; init; }

    /// <summary>The step columns and every feature that gave bits, in the model's column order.</summary>
    public required IReadOnlyList<AlertContribution> Contributions { get; init; }
}
