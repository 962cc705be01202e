namespace Det0131.Scoring.Intake;

/// <summary>
/// What may be in work at once: bodies being read, and the bytes that all bodies hold. Who finds no room is told to come back; nobody waits in
/// memory. Thread-safe.
/// </summary>
/// <param name="mostBytes">Bytes of all bodies; one body alone may have more.</param>
/// <param name="waiting">Events on disk that wait to be scored.</param>
/// <param name="mostWaiting">Beyond it nothing is taken.</param>
/// <param name="estimate">How long to wait.</param>
internal sealed class IntakeGate(long mostBytes, Func<long> waiting, long mostWaiting, WaitEstimate estimate)
{
    private static readonly TimeSpan NoRoom = TimeSpan.FromSeconds(2);

    private long _bytes;
    private int _bodies;

    /// <summary>Whether the scorer is so far behind that nothing more is taken.</summary>
    public bool IsBehind => waiting() > mostWaiting;

    /// <exception cref="IntakeBusyException">Too many events wait.</exception>
    public Entry Enter()
    {
        var excess = waiting() - mostWaiting;
        if (excess > 0)
        {
            throw new IntakeBusyException(estimate.For(excess));
        }

        Interlocked.Increment(ref _bodies);
        return new Entry(this);
    }

    private void Add(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > mostBytes && Volatile.Read(ref _bodies) > 1)
        {
            throw new IntakeBusyException(NoRoom);
        }
    }

    /// <summary>One body in work. Not thread-safe.</summary>
    public sealed class Entry(IntakeGate gate) : IDisposable
    {
        private long _own;

        /// <summary>Takes note of bytes that the body holds now.</summary>
        /// <exception cref="IntakeBusyException">All bodies together hold too many.</exception>
        public void Add(long bytes)
        {
            _own += bytes;
            gate.Add(bytes);
        }

        public void Dispose()
        {
            Interlocked.Add(ref gate._bytes, -_own);
            Interlocked.Decrement(ref gate._bodies);
        }
    }
}
