namespace Det0131.Datasets.Simulation.Acts;

/// <summary>One staged exfiltration: what it is, and what it left in the logs. Not thread-safe.</summary>
/// <param name="Id">Short stable name.</param>
/// <param name="Analytic">The analytic that should find it.</param>
/// <param name="Technique">ATT&amp;CK technique.</param>
/// <param name="Procedure">What is done, in a few words.</param>
/// <param name="Variation">What makes this one different from the textbook case.</param>
/// <param name="Entity">Host or principal that loses the data.</param>
/// <param name="Destination">Where it goes: domain, address or account.</param>
internal sealed record Act(
    string Id,
    string Analytic,
    string Technique,
    string Procedure,
    string Variation,
    string Entity,
    string Destination)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _recordIds = [];

    /// <summary>First and last time of its records, microseconds since 1970; <see cref="long.MaxValue"/> and <see cref="long.MinValue"/> while it has none.</summary>
    public long StartMicros { get; private set; } = long.MaxValue;

    public long EndMicros { get; private set; } = long.MinValue;

    /// <summary>Bytes that left; 0 where the log that shows the act has no byte count.</summary>
    public long Bytes { get; private set; }

    public IReadOnlyList<string> RecordIds => _recordIds;

    public void Sent(long bytes) => Bytes += bytes;

    public void Recorded(long timeMicros, string recordId)
    {
        StartMicros = Math.Min(StartMicros, timeMicros);
        EndMicros = Math.Max(EndMicros, timeMicros);
        if (_seen.Add(recordId))
        {
            _recordIds.Add(recordId);
        }
    }
}

/// <summary>Knows which act is on stage, so that every record that comes up meanwhile is marked. Not thread-safe.</summary>
internal sealed class ActLedger
{
    /// <summary>The act on stage, or null while normal life goes on.</summary>
    public Act? Playing { get; private set; }

    /// <summary>Puts an act on stage until the result is disposed.</summary>
    public IDisposable Play(Act act)
    {
        Playing = act;
        return new Curtain(this);
    }

    private sealed class Curtain(ActLedger ledger) : IDisposable
    {
        public void Dispose() => ledger.Playing = null;
    }
}
