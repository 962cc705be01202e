using Det0131.Models.Scoring;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// Groups over the threshold of what they are, under that of what they may still become. A host's record of a connection comes when it begins, the network sensor's when
/// it ends: in between there is a group of one record, which was learned to be compared with groups that stay so. It is judged as it is when it is closed, or when an
/// hour has gone without an event of it. What waits follows from the groups and the time alone. Not thread-safe.
/// </summary>
internal sealed class GroupWait
{
    /// <summary>
    /// Without an event for so long, a group has what it will have: a call or download that takes longer is rare, and so is another event within its clock hour.
    /// Measured in docs/decisions/0011: 45 minutes lose a part of what waiting gains, 90 gain nothing more.
    /// </summary>
    public const long PatienceMicros = 3_600_000_000L;

    private readonly HashSet<EventGroup> _waiting = [];
    private readonly List<EventGroup> _due = [];

    /// <summary>When the first is judged as it is, UTC microseconds, if nothing happens before; null: none waits.</summary>
    public long? NextMicros => _waiting.Count == 0 ? null : _waiting.Min(static group => group.LastMicros) + PatienceMicros;

    /// <summary>Whether a group is judged as it is.</summary>
    /// <param name="group">The group.</param>
    /// <param name="nowMicros">The time that events, or the clock while none come, have reached.</param>
    public static bool IsSettled(EventGroup group, long nowMicros) => group.IsClosed || group.LastMicros <= nowMicros - PatienceMicros;

    /// <summary>Notes whether a group waits; it may have done before.</summary>
    public void Set(EventGroup group, bool waits)
    {
        if (waits)
        {
            _waiting.Add(group);
        }
        else
        {
            _waiting.Remove(group);
        }
    }

    /// <summary>Those that wait no longer, in an order that does not tell how they came here: a restart changes nothing. The list is good until the next call.</summary>
    public IReadOnlyList<EventGroup> TakeSettled(long nowMicros)
    {
        _due.Clear();
        foreach (var group in _waiting)
        {
            if (IsSettled(group, nowMicros))
            {
                _due.Add(group);
            }
        }

        _waiting.ExceptWith(_due);
        _due.Sort(static (a, b) => a.FirstMicros != b.FirstMicros ? a.FirstMicros.CompareTo(b.FirstMicros) : a.FirstIdentity.CompareTo(b.FirstIdentity));
        return _due;
    }
}
