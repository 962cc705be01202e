namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// Joins audit records by time, serial and host. Events of several processors come interleaved, so several are open at a time: at most 256, and
/// none longer than two seconds of log time after its own (what auditd's own library waits: auparse, EOE timeout). Not thread-safe.
/// </summary>
internal sealed class AuditJoin
{
    private const int MostOpen = 256;
    private const long LongestWaitMicros = 2 * LogTime.MicrosPerSecond;

    private readonly Dictionary<(long Time, long Serial, string? Host), AuditGroup> open = [];
    private readonly Queue<AuditGroup> order = new();
    private readonly Stack<AuditGroup> spare = new();

    /// <summary>The group that a record belongs to; a new one when it is the first.</summary>
    public AuditGroup Of(long timeMicros, long serial, string? host, RecordPosition position)
    {
        var key = (timeMicros, serial, host);
        if (open.TryGetValue(key, out var group))
        {
            return group;
        }

        group = spare.Count > 0 ? spare.Pop() : new AuditGroup();
        group.Start(timeMicros, serial, host, position);
        open.Add(key, group);
        order.Enqueue(group);
        return group;
    }

    /// <summary>True when a group of this event is open.</summary>
    public bool IsOpen(long timeMicros, long serial, string? host) => open.ContainsKey((timeMicros, serial, host));

    /// <summary>A group that is over at this time, oldest first; null when there is none. Give it back with <see cref="Done"/>.</summary>
    /// <param name="nowMicros">The newest record's time.</param>
    public AuditGroup? Overdue(long nowMicros)
    {
        while (order.TryPeek(out var oldest))
        {
            if (oldest.IsDone)
            {
                spare.Push(order.Dequeue());
            }
            else
            {
                return order.Count > MostOpen || nowMicros - oldest.TimeMicros > LongestWaitMicros ? oldest : null;
            }
        }

        return null;
    }

    public void Done(AuditGroup group)
    {
        group.IsDone = true;
        open.Remove((group.TimeMicros, group.Serial, group.Host));
    }
}
