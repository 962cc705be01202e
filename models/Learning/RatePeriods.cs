using Det0131.Models.Features;

namespace Det0131.Models.Learning;

/// <summary>How many of the last periods of a history give the rates; those before teach them.</summary>
public static class RatePeriods
{
    private const int DaysOfAWeek = 7;

    // Beyond this the first days are scored with much less history than the model will have.
    private const int MostDays = 14;

    /// <summary>
    /// A quarter of the periods, 14 days at most. Of a history of days that has room for it, whole weeks: six days without a Sunday say nothing about
    /// Sundays. A week is counted in days with events, and leaves twice as many to learn from.
    /// </summary>
    /// <param name="count">Periods with events, 1 or more.</param>
    /// <param name="periodMicros">Length of one.</param>
    /// <returns>1 to <paramref name="count"/>.</returns>
    public static int Of(int count, long periodMicros)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(periodMicros, 1);
        var most = (int)(MostDays * FeatureCatalogue.Day / periodMicros);
        var quarter = Math.Clamp((count + 3) / 4, 1, Math.Max(1, most));
        return periodMicros != PeriodChoice.DayMicros || count < 3 * DaysOfAWeek ? quarter : Math.Max(DaysOfAWeek, quarter / DaysOfAWeek * DaysOfAWeek);
    }
}
