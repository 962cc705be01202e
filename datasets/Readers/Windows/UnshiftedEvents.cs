using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Events of an export whose stamps may be local time, kept until a Sysmon event of the file tells the difference from UTC
/// (such exports often list the Security log first). At most 4,096; then and at the end of the file they go out as stamped. Not thread-safe.
/// </summary>
internal sealed class UnshiftedEvents(WindowsClock clock)
{
    private const int Most = 4096;

    private readonly List<(SecurityEvent Event, long? UtcMicros, long StampMicros)> kept = [];
    private bool gaveUp;

    /// <summary>True while events whose time rests on the log's stamp should be kept.</summary>
    public bool IsOpen => !gaveUp && clock.ShiftMicros is null;

    public void Add(SecurityEvent filled, long? utcMicros, long stampMicros, ReadOnlySpan<byte> record, RecordPosition position) =>
        kept.Add((HeldEvent.Keep(filled, record, position), utcMicros, stampMicros));

    /// <summary>Hands the events out when the difference is known, or there are too many.</summary>
    public void ReleaseIfDue(IRecordSink sink)
    {
        if (kept.Count > 0 && (clock.ShiftMicros is not null || kept.Count >= Most))
        {
            Release(sink);
        }
    }

    public void Release(IRecordSink sink)
    {
        gaveUp = clock.ShiftMicros is null;
        foreach (var (held, utc, stamp) in kept)
        {
            held.TimeMicros = clock.OfTrace(utc, stamp);
            HeldEvent.Release(held, sink);
        }

        kept.Clear();
    }
}
