namespace Det0131.Scoring.Intake;

/// <summary>How the journal lies on disk. Immutable.</summary>
public sealed record JournalOptions
{
    /// <summary>A segment that would become larger is followed by a new one; 64 KiB to 1 GiB, default 64 MiB. A larger frame has its own.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;
}
