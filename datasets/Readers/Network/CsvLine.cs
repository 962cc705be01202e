namespace Det0131.Datasets.Readers.Network;

/// <summary>
/// Cuts lines of comma-separated values (RFC 4180). The ranges leave out blanks around a value and the quotes of a quoted one, in which commas do not
/// separate and a doubled quote stays doubled. Not thread-safe: the ranges are those of the line cut last.
/// </summary>
/// <param name="mostColumns">Lines with more are not cut.</param>
internal sealed class CsvLine(int mostColumns)
{
    private readonly Range[] columns = new Range[mostColumns];

    public int Count { get; private set; }

    /// <summary>The value; empty for a column that the line does not have.</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> line, int column) => column >= 0 && column < Count ? line[columns[column]] : default;

    /// <summary>False when the line has more columns than are taken.</summary>
    public bool Cut(ReadOnlySpan<byte> line)
    {
        Count = 0;
        var at = 0;
        while (true)
        {
            if (Count == columns.Length)
            {
                Count = 0;
                return false;
            }

            var end = EndOf(line, at);
            columns[Count++] = Trimmed(line, at, end);
            if (end >= line.Length)
            {
                return true;
            }

            at = end + 1;
        }
    }

    private static int EndOf(ReadOnlySpan<byte> line, int at)
    {
        var quoted = at;
        while (quoted < line.Length && line[quoted] == ' ')
        {
            quoted++;
        }

        if (quoted < line.Length && line[quoted] == '"')
        {
            at = AfterQuotes(line, quoted + 1);
        }

        var comma = line[at..].IndexOf((byte)',');
        return comma < 0 ? line.Length : at + comma;
    }

    /// <summary>Behind the closing quote; without one the whole rest belongs to the value.</summary>
    private static int AfterQuotes(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length)
        {
            var quote = line[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return line.Length;
            }

            at += quote + 1;
            if (at == line.Length || line[at] != '"')
            {
                return at;
            }

            at++;
        }

        return at;
    }

    private static Range Trimmed(ReadOnlySpan<byte> line, int start, int end)
    {
        while (start < end && line[start] == ' ')
        {
            start++;
        }

        while (end > start && line[end - 1] is (byte)' ' or (byte)'\r')
        {
            end--;
        }

        return end - start > 1 && line[start] == '"' && line[end - 1] == '"' ? (start + 1)..(end - 1) : start..end;
    }
}
