namespace Det0131.Models.Baselines;

/// <summary>
/// All that is learned from history: in which time units an entity had a value in a scope. Nothing but counts, sorted by
/// (feature, entity, scope, value, unit) in ordinal order, so that the same rows are the same bytes.
/// Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Kept as columns on three levels: a leaf is a (feature, entity, scope), a cell is a value in a leaf, a row is a unit of a cell.
/// At most <see cref="MaximumValuesPerScope"/> values stay in a leaf; what is evicted leaves its counts behind
/// (<see cref="Evicted"/>), so that n and K of the formulas keep their size.
/// </remarks>
public sealed partial class BaselineTable
{
    /// <summary>Values kept per (feature, entity, scope). Beyond it the ones seen in the fewest units go first, then the longest unseen, then the last in ordinal order.</summary>
    public const int MaximumValuesPerScope = 2048;

    /// <summary>Largest local date of a circular feature, days since 1970-01-01: beyond the year 9999, far inside <see cref="int"/>.</summary>
    internal const int LargestLocalDate = 4_000_000;

    private readonly FeatureSchema[] _schema;

    internal BaselineTable(FeatureSchema[] schema, BaselineSpan span, BaselineColumns columns)
    {
        _schema = schema;
        Span = span;
        Columns = columns;
    }

    /// <summary>The features, in the order of their indexes.</summary>
    public IReadOnlyList<FeatureSchema> Schema => _schema;

    /// <summary>The stretch of time that the rows come from.</summary>
    public BaselineSpan Span { get; }

    /// <summary>Number of rows, evicted ones not counted.</summary>
    public int RowCount => Columns.Units.Length;

    internal BaselineColumns Columns { get; }

    /// <summary>A table without rows or time, the neutral side of a merge.</summary>
    public static BaselineTable Empty(IReadOnlyList<FeatureSchema> schema, long periodMicros) =>
        new Builder(schema, new BaselineSpan(periodMicros, 0, 0)).Build();

    /// <summary>The index of a feature in <see cref="Schema"/>, -1 when the table does not have it.</summary>
    public int FeatureIndex(string id) => Array.FindIndex(_schema, s => s.Id == id);

    /// <summary>The entities that have rows of a feature, in ordinal order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public IEnumerable<string> Entities(int feature)
    {
        CheckFeature(feature);
        return Enumerate();

        IEnumerable<string> Enumerate()
        {
            var last = -1;
            for (var leaf = Columns.FeatureLeafStart[feature]; leaf < Columns.FeatureLeafStart[feature + 1]; leaf++)
            {
                if (Columns.LeafEntity[leaf] != last)
                {
                    last = Columns.LeafEntity[leaf];
                    yield return Columns.Strings[last];
                }
            }
        }
    }

    /// <summary>Every row, in order.</summary>
    public IEnumerable<BaselineRow> Rows()
    {
        for (var feature = 0; feature < _schema.Length; feature++)
        {
            for (var leaf = Columns.FeatureLeafStart[feature]; leaf < Columns.FeatureLeafStart[feature + 1]; leaf++)
            {
                for (var cell = Columns.LeafCellStart[leaf]; cell < Columns.LeafCellStart[leaf + 1]; cell++)
                {
                    for (var row = Columns.CellRowStart[cell]; row < Columns.CellRowStart[cell + 1]; row++)
                    {
                        yield return new(feature, Columns.Strings[Columns.LeafEntity[leaf]],
                            Columns.Strings[Columns.LeafScope[leaf]], Columns.Strings[Columns.CellValue[cell]],
                            Columns.Units[row], _schema[feature].HasMagnitude ? Columns.MagnitudeOf(feature, row) : 0);
                    }
                }
            }
        }
    }

    /// <summary>What evicted values left behind, in order of (feature, entity, scope, unit).</summary>
    public IEnumerable<EvictedRows> Evicted()
    {
        for (var feature = 0; feature < _schema.Length; feature++)
        {
            for (var leaf = Columns.FeatureLeafStart[feature]; leaf < Columns.FeatureLeafStart[feature + 1]; leaf++)
            {
                for (var i = Columns.LeafEvictedStart[leaf]; i < Columns.LeafEvictedStart[leaf + 1]; i++)
                {
                    yield return new(feature, Columns.Strings[Columns.LeafEntity[leaf]], Columns.Strings[Columns.LeafScope[leaf]],
                        Columns.EvictedUnit[i], Columns.EvictedRowCount[i], Columns.EvictedValueCount[i]);
                }
            }
        }
    }

    /// <summary>
    /// What an entity was seen with: the most frequent first, then by scope and value in ordinal order. Empty for an unknown entity.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public IReadOnlyList<LearnedValue> LearnedValues(int feature, string entity)
    {
        CheckFeature(feature);
        ArgumentNullException.ThrowIfNull(entity);
        List<LearnedValue> learned = [];
        var id = Array.BinarySearch(Columns.Strings, entity, StringComparer.Ordinal);
        if (id < 0)
        {
            return learned;
        }

        var (first, until) = Columns.LeavesOf(feature, id);
        for (var leaf = first; leaf < until; leaf++)
        {
            for (var cell = Columns.LeafCellStart[leaf]; cell < Columns.LeafCellStart[leaf + 1]; cell++)
            {
                var units = Columns.UnitsOf(cell);
                learned.Add(new(Columns.Strings[Columns.LeafScope[leaf]], Columns.Strings[Columns.CellValue[cell]],
                    units.Length, units[0], units[^1]));
            }
        }

        // OrderBy is stable, and the cells come in order of scope and value.
        return [.. learned.OrderByDescending(v => v.Periods)];
    }

    internal void CheckFeature(int feature)
    {
        if (feature < 0 || feature >= _schema.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(feature), feature, $"The table has features 0 to {_schema.Length - 1}.");
        }
    }

    internal static FeatureSchema[] CheckedSchema(IReadOnlyList<FeatureSchema> schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        HashSet<string> seen = [];
        foreach (var feature in schema)
        {
            feature.Check();
            if (!seen.Add(feature.Id))
            {
                throw new ArgumentException($"Feature '{feature.Id}' is named twice in the schema.", nameof(schema));
            }
        }

        return [.. schema];
    }
}
