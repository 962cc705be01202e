namespace Det0131.Datasets.Simulation.Population;

/// <summary>
/// Local time of the demo's places, without the machine's time zone tables, so that the bytes do not depend on them.
/// European summer time: from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
/// (Directive 2000/84/EC). Immutable.
/// </summary>
internal readonly record struct SiteClock
{
    private readonly int _winterHours;
    private readonly bool _summerTime;

    public SiteClock(string timeZone)
    {
        (_winterHours, _summerTime) = timeZone switch
        {
            "Europe/Berlin" => (1, true),
            "Europe/London" => (0, true),
            "UTC" => (0, false),
            _ => throw new ArgumentException($"Found time zone '{timeZone}' in the population; expected Europe/Berlin, Europe/London or UTC."),
        };
    }

    /// <summary>Microseconds since 1970 of a local time. <paramref name="hours"/> counts from local midnight and may pass 24 or be negative.</summary>
    public long At(DateOnly day, double hours)
    {
        var utc = DayMicros(day) + (long)Math.Round((hours - _winterHours) * 3_600_000) * 1000;
        return IsSummer(utc) ? utc - 3_600_000_000 : utc;
    }

    /// <summary>Local time of a UTC time in microseconds.</summary>
    public DateTime Local(long micros) => TimeOf(micros).AddHours(_winterHours + (IsSummer(micros) ? 1 : 0));

    /// <summary>Microseconds since 1970 of a day's midnight UTC.</summary>
    public static long DayMicros(DateOnly day) => (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400_000_000L;

    /// <summary>The UTC time as a <see cref="DateTime"/>.</summary>
    public static DateTime TimeOf(long micros) => DateTime.UnixEpoch.AddTicks(micros * 10);

    private bool IsSummer(long micros)
    {
        if (!_summerTime)
        {
            return false;
        }

        var time = TimeOf(micros);
        return time >= LastSunday(time.Year, 3) && time < LastSunday(time.Year, 10);
    }

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31, 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
