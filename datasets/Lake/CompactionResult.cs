namespace Det0131.Datasets.Lake;

/// <summary>What a compaction did. Immutable.</summary>
/// <param name="Merged">Parts that went into others.</param>
/// <param name="Written">Parts made of them.</param>
/// <param name="Events">Events in these.</param>
public sealed record CompactionResult(int Merged, int Written, long Events);

/// <summary>A day of a lake. Immutable.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Parts">Files.</param>
/// <param name="SmallParts">Those of one platform that a compaction would merge, at the platform that has most; 0 or 1: nothing to do.</param>
/// <param name="Bytes">Of all files.</param>
public sealed record LakeDay(DateOnly Day, int Parts, int SmallParts, long Bytes);
