using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>The first line of a CSV file: its separator and, as JSON writes them, the names of its columns. Immutable.</summary>
internal sealed class CsvHeader
{
    public const int MostColumns = 1024;
    private const int LongestName = 256;

    /// <summary>Behind the name of a time that Azure's portal exports: the zone is the name's, the value is written the American way.</summary>
    private static readonly byte[] UtcMark = " [UTC]"u8.ToArray();

    private readonly byte[] line;
    private readonly byte[]?[] keys;
    private readonly bool[] isUtc;

    private CsvHeader(byte[] line, byte[]?[] keys, bool[] isUtc) => (this.line, this.keys, this.isUtc) = (line, keys, isUtc);

    public int Columns => keys.Length;

    /// <summary>The column's name in quotes with a colon behind; null for a column without a name (the numbers of rows that some tools write first).</summary>
    public byte[]? Key(int column) => keys[column];

    /// <summary>Whether the column holds times whose zone stands in the header.</summary>
    public bool IsUtc(int column) => isUtc[column];

    /// <summary>Whether a row is the header once more, as in files that were joined.</summary>
    public bool IsAgain(ReadOnlySpan<byte> row) => row.SequenceEqual(line);

    /// <summary>The separator that the line has most of outside quotes: comma, semicolon, tab or bar; comma when it has none.</summary>
    public static byte SeparatorOf(ReadOnlySpan<byte> line)
    {
        Span<int> counts = stackalloc int[4];
        ReadOnlySpan<byte> candidates = ",;\t|"u8;
        var isQuoted = false;
        foreach (var value in line)
        {
            isQuoted ^= value == '"';
            if (!isQuoted && candidates.IndexOf(value) is >= 0 and var which)
            {
                counts[which]++;
            }
        }

        var best = 0;
        for (var which = 1; which < counts.Length; which++)
        {
            best = counts[which] > counts[best] ? which : best;
        }

        return candidates[best];
    }

    /// <summary>The header that a row is; null when it is none: one column, no name at all, or a name that is too long or not text.</summary>
    public static CsvHeader? Of(ReadOnlySpan<byte> row, CsvRow cells)
    {
        if (cells.Count is < 2 or > MostColumns)
        {
            return null;
        }

        var keys = new byte[]?[cells.Count];
        var isUtc = new bool[cells.Count];
        var named = 0;
        for (var column = 0; column < keys.Length; column++)
        {
            var name = cells.Text(row, column).Trim((byte)' ');
            if (name.Length > LongestName || name.ContainsAnyInRange((byte)0, (byte)31) || !System.Text.Unicode.Utf8.IsValid(name))
            {
                return null;
            }

            isUtc[column] = name.EndsWith(UtcMark);
            name = isUtc[column] ? name[..^UtcMark.Length] : name;
            keys[column] = name.IsEmpty ? null : KeyOf(name);
            named += name.IsEmpty ? 0 : 1;
        }

        return named > 1 ? new CsvHeader(row.ToArray(), keys, isUtc) : null;
    }

    private static byte[] KeyOf(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name).Replace("\"\"", "\"", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes($"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\":");
    }
}
