namespace Det0131.Models.Baselines;

public sealed partial class BaselineTable
{
    /// <summary>Version of the two files that this code writes and reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>File of all strings, in ordinal order.</summary>
    public const string StringsFileName = "baseline.strings";

    /// <summary>File of schema, span and rows.</summary>
    public const string RowsFileName = "baseline.rows";

    /// <summary>Writes the two files into a directory that exists, replacing older ones. Equal tables make equal bytes.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public void Save(string directory)
    {
        using (var strings = new BaselineFileWriter(Path.Combine(directory, StringsFileName), StringsMagic, FormatVersion))
        {
            strings.Number(Columns.Strings.Length);
            foreach (var text in Columns.Strings)
            {
                strings.Text(text);
            }

            strings.Finish();
        }

        using var rows = new BaselineFileWriter(Path.Combine(directory, RowsFileName), RowsMagic, FormatVersion);
        WriteSchema(rows);
        rows.Number(Columns.LeafCount);
        rows.Number(Columns.CellCount);
        rows.Number(Columns.Units.Length);
        rows.Number(Columns.Magnitudes.Length);
        rows.Number(Columns.EvictedUnit.Length);
        for (var feature = 0; feature < _schema.Length; feature++)
        {
            rows.Number(Columns.FeatureLeafStart[feature + 1] - Columns.FeatureLeafStart[feature]);
            for (var leaf = Columns.FeatureLeafStart[feature]; leaf < Columns.FeatureLeafStart[feature + 1]; leaf++)
            {
                WriteLeaf(rows, feature, leaf);
            }
        }

        rows.Finish();
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">A file is cut, damaged, of a newer version, or contradicts itself; the message names it and why.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static BaselineTable Load(string directory)
    {
        var stringsPath = Path.Combine(directory, StringsFileName);
        var strings = new BaselineFileReader(stringsPath, StringsMagic, FormatVersion);
        var texts = new string[strings.Count("strings")];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = strings.Text();
            if (i > 0 && string.CompareOrdinal(texts[i - 1], texts[i]) >= 0)
            {
                throw strings.Fault($"string {i} does not follow string {i - 1} in ordinal order");
            }
        }

        strings.ExpectEnd();
        return BaselineRowsReader.Read(new(Path.Combine(directory, RowsFileName), RowsMagic, FormatVersion), texts);
    }

    private static ReadOnlySpan<byte> StringsMagic => "D131STRG"u8;

    private static ReadOnlySpan<byte> RowsMagic => "D131ROWS"u8;

    private void WriteSchema(BaselineFileWriter rows)
    {
        rows.Number(Span.PeriodMicros);
        rows.Signed(Span.FromMicros);
        rows.Signed(Span.UntilMicros);
        rows.Number(_schema.Length);
        foreach (var feature in _schema)
        {
            rows.Text(feature.Id);
            rows.Number((byte)feature.Kind);
            rows.Number(feature.UnitMicros);
            rows.Number((byte)feature.Alignment);
            rows.Number((byte)feature.Merge);
        }
    }

    // Ids of values and units ascend within their list: first one as it is, then the distance to the one before less one.
    private void WriteLeaf(BaselineFileWriter rows, int feature, int leaf)
    {
        rows.Number(Columns.LeafEntity[leaf]);
        rows.Number(Columns.LeafScope[leaf]);
        rows.Number(Columns.LeafEvictedStart[leaf + 1] - Columns.LeafEvictedStart[leaf]);
        var before = -1;
        for (var i = Columns.LeafEvictedStart[leaf]; i < Columns.LeafEvictedStart[leaf + 1]; i++)
        {
            rows.Number(Columns.EvictedUnit[i] - (long)before - 1);
            rows.Number(Columns.EvictedRowCount[i]);
            rows.Number(Columns.EvictedValueCount[i]);
            before = Columns.EvictedUnit[i];
        }

        rows.Number(Columns.LeafCellStart[leaf + 1] - Columns.LeafCellStart[leaf]);
        var valueBefore = -1;
        for (var cell = Columns.LeafCellStart[leaf]; cell < Columns.LeafCellStart[leaf + 1]; cell++)
        {
            rows.Number(Columns.CellValue[cell] - (long)valueBefore - 1);
            valueBefore = Columns.CellValue[cell];
            rows.Number(Columns.CellRowStart[cell + 1] - Columns.CellRowStart[cell]);
            before = -1;
            for (var row = Columns.CellRowStart[cell]; row < Columns.CellRowStart[cell + 1]; row++)
            {
                rows.Number(Columns.Units[row] - (long)before - 1);
                before = Columns.Units[row];
                if (_schema[feature].HasMagnitude)
                {
                    rows.Real(Columns.MagnitudeOf(feature, row));
                }
            }
        }
    }
}
