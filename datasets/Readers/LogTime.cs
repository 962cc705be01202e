namespace Det0131.Datasets.Readers;

/// <summary>Times as logs write them, to microseconds since 1970-01-01T00:00:00Z. Digits beyond microseconds are cut off. Thread-safe.</summary>
/// <remarks>Accepted are years 1970 to 9999; what is not a time gives false, never an exception.</remarks>
public static class LogTime
{
    public const long MicrosPerSecond = 1_000_000;

    private const long LatestSeconds = 253_402_300_799; // 9999-12-31T23:59:59Z

    /// <summary>The first time that is too late: 10000-01-01.</summary>
    internal const long LatestMicros = (LatestSeconds + 1) * MicrosPerSecond;

    /// <summary>
    /// ISO 8601 date and time: <c>2024-08-01T12:25:57Z</c>, <c>2020-10-23 06:36:42.306</c>, <c>2024-04-18T18:43:15.391346+0000</c>.
    /// T, t, or one blank between; fraction of any length after a point or comma; zone Z, z, +hh, +hhmm, +hh:mm, or none, which is taken as UTC.
    /// </summary>
    public static bool TryIso8601(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second))
        {
            return false;
        }

        // A leap second (60) is the next minute's first.
        if (year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var rest = text[19..];
        if (!Fraction(ref rest, out var fraction) || !Zone(rest, out var offsetSeconds))
        {
            return false;
        }

        var seconds = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        seconds += (hour * 3600) + (minute * 60) + second - offsetSeconds;
        return Combine(seconds, fraction, out micros);
    }

    /// <summary>Seconds since 1970, with or without a fraction: <c>1591367999.430166</c>, <c>1697608042</c>. No sign, no exponent.</summary>
    public static bool TryEpochSeconds(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        var whole = text.IndexOf((byte)'.');
        var digits = whole < 0 ? text : text[..whole];
        if (digits.Length is 0 or > 12)
        {
            return false;
        }

        long seconds = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            seconds = (seconds * 10) + (digit - '0');
        }

        var rest = text[digits.Length..];
        return Fraction(ref rest, out var fraction) && rest.IsEmpty && Combine(seconds, fraction, out micros);
    }

    private static bool Combine(long seconds, int fractionMicros, out long micros)
    {
        micros = 0;
        if (seconds is < 0 or > LatestSeconds)
        {
            return false;
        }

        micros = (seconds * MicrosPerSecond) + fractionMicros;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static bool Fraction(ref ReadOnlySpan<byte> text, out int micros)
    {
        micros = 0;
        if (text.IsEmpty || text[0] is not ((byte)'.' or (byte)','))
        {
            return true;
        }

        var at = 1;
        var scale = 100_000;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            micros += (text[at] - '0') * scale;
            scale /= 10;
        }

        text = text[at..];
        return at > 1;
    }

    private static bool Zone(ReadOnlySpan<byte> text, out int offsetSeconds)
    {
        offsetSeconds = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
        {
            return text.Length <= 1;
        }

        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6) || (text.Length == 6 && text[3] != ':'))
        {
            return false;
        }

        var minutes = 0;
        if (!Digits(text[1..3], out var hours) || (text.Length > 3 && !Digits(text[^2..], out minutes)) || hours > 14 || minutes > 59)
        {
            return false;
        }

        offsetSeconds = ((hours * 60) + minutes) * (text[0] == '-' ? -60 : 60);
        return true;
    }
}
