namespace Det0131.Datasets.Readers;

/// <summary>
/// Rows of CSV under a header line (RFC 4180; separated by comma, semicolon, tab or bar), each as one JSON object of strings under the header's names. Empty cells are
/// absent; a cell that is a JSON list or object is one (<see cref="NestedJson"/>). Not thread-safe.
/// </summary>
/// <remarks>
/// <para>A row is refused that has more or fewer cells than the header. Text behind a closing quote, as tools write that do not quote, makes the cell count as it stands.</para>
/// <para>A quote that is not closed must not swallow the file: only the row's first line is refused. What was searched for its end in vain is then read line by line, so that
/// no byte is searched more than twice.</para>
/// </remarks>
internal sealed partial class CsvFramer(ByteWindow window, ReadLimits limits, bool keepEmpty = false) : RecordFramer
{
    public const string NoHeader = "no header of column names";
    public const string TooFew = "fewer columns than the header";
    public const string TooMany = "more columns than the header";
    public const string NotClosed = "quote is not closed";

    private readonly string tooLong = $"row longer than {LineFramer.Size(limits.MaxLineBytes)}";
    private readonly CsvRow row = new();
    private readonly NestedJson nested = new();
    private byte separator;
    private bool isUnfolded;
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

    public override ReadOnlySpan<byte> Record => excerpt ?? (Defect is not null ? window.Data[..shown] : isUnfolded ? nested.Written : row.Json);

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
                isUnfolded = nested.Unfold(row.Json);
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
