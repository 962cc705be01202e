namespace Det0131.Datasets.Readers.Syslog;

/// <summary>
/// The year of lines that write none (RFC 3164), told by the file's path: <c>mail.log-20260104</c>, <c>2026/fw.log</c>, <c>fw-2026-01.log</c>.
/// Not thread-safe: lines are taken in order.
/// </summary>
/// <remarks>
/// A whole date is the day on which the file was put aside: lines of a later day are of the year before. A year alone is that of the first line; when the
/// lines go from the year's end to its beginning, the next one begins. Without either there is no year: none is guessed.
/// </remarks>
internal sealed class YearOfFile
{
    private const int HalfYear = 6;

    private readonly int? first;
    private readonly (int Month, int Day)? until;
    private int passed;
    private int lastMonth;

    public YearOfFile(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        for (var at = 0; at < file.Length; at++)
        {
            if (!char.IsAsciiDigit(file[at]) || (at > 0 && char.IsAsciiDigit(file[at - 1])))
            {
                continue;
            }

            if (Digits(file, at, 4) is not (>= 2000 and <= 2099 and var year))
            {
                continue;
            }

            // The last one counts: folders come before files.
            (first, until) = (year, DayAfter(file, at + 4));
            if (until is null && at + 4 < file.Length && char.IsAsciiDigit(file[at + 4]))
            {
                first = null;
            }
        }
    }

    /// <summary>Null when the path tells none.</summary>
    public int? Of(int month, int day)
    {
        if (first is null)
        {
            return null;
        }

        if (until is { } end)
        {
            // One day later is allowed: files are put aside shortly after midnight, by clocks of another zone.
            var isLater = month > end.Month + 1 || (month == end.Month + 1 && !(day == 1 && end.Day >= 28)) || (month == end.Month && day > end.Day + 1);
            return isLater ? first - 1 : first;
        }

        var step = lastMonth == 0 ? 0 : month - lastMonth;
        if (step < -HalfYear)
        {
            passed++;
        }

        var isLate = step > HalfYear && passed > 0;
        lastMonth = isLate ? lastMonth : month;
        return first + passed - (isLate ? 1 : 0);
    }

    // MMDD right behind, or -MM-DD with -, _ or . between.
    private static (int Month, int Day)? DayAfter(string file, int at)
    {
        var gap = at < file.Length && file[at] is '-' or '_' or '.' ? 1 : 0;
        var month = Digits(file, at + gap, 2);
        var afterMonth = at + gap + 2;
        var dayGap = gap > 0 && afterMonth < file.Length && file[afterMonth] == file[at] ? 1 : 0;
        var day = Digits(file, afterMonth + dayGap, 2);
        var isAlone = afterMonth + dayGap + 2 >= file.Length || !char.IsAsciiDigit(file[afterMonth + dayGap + 2]);
        return month is >= 1 and <= 12 && day is >= 1 and <= 31 && gap == dayGap && isAlone ? (month.Value, day.Value) : null;
    }

    private static int? Digits(string text, int at, int count)
    {
        if (at + count > text.Length)
        {
            return null;
        }

        var value = 0;
        foreach (var letter in text.AsSpan(at, count))
        {
            if (!char.IsAsciiDigit(letter))
            {
                return null;
            }

            value = (value * 10) + (letter - '0');
        }

        return value;
    }
}
