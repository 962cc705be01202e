namespace Det0131.Datasets.Readers.Windows;

/// <summary>What is known of an event's time.</summary>
/// <param name="Micros">The time to use; null when the record has none.</param>
/// <param name="UtcMicros">Sysmon's own UtcTime.</param>
/// <param name="StampMicros">The log's stamp as it stands, a known zone taken off.</param>
/// <param name="IsDoubtful">True when the time rests on a stamp that may be local time with a false zone mark.</param>
internal readonly record struct WindowsTime(long? Micros, long? UtcMicros, long? StampMicros, bool IsDoubtful);

/// <summary>Reads the times of a record and chooses among them by the rules of <see cref="WindowsClock"/>. Not thread-safe.</summary>
internal sealed class WindowsStamps(WindowsClock clock)
{
    private const int LocalTimeLength = 19;
    private const int LearnEvery = 64;

    private int sinceLearned;

    /// <param name="envelope">Knows the slots.</param>
    /// <param name="values">The record's.</param>
    /// <param name="fields">The event data.</param>
    /// <param name="sysmonId">The event id of a Sysmon record; 0 for the Security log.</param>
    public WindowsTime Of(WindowsEnvelope envelope, WindowsEnvelope.EnvelopeValues values, WindowsFields fields, int sysmonId)
    {
        long? utc = sysmonId > 0 && LogTime.TryIso8601(fields[WindowsField.UtcTime], out var own) ? own : null;
        if (!TryStamp(envelope, values, out var stamp, out var isDoubtful))
        {
            return new WindowsTime(utc, utc, null, false);
        }

        if (utc is { } known && WindowsClock.IsTeacher(sysmonId))
        {
            clock.Learn(known, stamp);
            return new WindowsTime(known, known, stamp, false);
        }

        return new WindowsTime(clock.OfTrace(utc, stamp), utc, stamp, isDoubtful);
    }

    /// <summary>Takes a look at the times of a record that is otherwise ignored: all while nothing is known, later one in 64. True when it taught something.</summary>
    public bool LearnFromIgnored(ReadOnlySpan<byte> record, int id)
    {
        if (!WindowsClock.IsTeacher(id) || (clock.ShiftMicros is not null && ++sinceLearned < LearnEvery))
        {
            return false;
        }

        sinceLearned = 0;
        if (!LogTime.TryIso8601(StringAfter(record, "\"UtcTime\":\""u8), out var utc)
            || !LogTime.TryIso8601(StringAfter(record, "\"TimeCreated\":\""u8), out var stamp))
        {
            return false;
        }

        clock.Learn(utc, stamp);
        return true;
    }

    private static bool TryStamp(WindowsEnvelope envelope, WindowsEnvelope.EnvelopeValues values, out long stamp, out bool isDoubtful)
    {
        isDoubtful = false;
        if (LogTime.TryIso8601(values.SystemTime, out stamp))
        {
            return true;
        }

        var json = values.Json;
        var eventTime = json.Bytes(envelope.EventTimeSlot);
        var timestamp = json.Bytes(envelope.TimestampSlot);
        if (LogTime.TryIso8601(eventTime, out stamp))
        {
            if (eventTime.Length == LocalTimeLength
                && LogTime.TryIso8601(timestamp, out var receivedUtc)
                && LogTime.TryIso8601(json.Bytes(envelope.ReceivedSlot), out var receivedLocal))
            {
                stamp = WindowsClock.FromLocal(stamp, receivedUtc, receivedLocal);
            }

            return true;
        }

        var created = json.Bytes(envelope.TimeCreatedSlot);
        if (LogTime.TryIso8601(created, out stamp))
        {
            // The exports in question write the same time twice, or this one alone.
            isDoubtful = timestamp.IsEmpty || created.SequenceEqual(timestamp);
            return true;
        }

        return LogTime.TryIso8601(timestamp, out stamp) || LogTime.TryIso8601(json.Bytes(envelope.TimeGeneratedSlot), out stamp);
    }

    private static ReadOnlySpan<byte> StringAfter(ReadOnlySpan<byte> record, ReadOnlySpan<byte> key)
    {
        var at = record.IndexOf(key);
        if (at < 0)
        {
            return default;
        }

        var rest = record[(at + key.Length)..];
        var end = rest.IndexOf((byte)'"');
        return end < 0 ? default : rest[..end];
    }
}
