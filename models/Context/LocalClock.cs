namespace Det0131.Models.Context;

/// <summary>Turns UTC microseconds into local date, hour and weekday without allocation. Not thread-safe.</summary>
public sealed class LocalClock(TimeZoneInfo zone)
{
    private const long MicrosPerHour = 3_600_000_000L;

    // The offset of a zone is constant within a quarter of an hour, and logs are nearly in order: one remembered quarter serves most events.
    private const long MicrosPerQuarter = MicrosPerHour / 4;
    private long _quarter = long.MinValue;
    private long _offsetMicros;

    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>Microseconds to add to UTC for local time.</summary>
    public long OffsetMicros(long utcMicros)
    {
        var quarter = Math.DivRem(utcMicros, MicrosPerQuarter).Quotient;
        if (quarter != _quarter)
        {
            _offsetMicros = Zone.GetUtcOffset(DateTime.UnixEpoch.AddMicroseconds(quarter * MicrosPerQuarter)).Ticks / 10;
            _quarter = quarter;
        }

        return _offsetMicros;
    }

    /// <summary>Local days since 1970-01-01 and the hour of the local day, 0 to 23.</summary>
    public (int Date, int Hour) LocalHour(long utcMicros)
    {
        var hours = FloorDivide(utcMicros + OffsetMicros(utcMicros), MicrosPerHour);
        var date = FloorDivide(hours, 24);
        return ((int)date, (int)(hours - date * 24));
    }

    internal static long FloorDivide(long value, long divisor)
    {
        var (quotient, remainder) = Math.DivRem(value, divisor);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
