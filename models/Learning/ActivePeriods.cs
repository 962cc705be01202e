using Det0131.Models.Features;

namespace Det0131.Models.Learning;

/// <summary>
/// When a history has events at all. Histories have gaps (sets recorded on single days over years, a clock that once stood at 1970),
/// so lengths are counted in periods with events, not from the first event to the last. Not thread-safe.
/// </summary>
public sealed class ActivePeriods
{
    /// <summary>Periods of all lengths are made of these: ten minutes.</summary>
    public const long GrainMicros = PeriodChoice.TenMinutesMicros;

    private const int DaysForDailyPeriods = 10;
    private const int HoursForHourlyPeriods = 6;

    private readonly HashSet<int> _grains = [];

    public static ActivePeriods None { get; } = new();

    /// <summary>Ten-minute periods with events.</summary>
    public int Count => _grains.Count;

    /// <summary>The latest event, UTC microseconds.</summary>
    public long LastMicros { get; private set; } = long.MinValue;

    public void Observe(long utcMicros)
    {
        LastMicros = Math.Max(LastMicros, utcMicros);
        _grains.Add(FeatureCalendar.Number(utcMicros, GrainMicros));
    }

    /// <summary>A day; an hour when there are events on fewer than 10 days; ten minutes when in fewer than 6 hours.</summary>
    public long PeriodMicros() =>
        Distinct(FeatureCatalogue.Hour) < HoursForHourlyPeriods ? PeriodChoice.TenMinutesMicros
        : Distinct(FeatureCatalogue.Day) < DaysForDailyPeriods ? PeriodChoice.HourMicros
        : PeriodChoice.DayMicros;

    /// <summary>Starts of the periods with events, rising.</summary>
    public IReadOnlyList<long> Starts(FeatureCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return [.. _grains.Select(g => calendar.PeriodStart(calendar.PeriodAt(g * GrainMicros))).Distinct().Order()];
    }

    private int Distinct(long lengthMicros) => _grains.Select(g => FeatureCalendar.Number(g * GrainMicros, lengthMicros)).Distinct().Count();
}
