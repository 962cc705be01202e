namespace Det0131.Models.Baselines;

/// <summary>
/// The columns behind a <see cref="BaselineTable"/>. String ids follow ordinal order, so comparing ids compares strings.
/// Never changed once made.
/// </summary>
internal sealed class BaselineColumns
{
    /// <summary>Every string used, once, in ordinal order.</summary>
    public required string[] Strings { get; init; }

    /// <summary>First leaf of each feature, and the end.</summary>
    public required int[] FeatureLeafStart { get; init; }

    public required int[] LeafEntity { get; init; }

    public required int[] LeafScope { get; init; }

    /// <summary>First cell of each leaf, and the end.</summary>
    public required int[] LeafCellStart { get; init; }

    /// <summary>First residual of each leaf, and the end.</summary>
    public required int[] LeafEvictedStart { get; init; }

    public required int[] CellValue { get; init; }

    /// <summary>First row of each cell, and the end.</summary>
    public required int[] CellRowStart { get; init; }

    public required int[] Units { get; init; }

    /// <summary>Only the rows of features with magnitudes, in row order.</summary>
    public required double[] Magnitudes { get; init; }

    /// <summary>What to subtract from a row's number to find its magnitude, per feature.</summary>
    public required int[] MagnitudeShift { get; init; }

    public required int[] EvictedUnit { get; init; }

    public required int[] EvictedRowCount { get; init; }

    public required int[] EvictedValueCount { get; init; }

    public int LeafCount => LeafEntity.Length;

    public int CellCount => CellValue.Length;

    public double MagnitudeOf(int feature, int row) => Magnitudes[row - MagnitudeShift[feature]];

    public ReadOnlySpan<int> UnitsOf(int cell) => Units.AsSpan(CellRowStart[cell], CellRowStart[cell + 1] - CellRowStart[cell]);

    /// <summary>First row of a feature; with one past the last feature, the number of rows.</summary>
    public int FirstRow(int feature) => CellRowStart[LeafCellStart[FeatureLeafStart[feature]]];

    /// <summary>First residual of a feature; with one past the last feature, their number.</summary>
    public int FirstEvicted(int feature) => LeafEvictedStart[FeatureLeafStart[feature]];

    /// <summary>The leaves of one entity, which lie side by side.</summary>
    public (int First, int Until) LeavesOf(int feature, int entity)
    {
        var start = FeatureLeafStart[feature];
        var leaves = LeafEntity.AsSpan(start, FeatureLeafStart[feature + 1] - start);
        var first = LowerBound(leaves, entity);
        var until = LowerBound(leaves, entity + 1);
        return (start + first, start + until);
    }

    /// <summary>How many numbers of an ascending list lie below a value; repeats are allowed.</summary>
    public static int LowerBound(ReadOnlySpan<int> sorted, int value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle] < value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The shifts that belong to given columns: features without magnitudes have no entries.</summary>
    public static int[] Shifts(ReadOnlySpan<FeatureSchema> schema, int[] featureLeafStart, int[] leafCellStart, int[] cellRowStart)
    {
        var shifts = new int[schema.Length];
        var without = 0;
        for (var feature = 0; feature < schema.Length; feature++)
        {
            shifts[feature] = without;
            if (!schema[feature].HasMagnitude)
            {
                without += cellRowStart[leafCellStart[featureLeafStart[feature + 1]]]
                    - cellRowStart[leafCellStart[featureLeafStart[feature]]];
            }
        }

        return shifts;
    }
}
