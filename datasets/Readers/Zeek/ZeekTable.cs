using System.Globalization;
using System.Text;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>The header of a TSV log and where the wanted columns of its current line stand. Not thread-safe.</summary>
internal sealed class ZeekTable
{
    private const int MaxColumns = 1024;

    private readonly int[] starts = new int[ZeekFields.Names.Length];
    private readonly int[] lengths = new int[ZeekFields.Names.Length];
    private sbyte[] slotOfColumn = [];
    private int columns;
    private byte separator = (byte)'\t';
    private byte setSeparator = (byte)',';
    private byte[] unset = "-"u8.ToArray();
    private byte[] empty = "(empty)"u8.ToArray();

    /// <summary>#path, null before it was seen.</summary>
    public string? Path { get; private set; }

    public bool HasFields => columns > 0;

    /// <summary>Counts the #fields lines, so that whoever caches what follows from one knows of the next.</summary>
    public int Version { get; private set; }

    /// <summary>One bit for each slot that has a column.</summary>
    public ulong Present { get; private set; }

    /// <summary>Takes a line that begins with #. False when it cannot be honoured.</summary>
    public bool ReadHeader(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#separator"u8))
        {
            return ReadSeparator(line["#separator"u8.Length..].TrimStart((byte)' '));
        }

        var cut = line.IndexOf(separator);
        var value = cut < 0 ? default : line[(cut + 1)..];
        switch (cut < 0 ? line : line[..cut])
        {
            case var name when name.SequenceEqual("#unset_field"u8):
                unset = value.ToArray();
                return true;
            case var name when name.SequenceEqual("#empty_field"u8):
                empty = value.ToArray();
                return true;
            case var name when name.SequenceEqual("#set_separator"u8) && value.Length == 1:
                setSeparator = value[0];
                return true;
            case var name when name.SequenceEqual("#path"u8):
                Path = Encoding.UTF8.GetString(TextExcerpt.Cut(value, 64));
                Version++;
                return true;
            case var name when name.SequenceEqual("#fields"u8):
                return ReadFields(value);
            default:
                return true;
        }
    }

    /// <summary>Finds the columns of a line. Gives why it cannot be used, or null.</summary>
    public string? ReadLine(ReadOnlySpan<byte> line)
    {
        Array.Clear(lengths);
        var column = 0;
        var at = 0;
        while (true)
        {
            var length = line[at..].IndexOf(separator);
            var isLast = length < 0;
            length = isLast ? line.Length - at : length;
            if (column == columns)
            {
                return "more columns than #fields";
            }

            var slot = slotOfColumn[column];
            if (slot >= 0)
            {
                (starts[slot], lengths[slot]) = (at, length);
            }

            column++;
            if (isLast)
            {
                return column == columns ? null : "fewer columns than #fields";
            }

            at += length + 1;
        }
    }

    /// <summary>The column's text; empty when it is not there, unset or empty.</summary>
    public ReadOnlySpan<byte> Get(ZeekField field, ReadOnlySpan<byte> line)
    {
        // A column that only an earlier header had begins where an earlier line, which may have been longer, had it.
        var length = lengths[(int)field];
        var value = length == 0 ? default : line.Slice(starts[(int)field], length);
        return value.SequenceEqual(unset) || value.SequenceEqual(empty) ? default : value;
    }

    /// <summary>The first element of a set or vector; as <see cref="Get"/> otherwise.</summary>
    public ReadOnlySpan<byte> First(ZeekField field, ReadOnlySpan<byte> line)
    {
        var value = Get(field, line);
        var end = value.IndexOf(setSeparator);
        value = end < 0 ? value : value[..end];
        return value.SequenceEqual(unset) ? default : value;
    }

    private bool ReadSeparator(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'\\', (byte)'x', _, _] && byte.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            separator = code;
            return true;
        }

        if (text.Length != 1)
        {
            return false;
        }

        separator = text[0];
        return true;
    }

    private bool ReadFields(ReadOnlySpan<byte> names)
    {
        columns = 0;
        Present = 0;
        var count = names.Count(separator) + 1;
        if (count > MaxColumns || names.IsEmpty)
        {
            return false;
        }

        slotOfColumn = new sbyte[count];
        foreach (var range in names.Split(separator))
        {
            // Of two columns of one name the last is read, as with JSON.
            var slot = ZeekFields.SlotOf(names[range]);
            slotOfColumn[columns++] = (sbyte)slot;
            Present |= slot < 0 ? 0 : 1UL << slot;
        }

        Version++;
        return true;
    }
}
