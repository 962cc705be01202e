namespace Det0131.Testing;

/// <summary>Measures what a hot path allocates once it is warm.</summary>
internal static class Allocation
{
    /// <summary>How often a path is run.</summary>
    public const int Rounds = 20;

    /// <summary>
    /// The least bytes that a round allocates on this thread, of <see cref="Rounds"/>. The runtime itself allocates a few dozen bytes when it replaces a
    /// method by a faster one, at a time of its choosing; a path that allocates per event does so in every round.
    /// </summary>
    public static long LeastOfRounds(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
