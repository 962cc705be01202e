namespace Det0131.Datasets.Lake;

/// <summary>What a commit did. Immutable.</summary>
/// <param name="Appended">Events given to the batch.</param>
/// <param name="Refused">Of these, left out because their time is outside <see cref="ImportBatch.EarliestMicros"/> to <see cref="ImportBatch.LatestMicros"/>.</param>
/// <param name="Doubled">Of these, left out because the batch or the lake has their identity already.</param>
/// <param name="Written">New in the lake: the rest.</param>
/// <param name="JoinedToProcess">Written network events that took something from their process's start.</param>
/// <param name="JoinedToParent">Written events that took their parent's name from the parent's start.</param>
/// <param name="JoinedToFlow">Written flows that took something from other records of their flow.</param>
public sealed record ImportResult(
    long Appended, long Refused, long Doubled, long Written, long JoinedToProcess, long JoinedToParent, long JoinedToFlow)
{
    /// <summary>Field by field, for an import of several batches.</summary>
    public static ImportResult operator +(ImportResult a, ImportResult b) => new(
        a.Appended + b.Appended, a.Refused + b.Refused, a.Doubled + b.Doubled, a.Written + b.Written,
        a.JoinedToProcess + b.JoinedToProcess, a.JoinedToParent + b.JoinedToParent, a.JoinedToFlow + b.JoinedToFlow);

    /// <inheritdoc cref="op_Addition"/>
    public static ImportResult Add(ImportResult a, ImportResult b) => a + b;
}
