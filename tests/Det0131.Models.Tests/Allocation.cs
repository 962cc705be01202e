namespace Det0131.Models.Tests;

/// <summary>Measures what a hot path allocates once it is warm.</summary>
internal static class Allocation
{
    /// <summary>
    /// The least bytes that a round allocates on this thread, of twenty. The runtime itself allocates a few dozen bytes when it replaces a
    /// method by a faster one, at a time of its choosing; a path that allocates per event does so in every round.
    /// </summary>
    public static long LeastOfRounds(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
