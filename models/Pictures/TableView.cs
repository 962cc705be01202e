using Det0131.Models.Baselines;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;

namespace Det0131.Models.Pictures;

/// <summary>Raw counts of a model's baselines by name, none of them decayed. Thread-safe.</summary>
internal sealed class TableView(ScoringModel model)
{
    public const int None = -1;

    private const long LastDay = 2_900_000;

    private readonly BaselineColumns _columns = model.Table.Columns;

    public ScoringModel Model { get; } = model;

    public BaselineIndex Index => Model.Index;

    public string TextOf(int id) => _columns.Strings[id];

    public int StringId(string text) => Math.Max(None, Array.BinarySearch(_columns.Strings, text, StringComparer.Ordinal));

    /// <summary>Ids of all entities with any history, in ordinal order.</summary>
    public int[] Entities()
    {
        var isEntity = new bool[_columns.Strings.Length];
        foreach (var id in _columns.LeafEntity)
        {
            isEntity[id] = true;
        }

        List<int> ids = [];
        for (var id = 0; id < isEntity.Length; id++)
        {
            if (isEntity[id])
            {
                ids.Add(id);
            }
        }

        return [.. ids];
    }

    /// <summary>Leaves of an entity in a feature: one per scope, in order of scope.</summary>
    public (int First, int Until) Leaves(Feature feature, int entity) => entity < 0 ? (0, 0) : _columns.LeavesOf(feature.Index, entity);

    public int Leaf(Feature feature, int entity, int scope)
    {
        var (first, until) = Leaves(feature, entity);
        return scope < 0 || first == until ? None : Math.Max(None, Array.BinarySearch(_columns.LeafScope, first, until - first, scope));
    }

    /// <summary>Every leaf of a feature with this scope.</summary>
    public IEnumerable<int> LeavesWithScope(Feature feature, int scope)
    {
        var until = _columns.FeatureLeafStart[feature.Index + 1];
        for (var leaf = _columns.FeatureLeafStart[feature.Index]; leaf < until; leaf++)
        {
            var next = scope < 0 ? -1 : Array.IndexOf(_columns.LeafScope, scope, leaf, until - leaf);
            if (next < 0)
            {
                yield break;
            }

            yield return leaf = next;
        }
    }

    public int EntityOf(int leaf) => _columns.LeafEntity[leaf];

    public string ScopeOf(int leaf) => TextOf(_columns.LeafScope[leaf]);

    /// <summary>Values of a leaf, each with its number of units and the last one.</summary>
    public IEnumerable<(string Value, int Units, int Last)> Values(int leaf)
    {
        if (leaf < 0)
        {
            yield break;
        }

        for (var cell = _columns.LeafCellStart[leaf]; cell < _columns.LeafCellStart[leaf + 1]; cell++)
        {
            var end = _columns.CellRowStart[cell + 1];
            yield return (TextOf(_columns.CellValue[cell]), end - _columns.CellRowStart[cell], _columns.Units[end - 1]);
        }
    }

    /// <summary>Units in which a leaf has a value, rising; empty when it has not.</summary>
    public ReadOnlySpan<int> UnitsOf(int leaf, int value)
    {
        if (leaf < 0 || value < 0)
        {
            return [];
        }

        var (first, until) = (_columns.LeafCellStart[leaf], _columns.LeafCellStart[leaf + 1]);
        var cell = Array.BinarySearch(_columns.CellValue, first, until - first, value);
        return cell < 0 ? [] : _columns.UnitsOf(cell);
    }

    /// <summary>Magnitudes of a leaf, in order of unit.</summary>
    public ReadOnlySpan<double> Magnitudes(Feature feature, int leaf)
    {
        if (leaf < 0)
        {
            return [];
        }

        var (first, until) = Rows(leaf, leaf + 1);
        return _columns.Magnitudes.AsSpan(first - _columns.MagnitudeShift[feature.Index], until - first);
    }

    /// <summary>Units of all rows of a leaf; those of magnitudes are distinct and rising.</summary>
    public ReadOnlySpan<int> Units(int leaf)
    {
        if (leaf < 0)
        {
            return [];
        }

        var (first, until) = Rows(leaf, leaf + 1);
        return _columns.Units.AsSpan(first, until - first);
    }

    /// <summary>Distinct units with anything in some leaves, evicted values included.</summary>
    public HashSet<int> DistinctUnits(int firstLeaf, int untilLeaf)
    {
        HashSet<int> units = [];
        if (firstLeaf >= 0 && firstLeaf < untilLeaf)
        {
            var (first, until) = Rows(firstLeaf, untilLeaf);
            units.UnionWith(_columns.Units[first..until]);
            units.UnionWith(_columns.EvictedUnit[_columns.LeafEvictedStart[firstLeaf].._columns.LeafEvictedStart[untilLeaf]]);
        }

        return units;
    }

    /// <summary>UTC date on which a unit of a feature begins.</summary>
    public DateOnly DateOf(Feature feature, int unit)
    {
        // A damaged model may hold any unit; dates end with the year 9999.
        var micros = Model.Calendar.UnitMicros(feature);
        var last = (int)Math.Min(int.MaxValue, LastDay * FeatureCatalogue.Day / micros);
        return new DateOnly(1970, 1, 1).AddDays((int)Math.Max(0, FeatureCalendar.Start(Math.Min(unit, last), micros) / FeatureCatalogue.Day));
    }

    public string PeriodNoun(Feature feature) => PeriodChoice.Noun(Model.Calendar.UnitMicros(feature));

    private (int First, int Until) Rows(int firstLeaf, int untilLeaf) =>
        (_columns.CellRowStart[_columns.LeafCellStart[firstLeaf]], _columns.CellRowStart[_columns.LeafCellStart[untilLeaf]]);
}
