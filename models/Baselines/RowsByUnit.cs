namespace Det0131.Models.Baselines;

/// <summary>The rows and residuals of each feature in order of their unit, and the way back from a row to its cell. Immutable, thread-safe.</summary>
internal sealed class RowsByUnit
{
    private readonly BaselineColumns _columns;
    private readonly int[] _rows;
    private readonly int[] _unitOfRows;
    private readonly int[] _evicted;
    private readonly int[] _unitOfEvicted;
    private readonly int[] _cellOfRow;
    private readonly int[] _leafOfEvicted;

    public RowsByUnit(IndexLayout layout)
    {
        _columns = layout.Columns;
        _cellOfRow = new int[_columns.Units.Length];
        for (var cell = 0; cell < _columns.CellCount; cell++)
        {
            Array.Fill(_cellOfRow, cell, _columns.CellRowStart[cell], _columns.CellRowStart[cell + 1] - _columns.CellRowStart[cell]);
        }

        _leafOfEvicted = new int[_columns.EvictedUnit.Length];
        for (var leaf = 0; leaf < _columns.LeafCount; leaf++)
        {
            Array.Fill(_leafOfEvicted, leaf, _columns.LeafEvictedStart[leaf],
                _columns.LeafEvictedStart[leaf + 1] - _columns.LeafEvictedStart[leaf]);
        }

        var features = layout.Table.Schema.Count;
        (_rows, _unitOfRows) = Sort(_columns.Units, [.. Enumerable.Range(0, features + 1).Select(_columns.FirstRow)]);
        (_evicted, _unitOfEvicted) = Sort(_columns.EvictedUnit, [.. Enumerable.Range(0, features + 1).Select(_columns.FirstEvicted)]);
    }

    public int CellOf(int row) => _cellOfRow[row];

    public int LeafOfEvicted(int i) => _leafOfEvicted[i];

    public ReadOnlySpan<int> Rows(int feature, int firstUnit, int untilUnit) =>
        Range(_rows, _unitOfRows, _columns.FirstRow(feature), _columns.FirstRow(feature + 1), firstUnit, untilUnit);

    public ReadOnlySpan<int> Evicted(int feature, int firstUnit, int untilUnit) =>
        Range(_evicted, _unitOfEvicted, _columns.FirstEvicted(feature), _columns.FirstEvicted(feature + 1), firstUnit, untilUnit);

    private static (int[] Items, int[] Units) Sort(int[] units, int[] featureStart)
    {
        var sortedUnits = units.AsSpan().ToArray();
        var items = Enumerable.Range(0, units.Length).ToArray();
        for (var feature = 0; feature + 1 < featureStart.Length; feature++)
        {
            Array.Sort(sortedUnits, items, featureStart[feature], featureStart[feature + 1] - featureStart[feature]);
        }

        return (items, sortedUnits);
    }

    private static ReadOnlySpan<int> Range(int[] items, int[] units, int start, int end, int firstUnit, int untilUnit)
    {
        var ofFeature = units.AsSpan(start, end - start);
        var first = BaselineColumns.LowerBound(ofFeature, firstUnit);
        var until = BaselineColumns.LowerBound(ofFeature, untilUnit);
        return items.AsSpan(start + first, until - first);
    }
}
