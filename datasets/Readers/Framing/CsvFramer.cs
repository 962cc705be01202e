namespace Det0131.Datasets.Readers;

/// <summary>
/// Rows of CSV under a header line (RFC 4180; separated by comma, semicolon, tab or bar), each as one JSON object of strings under the header's names. Empty cells are
/// absent. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>A row is refused that has more or fewer cells than the header. Text behind a closing quote, as tools write that do not quote, makes the cell count as it stands.</para>
/// <para>A quote that is not closed must not swallow the file: only the row's first line is refused. What was searched for its end in vain is then read line by line, so that
/// no byte is searched more than twice.</para>
/// </remarks>
internal sealed class CsvFramer(ByteWindow window, ReadLimits limits, bool keepEmpty = false) : RecordFramer
{
    public const string NoHeader = "no header of column names";
    public const string TooFew = "fewer columns than the header";
    public const string TooMany = "more columns than the header";
    public const string NotClosed = "quote is not closed";

    private readonly string tooLong = $"row longer than {LineFramer.Size(limits.MaxLineBytes)}";
    private readonly CsvRow row = new();
    private byte separator;
    private bool started;
    private bool failureTold;
    private long lineNumber = 1;
    private long offset;
    private long singleLinesUntil;
    private int consumed;
    private int shown;
    private byte[]? excerpt;

    /// <summary>Null before the first <see cref="Next"/>, and when the file has none.</summary>
    public CsvHeader? Header { get; private set; }

    public override ReadOnlySpan<byte> Record => excerpt ?? (Defect is null ? row.Json : window.Data[..shown]);

    public override string? Failure => window.Failure;

    public override void Dispose() => window.Dispose();

    public override bool Next()
    {
        if (!started)
        {
            started = true;
            ReadHeader();
        }

        while (true)
        {
            Consume();
            if (!Has(0))
            {
                return TellFailure();
            }

            Line = lineNumber;
            if (!Scan())
            {
                return Defect != window.Failure || TellFailure();
            }

            var data = window.Data[..shown];
            if (!data.ContainsAnyExcept((byte)' ', (byte)'\t', separator) || Header?.IsAgain(data) == true)
            {
                continue;
            }

            Defect = Header is null ? NoHeader : row.Count < Header.Columns ? TooFew : row.Count > Header.Columns ? TooMany : null;
            if (Defect is null)
            {
                row.Write(data, Header!, keepEmpty);
            }

            shown = Math.Min(shown, ShownBytes);
            return true;
        }
    }

    /// <summary>The header's names as a JSON object without values; empty when there is no header.</summary>
    public ReadOnlySpan<byte> Names()
    {
        if (!started)
        {
            started = true;
            ReadHeader();
        }

        if (Header is null)
        {
            return default;
        }

        row.WriteNames(Header);
        return row.Json;
    }

    /// <summary>Behind what tools write before it: Excel's <c>sep=</c> and PowerShell's <c>#TYPE</c>.</summary>
    private void ReadHeader()
    {
        SkipMark(window);
        byte? named = null;
        while (Has(0))
        {
            var end = Find((byte)'\n', 0);
            var line = window.Data[..(end < 0 ? Math.Min(window.Data.Length, limits.MaxLineBytes) : end)].TrimEnd((byte)'\r');
            var isNoise = line.StartsWith("#TYPE "u8) || line.TrimEnd(" \t"u8).IsEmpty;
            if (line is [(byte)'s', (byte)'e', (byte)'p', (byte)'=', not ((byte)' ' or (byte)'"')])
            {
                (named, isNoise) = (line[4], true);
            }

            if (!isNoise)
            {
                separator = named ?? CsvHeader.SeparatorOf(line);
                break;
            }

            consumed = end < 0 ? window.Data.Length : end + 1;
            Consume();
        }

        if (Has(0) && Scan())
        {
            Header = CsvHeader.Of(window.Data[..shown], row);
        }

        if (Header is null)
        {
            // Told of each line.
            consumed = 0;
            Defect = null;
            excerpt = null;
        }
    }

    private void Consume()
    {
        lineNumber += window.Data[..consumed].Count((byte)'\n');
        offset += consumed;
        window.Advance(consumed);
        consumed = shown = 0;
        Defect = null;
        excerpt = null;
    }

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

    private const int Unclosed = -1;
    private const int Overlong = -2;

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

    /// <summary>Refuses the row's first line, or the whole rest of one that is too long. Always false.</summary>
    private bool Refuse(string defect)
    {
        var searched = window.Data.Length;
        var end = window.Data.IndexOf((byte)'\n');
        if (end < 0 && !window.Ended)
        {
            SkipLongLine();
            return false;
        }

        if (end < 0 && window.Failure is not null)
        {
            Defect = window.Failure;
            return false;
        }

        Defect = end > limits.MaxLineBytes ? tooLong : defect;
        singleLinesUntil = Math.Max(singleLinesUntil, offset + searched);
        end = end < 0 ? searched : end;
        shown = Math.Min(end, ShownBytes);
        consumed = Math.Min(end + 1, searched);
        return false;
    }

    /// <summary>Keeps the line's beginning for the excerpt and drops the rest up to its end as it comes.</summary>
    private void SkipLongLine()
    {
        Defect = tooLong;
        excerpt = window.Data[..Math.Min(ShownBytes, window.Data.Length)].ToArray();
        while (true)
        {
            var at = window.Data.IndexOf((byte)'\n');
            if (at >= 0)
            {
                consumed = at + 1;
                return;
            }

            offset += window.Data.Length;
            window.Advance(window.Data.Length);
            if (!window.Fill())
            {
                return;
            }
        }
    }

    /// <summary>The stream broke off: what is left of its last row is one refused record.</summary>
    private bool TellFailure()
    {
        if (window.Failure is null || failureTold)
        {
            return false;
        }

        failureTold = true;
        Line = lineNumber;
        Defect = window.Failure;
        consumed = window.Data.Length;
        shown = Math.Min(ShownBytes, consumed);
        return true;
    }
}
