using System.Runtime.InteropServices;

namespace Det0131.Models.Baselines;

/// <summary>
/// Turns rows in their final order into columns, evicting on the way. String ids are the caller's; only their equality
/// is used until <see cref="Finish"/>, which drops the strings that nothing refers to and renumbers the rest.
/// Not thread-safe.
/// </summary>
internal sealed class BaselineAssembler(FeatureSchema[] schema, BaselineSpan span)
{
    // A full leaf is thinned when it reaches twice the limit: the best of a stream stay the best, and memory stays bounded.
    private const int ThinAt = 2 * BaselineTable.MaximumValuesPerScope;

    private readonly List<int> _leafFeature = [];
    private readonly List<int> _leafEntity = [];
    private readonly List<int> _leafScope = [];
    private readonly List<int> _leafCellStart = [];
    private readonly List<int> _leafEvictedStart = [];
    private readonly List<int> _cellValue = [];
    private readonly List<int> _cellRowStart = [];
    private readonly List<int> _units = [];
    private readonly List<double> _magnitudes = [];
    private readonly List<int> _evictedUnit = [];
    private readonly List<int> _evictedRows = [];
    private readonly List<int> _evictedValues = [];
    private readonly SortedDictionary<int, (int Rows, int Values)> _evictedOfLeaf = [];

    /// <summary>Adds a row that follows all earlier ones. The caller has checked order, unit and magnitude.</summary>
    public void Row(int feature, int entity, int scope, int value, int unit, double magnitude)
    {
        var newLeaf = OpenLeaf(feature, entity, scope);
        if (newLeaf || _cellValue.Count == _leafCellStart[^1] || _cellValue[^1] != value)
        {
            if (_cellValue.Count - _leafCellStart[^1] >= ThinAt)
            {
                Thin();
            }

            _cellValue.Add(value);
            _cellRowStart.Add(_units.Count);
        }

        _units.Add(unit);
        if (schema[feature].HasMagnitude)
        {
            _magnitudes.Add(magnitude);
        }
    }

    /// <summary>Adds what an earlier eviction left behind; it belongs to the current leaf or opens the next one.</summary>
    public void Evicted(int feature, int entity, int scope, int unit, int rows, int values)
    {
        OpenLeaf(feature, entity, scope);
        AddEvicted(unit, rows, values);
    }

    /// <summary>Closes the last leaf and makes the table. The assembler is used up.</summary>
    /// <param name="strings">The string of every id that was used.</param>
    public BaselineTable Finish(IReadOnlyList<string> strings)
    {
        CloseLeaf();
        _leafCellStart.Add(_cellValue.Count);
        _leafEvictedStart.Add(_evictedUnit.Count);
        _cellRowStart.Add(_units.Count);
        var kept = Renumber(strings);
        var featureLeafStart = new int[schema.Length + 1];
        foreach (var feature in _leafFeature)
        {
            featureLeafStart[feature + 1]++;
        }

        for (var feature = 0; feature < schema.Length; feature++)
        {
            featureLeafStart[feature + 1] += featureLeafStart[feature];
        }

        int[] leafCellStart = [.. _leafCellStart];
        int[] cellRowStart = [.. _cellRowStart];
        return new(schema, span, new()
        {
            Strings = kept,
            FeatureLeafStart = featureLeafStart,
            LeafEntity = [.. _leafEntity],
            LeafScope = [.. _leafScope],
            LeafCellStart = leafCellStart,
            LeafEvictedStart = [.. _leafEvictedStart],
            CellValue = [.. _cellValue],
            CellRowStart = cellRowStart,
            Units = [.. _units],
            Magnitudes = [.. _magnitudes],
            MagnitudeShift = BaselineColumns.Shifts(schema, featureLeafStart, leafCellStart, cellRowStart),
            EvictedUnit = [.. _evictedUnit],
            EvictedRowCount = [.. _evictedRows],
            EvictedValueCount = [.. _evictedValues],
        });
    }

