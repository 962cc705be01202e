using System.Globalization;

namespace Det0131.Models.Jobs;

/// <summary>Moments as people type and read them.</summary>
public static class TimeText
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>Microseconds since 1970 of a UTC moment: <c>2026-11-21</c>, <c>2026-11-21T08:00</c>, <c>2026-11-21T08:00:00Z</c> or with an offset.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static long Parse(string text)
    {
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, styles, out var moment)
            || DateTimeOffset.TryParseExact(text, [.. Forms.Skip(1).Select(f => f + "K")], CultureInfo.InvariantCulture, styles, out moment))
        {
            return (moment - DateTimeOffset.UnixEpoch).Ticks / 10;
        }

        throw new FormatException($"Found time '{text}'; expected a date or time in UTC such as 2026-11-21 or 2026-11-21T08:00:00Z.");
    }

    /// <summary><c>2026-11-21T08:00:00Z</c>.</summary>
    public static string Format(long micros) => DateTime.UnixEpoch.AddMicroseconds(micros).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
