using System.Globalization;
using Det0131.Models.Features;

namespace Det0131.Models.Learning;

/// <summary>How long a period is: a burst of equal events within one counts once.</summary>
public static class PeriodChoice
{
    public const long DayMicros = FeatureCatalogue.Day;
    public const long HourMicros = FeatureCatalogue.Hour;
    public const long TenMinutesMicros = 10 * FeatureCatalogue.Minute;

    /// <summary>Reads <c>auto</c> (null), <c>day</c>, <c>hour</c> or <c>10m</c>.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static long? Parse(string text) => text switch
    {
        "auto" => null,
        "day" => DayMicros,
        "hour" => HourMicros,
        "10m" => TenMinutesMicros,
        _ => throw new FormatException($"Found period '{text}'; expected auto, day, hour or 10m."),
    };

    /// <summary>The period in words, for a count of them: <c>28 days</c>, <c>1 hour</c>.</summary>
    public static string Name(long periodMicros, long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {Noun(periodMicros)}{(count == 1 ? "" : "s")}");

    /// <summary>The period in the singular.</summary>
    public static string Noun(long periodMicros) => periodMicros switch
    {
        FeatureCatalogue.Week => "week",
        DayMicros => "day",
        HourMicros => "hour",
        TenMinutesMicros => "ten-minute period",
        _ => "period",
    };
}
