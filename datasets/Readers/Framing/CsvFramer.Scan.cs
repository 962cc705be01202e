namespace Det0131.Datasets.Readers;

/// <summary>The search for the cells of one row.</summary>
internal sealed partial class CsvFramer
{
    private const int Unclosed = -1;
    private const int Overlong = -2;

    /// <summary>Finds the cells of the row at the window's start. False with a defect when it has no end.</summary>
    private bool Scan()
    {
        row.Clear();
        var mayWrap = offset >= singleLinesUntil;
        for (var at = 0; ;)
        {
            var end = FindCell(ref at, mayWrap, out var cellEnd, out var isQuoted);
            if (end < 0)
            {
                return Refuse(end == Unclosed ? NotClosed : tooLong);
            }

            var atLineEnd = end >= window.Data.Length || window.Data[end] == '\n';
            if (!isQuoted)
            {
                (at, cellEnd) = Trimmed(at, end);
            }

            row.Add(at, cellEnd, isQuoted);
            if (!atLineEnd)
            {
                at = end + 1;
                continue;
            }

            if (end >= window.Data.Length && window.Failure is not null)
            {
                return Refuse(window.Failure);
            }

            if (end > limits.MaxLineBytes)
            {
                return Refuse(tooLong);
            }

            shown = end > 0 && window.Data[end - 1] == '\r' ? end - 1 : end;
            consumed = Math.Min(end + 1, window.Data.Length);
            return true;
        }
    }

    /// <summary>
    /// The place of the separator or line end behind the cell at <paramref name="at"/>, or of the end of the file; negative when there is none within the limit.
    /// Of a quoted cell <paramref name="at"/> moves behind its quote.
    /// </summary>
    private int FindCell(ref int at, bool mayWrap, out int cellEnd, out bool isQuoted)
    {
        var start = at;
        while (Has(start) && window.Data[start] == ' ')
        {
            start++;
        }

        cellEnd = start;
        isQuoted = Has(start) && window.Data[start] == '"';
        if (!isQuoted)
        {
            return FindEnd(start);
        }

        for (var from = start + 1; ;)
        {
            var quote = Find((byte)'"', from, mayWrap ? null : (byte)'\n');
            if (quote < 0 || window.Data[quote] != '"')
            {
                return Unclosed;
            }

            if (Has(quote + 1) && window.Data[quote + 1] == '"')
            {
                from = quote + 2;
                continue;
            }

            var behind = quote + 1;
            while (Has(behind) && window.Data[behind] is (byte)' ' or (byte)'\r' && window.Data[behind] != separator)
            {
                behind++;
            }

            if (!Has(behind) || window.Data[behind] == separator || window.Data[behind] == '\n')
            {
                (at, cellEnd) = (start + 1, quote);
                return behind;
            }

            isQuoted = false;
            return window.Data[start..quote].Contains((byte)'\n') ? Unclosed : FindEnd(behind);
        }
    }

    private int FindEnd(int from)
    {
        var end = Find(separator, from, (byte)'\n');
        return end >= 0 ? end : window.Ended ? window.Data.Length : Overlong;
    }

    private (int Start, int End) Trimmed(int start, int end)
    {
        while (start < end && window.Data[start] == ' ')
        {
            start++;
        }

        while (end > start && window.Data[end - 1] is (byte)' ' or (byte)'\r')
        {
            end--;
        }

        return (start, end);
    }

    private bool Has(int at)
    {
        while (at >= window.Data.Length)
        {
            if (!window.Fill())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first of two bytes, reading on as far as a row may go; -1 when there is none.</summary>
    private int Find(byte value, int from, byte? other = null)
    {
        while (true)
        {
            var rest = from < window.Data.Length ? window.Data[from..] : default;
            var found = other is { } second ? rest.IndexOfAny(value, second) : rest.IndexOf(value);
            if (found >= 0)
            {
                return from + found;
            }

            from = Math.Max(from, window.Data.Length);
            if (window.Data.Length > limits.MaxLineBytes + 1 || !window.Fill())
            {
                return -1;
            }
        }
    }
}
