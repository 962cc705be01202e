using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>One record's wanted fields, be it a line of a table or a JSON object.</summary>
internal readonly ref struct ZeekRow
{
    private readonly ZeekTable? table;
    private readonly ReadOnlySpan<byte> line;
    private readonly JsonValues json;

    public ZeekRow(ZeekTable table, ReadOnlySpan<byte> line)
    {
        this.table = table;
        this.line = line;
    }

    public ZeekRow(JsonValues json) => this.json = json;

    public bool IsTable => table is not null;

    /// <summary>The first element of a set or vector as the log writes it; null when there is none.</summary>
    public string? First(ZeekField field, Utf8Interner interner)
    {
        if (table is null)
        {
            return JsonArray.FirstText(json, (int)field, interner);
        }

        var value = table.First(field, line);
        return value.IsEmpty ? null : interner.Intern(TextExcerpt.Cut(value, ZeekText.MaxTextBytes));
    }

    /// <summary>The field's text; empty when it is not there, unset or empty.</summary>
    public ReadOnlySpan<byte> Get(ZeekField field)
    {
        if (table is not null)
        {
            return table.Get(field, line);
        }

        var value = json.Bytes((int)field);
        return value.IsEmpty && field is >= ZeekField.OriginatorHost and <= ZeekField.ResponderPort ? json.Bytes((int)field + ZeekFields.FlatShift) : value;
    }
}
