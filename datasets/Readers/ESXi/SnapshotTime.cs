using System.Globalization;
using System.Text;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>When a snapshot was taken that holds no time itself. Thread-safe.</summary>
internal static class SnapshotTime
{
    /// <summary>What <c>date</c> prints on a host, whose clock is UTC.</summary>
    private static readonly string[] Printed = ["ddd MMM d HH:mm:ss 'UTC' yyyy", "ddd MMM  d HH:mm:ss 'UTC' yyyy"];

    /// <summary>A line that is a time and nothing else: <c>2026-01-02T09:00:00Z</c>, <c>Fri Jan  2 09:00:00 UTC 2026</c>.</summary>
    public static bool TryLine(ReadOnlySpan<byte> line, out long micros)
    {
        line = line.Trim(" \t\r"u8);
        if (LogTime.TryIso8601(line, out micros))
        {
            return true;
        }

        Span<char> text = stackalloc char[32];
        if (line.Length is < 24 or > 32 || !DateTime.TryParseExact(
            text[..Encoding.Latin1.GetChars(line, text)], Printed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            || time.Year < 1970)
        {
            return false;
        }

        micros = (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    /// <summary>
    /// The date and time of day in a file's name, taken as UTC: <c>esx01-connections-20260102T0900.txt</c>, <c>2026-01-02_09-00-00.json</c>; the last one counts. Null when
    /// there is none; a date alone is none.
    /// </summary>
    public static long? OfName(string file)
    {
        var name = file.AsSpan(file.AsSpan().LastIndexOfAny('/', '\\', '!') + 1);
        long? found = null;
        for (int at = 0; at < name.Length; at++)
        {
            if (char.IsAsciiDigit(name[at]) && (at == 0 || !char.IsAsciiDigit(name[at - 1])) && TryAt(name[at..], out long micros))
            {
                found = micros;
            }
        }

        return found;
    }

    private static bool TryAt(ReadOnlySpan<char> text, out long micros)
    {
        micros = 0;
        Span<int> parts = [0, 0, 0, 0, 0, 0];
        ReadOnlySpan<int> digits = [4, 2, 2, 2, 2, 2];
        int read = 0;
        for (; read < parts.Length; read++)
        {
            var rest = read == 0 || text.IsEmpty || char.IsAsciiDigit(text[0]) || text[0] is not ('-' or '_' or '.' or ':' or 'T' or 't') ? text : text[1..];
            if (rest.Length < digits[read] || rest[..digits[read]].ContainsAnyExceptInRange('0', '9'))
            {
                break;
            }

            parts[read] = int.Parse(rest[..digits[read]], NumberStyles.None, CultureInfo.InvariantCulture);
            text = rest[digits[read]..];
        }

        // Hours and minutes are needed; seconds are not.
        if (read < 5 || (!text.IsEmpty && char.IsAsciiDigit(text[0]))
            || parts[0] is < 1970 or > 2099 || parts[1] is < 1 or > 12 || parts[2] < 1 || parts[2] > DateTime.DaysInMonth(parts[0], parts[1])
            || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
        {
            return false;
        }

        micros = (new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return true;
    }
}
