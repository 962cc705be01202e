using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.NetFlow;

/// <summary>One flow record's wanted fields, be it a line or a JSON object.</summary>
internal readonly ref struct NetFlowRow
{
    private readonly ReadOnlySpan<byte> line;
    private readonly CsvLine? csv;
    private readonly ReadOnlySpan<int> columnOfField;
    private readonly JsonValues json;

    /// <param name="line">The line.</param>
    /// <param name="csv">What cut it.</param>
    /// <param name="columnOfField">By field the number of its column, -1 for none.</param>
    public NetFlowRow(ReadOnlySpan<byte> line, CsvLine csv, ReadOnlySpan<int> columnOfField)
    {
        this.line = line;
        this.csv = csv;
        this.columnOfField = columnOfField;
    }

    public NetFlowRow(JsonValues json) => this.json = json;

    public ReadOnlySpan<byte> Get(NetFlowField field)
    {
        if (csv is not null)
        {
            return NetworkText.Known(csv.Get(line, columnOfField[(int)field]));
        }

        for (var slot = NetFlowFields.FirstSlots[(int)field]; slot < NetFlowFields.FirstSlots[(int)field + 1]; slot++)
        {
            if (json.Bytes(slot) is { IsEmpty: false } value)
            {
                return NetworkText.Known(value);
            }
        }

        return default;
    }
}
