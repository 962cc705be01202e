using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Det0131.Datasets.Readers;

/// <summary>Where the cells of the current row stand, and the row as JSON. Reused; not thread-safe.</summary>
internal sealed class CsvRow
{
    private const int LargestKept = 1 << 20;

    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    private readonly (int Start, int Length, bool IsQuoted)[] cells = new (int, int, bool)[CsvHeader.MostColumns];
    private byte[] json = new byte[1024];
    private int used;

    /// <summary>Cells of the row; those beyond <see cref="CsvHeader.MostColumns"/> are only counted.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> Json => json.AsSpan(0, used);

    public void Clear() => Count = 0;

    /// <param name="start">The first byte, of a quoted cell the one behind its quote.</param>
    /// <param name="end">Behind the last, of a quoted cell its closing quote.</param>
    /// <param name="isQuoted">Quotes inside are doubled.</param>
    public void Add(int start, int end, bool isQuoted)
    {
        if (Count < cells.Length)
        {
            cells[Count] = (start, end - start, isQuoted);
        }

        Count++;
    }

    /// <summary>The cell as it stands: doubled quotes stay doubled.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> row, int column) => row.Slice(cells[column].Start, cells[column].Length);

    /// <summary>Writes the row as one JSON object of strings. An empty cell is left out, or null where <paramref name="keepEmpty"/>.</summary>
    public void Write(ReadOnlySpan<byte> row, CsvHeader header, bool keepEmpty)
    {
        used = 0;
        if (json.Length > LargestKept)
        {
            json = new byte[1024];
        }

        Put("{"u8);
        for (var column = 0; column < header.Columns; column++)
        {
            var text = Text(row, column);
            if (header.Key(column) is not { } key || (text.IsEmpty && !keepEmpty))
            {
                continue;
            }

            if (used > 1)
            {
                Put(","u8);
            }

            Put(key);
            if (text.IsEmpty)
            {
                Put("null"u8);
            }
            else if (header.IsUtc(column) && AmericanTime.TryRead(text, out var micros))
            {
                WriteTime(micros);
            }
            else
            {
                WriteText(text, cells[column].IsQuoted);
            }
        }

        Put("}"u8);
        if (!Utf8.IsValid(Json))
        {
            // Some tool wrote another code page: what cannot be read is marked (U+FFFD), the rest of the row counts.
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Json));
            used = json.Length;
        }
    }

    /// <summary>An object of all names without values.</summary>
    public void WriteNames(CsvHeader header)
    {
        Clear();
        for (var column = 0; column < header.Columns; column++)
        {
            Add(0, 0, isQuoted: false);
        }

        Write(default, header, keepEmpty: true);
    }

    private void WriteTime(long micros)
    {
        Span<char> text = stackalloc char[40];
        DateTime.UnixEpoch.AddMicroseconds(micros).TryFormat(text, out var length, "\\\"yyyy-MM-ddTHH:mm:ss.ffffff\\Z\\\"", System.Globalization.CultureInfo.InvariantCulture);
        Span<byte> bytes = stackalloc byte[40];
        Put(bytes[..Encoding.ASCII.GetBytes(text[..length], bytes)]);
    }

    private void WriteText(ReadOnlySpan<byte> text, bool isQuoted)
    {
        Put("\""u8);
        while (true)
        {
            var at = text.IndexOfAny(Special);
            if (at < 0)
            {
                break;
            }

            Put(text[..at]);
            var value = text[at];
            if (value is (byte)'"' or (byte)'\\')
            {
                Put([(byte)'\\', value]);
            }
            else
            {
                Put([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', (byte)('0' + (value >> 4)), HexDigit(value & 15)]);
            }

            var isDoubled = isQuoted && value == '"' && at + 1 < text.Length;
            text = text[(at + (isDoubled ? 2 : 1))..];
        }

        Put(text);
        Put("\""u8);
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (json.Length - used < bytes.Length)
        {
            Array.Resize(ref json, Math.Max(json.Length * 2, used + bytes.Length));
        }

        bytes.CopyTo(json.AsSpan(used));
        used += bytes.Length;
    }
}
