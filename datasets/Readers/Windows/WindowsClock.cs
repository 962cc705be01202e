namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// When an event happened. Logs write it several times over, and not all of them are true. One per file; not thread-safe.
/// </summary>
/// <remarks>
/// What real exports (OTRF Security-Datasets, 129 sets) hold:
/// <list type="bullet">
/// <item>Sysmon's <c>UtcTime</c> is UTC without a zone mark. For events from kernel call-backs (1, 5, 7, 10 to 13) it is right.
/// For 3 and 22, which come from event tracing, it is off by up to days on machines that were suspended: a third of the pandalab records.
/// There it counts only within five minutes of the log's own stamp.</item>
/// <item>NXLog's <c>EventTime</c> is local time without a zone; <c>EventReceivedTime</c> is local as well and <c>@timestamp</c>, of the same moment,
/// is UTC, so their difference is the zone. <c>@timestamp</c> itself is up to minutes late.</item>
/// <item>Some exports write local time with a false <c>Z</c> into <c>TimeCreated</c> and <c>@timestamp</c>, a few of them on a 12-hour clock:
/// off by 4, 5, 7, 16, 17 and 19 hours in one collection. The constant difference from Sysmon's clock in the same file tells by how much.</item>
/// <item><c>SystemTime</c> and winlogbeat's <c>@timestamp</c> are UTC.</item>
/// </list>
/// </remarks>
internal sealed class WindowsClock
{
    private const long Second = LogTime.MicrosPerSecond;
    private const long Quarter = 900 * Second;
    private const long LargestShift = 26 * 4 * Quarter;
    private const long ShiftTolerance = 120 * Second;
    private const long TraceTolerance = 300 * Second;
    private const int AgreementNeeded = 3;

    private long candidate;
    private int agreed;

    /// <summary>What to add to the log's stamp to get UTC; a multiple of a quarter hour. Null until learned.</summary>
    public long? ShiftMicros { get; private set; }

    /// <summary>Learns from a kernel call-back event of Sysmon, whose own clock is right. Three that agree change what was learned before.</summary>
    public void Learn(long utcMicros, long stampMicros)
    {
        var difference = utcMicros - stampMicros;
        var shift = (long)Math.Round((double)difference / Quarter) * Quarter;
        if (Math.Abs(difference - shift) > ShiftTolerance || Math.Abs(shift) > LargestShift)
        {
            return;
        }

        if (ShiftMicros is null)
        {
            ShiftMicros = shift;
        }
        else if (shift == ShiftMicros)
        {
            agreed = 0;
        }
        else if (shift != candidate)
        {
            (candidate, agreed) = (shift, 1);
        }
        else if (++agreed >= AgreementNeeded)
        {
            (ShiftMicros, agreed) = (shift, 0);
        }
    }

    /// <summary>The time of an event of tracing origin (Sysmon 3 and 22): its UtcTime where it agrees with the log's stamp, else the stamp.</summary>
    public long OfTrace(long? utcMicros, long stampMicros)
    {
        var stamp = Shifted(stampMicros);
        return utcMicros is { } utc && Math.Abs(utc - stamp) <= TraceTolerance ? utc : stamp;
    }

    /// <summary>The log's stamp with what was learned about it.</summary>
    public long Shifted(long stampMicros) => stampMicros + (ShiftMicros ?? 0);

    /// <summary>Ids whose UtcTime comes from a kernel call-back or is taken in the service itself.</summary>
    public static bool IsTeacher(int sysmonId) => sysmonId is 1 or 5 or 7 or 10 or 11 or 12 or 13;

    /// <summary>NXLog's local time as UTC: the zone is what lies between its two stamps of receipt, to the quarter hour.</summary>
    public static long FromLocal(long localMicros, long receivedUtcMicros, long receivedLocalMicros) =>
        localMicros + ((long)Math.Round((double)(receivedUtcMicros - receivedLocalMicros) / Quarter) * Quarter);
}