    private bool OpenLeaf(int feature, int entity, int scope)
    {
        if (_leafFeature.Count > 0 && _leafFeature[^1] == feature && _leafEntity[^1] == entity && _leafScope[^1] == scope)
        {
            return false;
        }

        CloseLeaf();
        _leafFeature.Add(feature);
        _leafEntity.Add(entity);
        _leafScope.Add(scope);
        _leafCellStart.Add(_cellValue.Count);
        _leafEvictedStart.Add(_evictedUnit.Count);
        return true;
    }

    private void CloseLeaf()
    {
        if (_leafFeature.Count == 0)
        {
            return;
        }

        if (_cellValue.Count - _leafCellStart[^1] > BaselineTable.MaximumValuesPerScope)
        {
            Thin();
        }

        foreach (var (unit, (rows, values)) in _evictedOfLeaf)
        {
            _evictedUnit.Add(unit);
            _evictedRows.Add(rows);
            _evictedValues.Add(values);
        }

        _evictedOfLeaf.Clear();
    }

    private void AddEvicted(int unit, int rows, int values)
    {
        var (oldRows, oldValues) = _evictedOfLeaf.GetValueOrDefault(unit);
        _evictedOfLeaf[unit] = (oldRows + rows, oldValues + values);
    }

    // Keeps the best of the current leaf's cells; the others leave their counts per unit.
    private void Thin()
    {
        var first = _leafCellStart[^1];
        var starts = CollectionsMarshal.AsSpan(_cellRowStart)[first..].ToArray();
        var count = starts.Length;
        int EndOf(int cell) => cell + 1 < count ? starts[cell + 1] : _units.Count;
        var order = Enumerable.Range(0, count).ToArray();
        Array.Sort(order, (a, b) =>
        {
            var byCount = (EndOf(b) - starts[b]).CompareTo(EndOf(a) - starts[a]);
            var byAge = byCount != 0 ? byCount : _units[EndOf(b) - 1].CompareTo(_units[EndOf(a) - 1]);
            return byAge != 0 ? byAge : a.CompareTo(b);
        });
        var keep = new bool[count];
        foreach (var cell in order.AsSpan(0, BaselineTable.MaximumValuesPerScope))
        {
            keep[cell] = true;
        }

        var (toCell, toRow) = (first, starts[0]);
        for (var cell = 0; cell < count; cell++)
        {
            var (from, until) = (starts[cell], EndOf(cell));
            if (!keep[cell])
            {
                for (var row = from; row < until; row++)
                {
                    AddEvicted(_units[row], 1, row == from ? 1 : 0);
                }

                continue;
            }

            _cellValue[toCell] = _cellValue[first + cell];
            _cellRowStart[toCell++] = toRow;
            for (var row = from; row < until; row++)
            {
                _units[toRow++] = _units[row];
            }
        }

        CollectionsMarshal.SetCount(_cellValue, toCell);
        CollectionsMarshal.SetCount(_cellRowStart, toCell);
        CollectionsMarshal.SetCount(_units, toRow);
    }

    private string[] Renumber(IReadOnlyList<string> strings)
    {
        List<int>[] columns = [_leafEntity, _leafScope, _cellValue];
        var newId = new int[strings.Count];
        foreach (var column in columns)
        {
            foreach (var id in column)
            {
                newId[id] = 1;
            }
        }

        var used = Enumerable.Range(0, strings.Count).Where(id => newId[id] == 1).ToArray();
        Array.Sort(used, (a, b) => string.CompareOrdinal(strings[a], strings[b]));
        for (var rank = 0; rank < used.Length; rank++)
        {
            newId[used[rank]] = rank;
        }

        foreach (var column in columns)
        {
            foreach (ref var id in CollectionsMarshal.AsSpan(column))
            {
                id = newId[id];
            }
        }

        return Array.ConvertAll(used, id => strings[id]);
    }
}
