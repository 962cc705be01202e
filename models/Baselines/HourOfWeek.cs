namespace Det0131.Models.Baselines;

/// <summary>Hours of the week, 0 (Monday 00:00 to 00:59, local time) to 167. Thread-safe.</summary>
public static class HourOfWeek
{
    /// <summary>Hours in a day.</summary>
    public const int HoursPerDay = 24;

    /// <summary>Hours in a week.</summary>
    public const int Count = 7 * HoursPerDay;

    /// <summary>The hour of the week of a local date and hour.</summary>
    /// <param name="localDate">Days since 1970-01-01 (a Thursday), at least 0.</param>
    /// <param name="hourOfDay">0 to 23.</param>
    public static int Of(int localDate, int hourOfDay) => ((((localDate % 7) + 3) % 7) * HoursPerDay) + hourOfDay;

    /// <summary>Whether an hour of the week lies on Saturday or Sunday.</summary>
    public static bool IsWeekend(int hourOfWeek) => hourOfWeek >= 5 * HoursPerDay;

    /// <summary>Reads "0" to "23" as stored: no sign, no leading zero.</summary>
    internal static bool TryParseHour(ReadOnlySpan<char> text, out int hour)
    {
        hour = text.Length switch
        {
            1 when char.IsAsciiDigit(text[0]) => text[0] - '0',
            2 when text[0] is '1' or '2' && char.IsAsciiDigit(text[1]) => ((text[0] - '0') * 10) + text[1] - '0',
            _ => -1,
        };
        return hour is >= 0 and < HoursPerDay;
    }
}
