using System.Globalization;

namespace Det0131.Models.Alerts;

/// <summary>Times of an alert for output: UTC for programs, the entity's local time for people. Thread-safe.</summary>
public static class AlertTime
{
    // Microseconds of DateTimeOffset's first and last instants; a log's time outside them is shown as the nearest end.
    private const long LeastMicros = -62_135_596_800_000_000;
    private const long MostMicros = 253_402_300_799_999_999;

    /// <summary>UTC instant. Times outside the years 1 to 9999 become the nearest end.</summary>
    public static DateTimeOffset Utc(long micros) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(micros, LeastMicros, MostMicros) * TimeSpan.TicksPerMicrosecond);

    /// <summary>ISO 8601 with milliseconds: <c>2026-03-04T02:12:08.000Z</c>.</summary>
    public static string Iso(long micros) => Utc(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The instant in the zone; UTC when this machine does not know the zone.</summary>
    public static DateTimeOffset Local(long micros, string timeZoneId)
    {
        DateTimeOffset utc = Utc(micros);
        return Zone(timeZoneId) is { } zone ? utc.ToOffset(zone.GetUtcOffset(utc)) : utc;
    }

    /// <summary>ISO 8601 with offset: <c>2026-03-04T03:12:08+01:00</c>.</summary>
    public static string LocalIso(long micros, string timeZoneId) =>
        Local(micros, timeZoneId).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Minutes east of UTC at that instant.</summary>
    public static int OffsetMinutes(long micros, string timeZoneId) =>
        (int)Local(micros, timeZoneId).Offset.TotalMinutes;

    /// <summary>The zone's name as printed beside a local time: its id, or <c>UTC</c> when this machine does not know it.</summary>
    public static string ZoneName(string timeZoneId) => Zone(timeZoneId) is null ? "UTC" : timeZoneId;

    private static TimeZoneInfo? Zone(string timeZoneId) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(timeZoneId, out TimeZoneInfo? zone) ? zone : null;
}
