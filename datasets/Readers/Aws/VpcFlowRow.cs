using System.Buffers.Text;

namespace Det0131.Datasets.Readers.Aws;

/// <summary>One flow record's wanted fields, be it a line or a JSON object. "-" is absent.</summary>
internal readonly ref struct VpcFlowRow
{
    private readonly ReadOnlySpan<byte> line;
    private readonly ReadOnlySpan<Range> columns;
    private readonly ReadOnlySpan<sbyte> columnOfSlot;
    private readonly JsonValues json;
    private readonly bool isJson;

    /// <param name="line">The line.</param>
    /// <param name="columns">Where its columns stand.</param>
    /// <param name="columnOfSlot">By field the number of its column, -1 for none.</param>
    public VpcFlowRow(ReadOnlySpan<byte> line, ReadOnlySpan<Range> columns, ReadOnlySpan<sbyte> columnOfSlot)
    {
        this.line = line;
        this.columns = columns;
        this.columnOfSlot = columnOfSlot;
    }

    public VpcFlowRow(JsonValues json)
    {
        this.json = json;
        isJson = true;
    }

    public ReadOnlySpan<byte> Get(VpcFlowField field)
    {
        ReadOnlySpan<byte> value = default;
        if (!isJson)
        {
            var column = columnOfSlot[(int)field];
            value = column >= 0 && column < columns.Length ? line[columns[column]] : default;
        }
        else
        {
            var spellings = VpcFlowFields.Names.Length;
            var slot = json.First((int)field, (int)field + spellings, (int)field + (2 * spellings));
            value = slot < 0 ? default : json.Bytes(slot);
        }

        return value is [(byte)'-'] ? default : value;
    }

    /// <summary>A number of 0 or more; JSON may write it as 443.0. False when it is there and is none.</summary>
    public bool TryCount(VpcFlowField field, out long? count)
    {
        count = null;
        var text = Get(field);
        if (text.IsEmpty)
        {
            return true;
        }

        if (Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length && whole >= 0)
        {
            count = whole;
            return true;
        }

        var isWhole = Utf8Parser.TryParse(text, out double number, out used) && used == text.Length && number is >= 0 and < 9e18 && Math.Floor(number) == number;
        count = isWhole ? (long)number : null;
        return isWhole;
    }
}
