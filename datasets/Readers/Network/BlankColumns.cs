namespace Det0131.Datasets.Readers.Network;

/// <summary>
/// Cuts lines of columns with blanks or tabs between, any number of them; a quoted column may hold blanks and is given without its quotes.
/// Not thread-safe: the columns are those of the line cut last.
/// </summary>
/// <param name="mostColumns">Lines with more are not cut.</param>
internal sealed class BlankColumns(int mostColumns)
{
    private readonly Range[] columns = new Range[mostColumns];

    public int Count { get; private set; }

    /// <summary>The value; empty for a column that the line does not have, and for "-".</summary>
    public ReadOnlySpan<byte> Get(ReadOnlySpan<byte> line, int column) => column >= 0 && column < Count ? NetworkText.Known(line[columns[column]]) : default;

    /// <summary>False when the line has more columns than are taken.</summary>
    public bool Cut(ReadOnlySpan<byte> line)
    {
        Count = 0;
        var at = 0;
        while (true)
        {
            at += line[at..].IndexOfAnyExcept(" \t\r"u8) is >= 0 and var skipped ? skipped : line.Length - at;
            if (at == line.Length)
            {
                return true;
            }

            if (Count == columns.Length)
            {
                Count = 0;
                return false;
            }

            var isQuoted = line[at] == '"';
            at += isQuoted ? 1 : 0;
            var length = isQuoted ? line[at..].IndexOf((byte)'"') : line[at..].IndexOfAny(" \t\r"u8);
            length = length < 0 ? line.Length - at : length;
            columns[Count++] = at..(at + length);
            at = Math.Min(line.Length, at + length + 1);
        }
    }
}
