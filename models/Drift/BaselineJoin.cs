using Det0131.Models.Baselines;

namespace Det0131.Models.Drift;

/// <summary>The leaves of one entity in two tables; a side is empty where the table does not know the entity.</summary>
internal readonly record struct EntityPair(string Entity, Leaves Before, Leaves After);

/// <summary>Leaves side by side: one entity's scopes of one feature.</summary>
internal readonly record struct Leaves(int First, int Until)
{
    public bool IsEmpty => First == Until;
}

/// <summary>
/// Walks two baselines of the same features at once. Both are sorted by (feature, entity, scope, value), so nothing is held but two places.
/// </summary>
internal static class BaselineJoin
{
    /// <summary>Every entity that has rows of a feature in either table, in ordinal order.</summary>
    public static IEnumerable<EntityPair> Entities(BaselineTable before, BaselineTable after, int feature)
    {
        var (a, b) = (before.Columns, after.Columns);
        var (atA, atB) = (a.FeatureLeafStart[feature], b.FeatureLeafStart[feature]);
        var (endA, endB) = (a.FeatureLeafStart[feature + 1], b.FeatureLeafStart[feature + 1]);
        while (atA < endA || atB < endB)
        {
            var nameA = atA < endA ? a.Strings[a.LeafEntity[atA]] : null;
            var nameB = atB < endB ? b.Strings[b.LeafEntity[atB]] : null;
            var order = Order(nameA, nameB);
            var leavesA = order <= 0 ? Run(a, atA, endA) : new Leaves(atA, atA);
            var leavesB = order >= 0 ? Run(b, atB, endB) : new Leaves(atB, atB);
            (atA, atB) = (leavesA.Until, leavesB.Until);
            yield return new EntityPair((order <= 0 ? nameA : nameB)!, leavesA, leavesB);
        }
    }

    /// <summary>Every scope of an entity in either table: its leaf before and after, -1 where there is none.</summary>
    public static IEnumerable<(string Scope, int Before, int After)> Scopes(BaselineTable before, BaselineTable after, EntityPair pair)
    {
        var (a, b) = (before.Columns, after.Columns);
        var (atA, atB) = (pair.Before.First, pair.After.First);
        while (atA < pair.Before.Until || atB < pair.After.Until)
        {
            var scopeA = atA < pair.Before.Until ? a.Strings[a.LeafScope[atA]] : null;
            var scopeB = atB < pair.After.Until ? b.Strings[b.LeafScope[atB]] : null;
            var order = Order(scopeA, scopeB);
            yield return ((order <= 0 ? scopeA : scopeB)!, order <= 0 ? atA++ : -1, order >= 0 ? atB++ : -1);
        }
    }

    /// <summary>Every value of a scope in either table, with the number of periods that it was seen in.</summary>
    public static IEnumerable<(string Value, int Before, int After)> Values(BaselineTable before, BaselineTable after, int leafBefore, int leafAfter)
    {
        var (a, b) = (before.Columns, after.Columns);
        var (atA, endA) = leafBefore < 0 ? (0, 0) : (a.LeafCellStart[leafBefore], a.LeafCellStart[leafBefore + 1]);
        var (atB, endB) = leafAfter < 0 ? (0, 0) : (b.LeafCellStart[leafAfter], b.LeafCellStart[leafAfter + 1]);
        while (atA < endA || atB < endB)
        {
            var valueA = atA < endA ? a.Strings[a.CellValue[atA]] : null;
            var valueB = atB < endB ? b.Strings[b.CellValue[atB]] : null;
            var order = Order(valueA, valueB);
            yield return ((order <= 0 ? valueA : valueB)!, order <= 0 ? a.UnitsOf(atA++).Length : 0, order >= 0 ? b.UnitsOf(atB++).Length : 0);
        }
    }

    /// <summary>The magnitude that 95 % of a leaf's periods do not exceed, and how many periods it has.</summary>
    public static (double NinetyFivePercent, int Periods) Spread(BaselineTable table, int feature, int leaf)
    {
        var columns = table.Columns;
        var (first, until) = (columns.CellRowStart[columns.LeafCellStart[leaf]], columns.CellRowStart[columns.LeafCellStart[leaf + 1]]);
        var sorted = new double[until - first];
        for (var row = first; row < until; row++)
        {
            sorted[row - first] = columns.MagnitudeOf(feature, row);
        }

        Array.Sort(sorted);
        return (sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1], sorted.Length);
    }

    /// <summary>Whether values of a leaf were evicted: what it does not list may have been seen all the same.</summary>
    public static bool HasEvicted(BaselineTable table, int leaf) =>
        leaf >= 0 && table.Columns.LeafEvictedStart[leaf] < table.Columns.LeafEvictedStart[leaf + 1];

    private static Leaves Run(BaselineColumns columns, int first, int end)
    {
        var until = first + 1;
        while (until < end && columns.LeafEntity[until] == columns.LeafEntity[first])
        {
            until++;
        }

        return new Leaves(first, until);
    }

    // A side that is used up comes after everything.
    private static int Order(string? a, string? b) => a is null ? 1 : b is null ? -1 : string.CompareOrdinal(a, b);
}
