namespace Det0131.Models.Baselines;

// What pictures ask beyond the evidence of one observation.
public sealed partial class BaselineIndex
{
    /// <summary>Thresholds are not looked for beyond this magnitude.</summary>
    internal const double LargestThreshold = 1e18;

    private PeriodCounts? _periods;

    /// <summary>
    /// The smallest magnitude with so many bits in the upper tail, to one part in a hundred: the tail never falls, so halving finds it.
    /// Infinite where nothing up to <see cref="LargestThreshold"/> has them.
    /// </summary>
    /// <exception cref="ArgumentException">The feature does not exist or has no magnitude.</exception>
    internal double TailThreshold(int feature, string entity, string scope, double bits)
    {
        CheckKind(feature, BaselineKind.UpperTail, BaselineKind.BothTails);
        var id = EntityId(entity);

        // Below the median of a feature with both tails it is the lower one that grows.
        var low = Table.Schema[feature].Kind == BaselineKind.BothTails ? Math.Max(0, ExplainTail(feature, entity, scope, 0).Median) : 0;
        low = double.IsNaN(low) ? 0 : low;
        var high = Math.Max(1, 2 * low);
        while (TailBits(feature, id, scope, high) < bits)
        {
            if (high >= LargestThreshold)
            {
                return double.PositiveInfinity;
            }

            low = high;
            high *= 2;
        }

        while (high - low > high / 100)
        {
            var middle = (low + high) / 2;
            if (TailBits(feature, id, scope, middle) < bits)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }

    /// <summary>Other entities that have a value in a scope: of the peer group, and all.</summary>
    internal (int Peers, int Organisation) OthersWith(int feature, string entity, string scope, string value)
    {
        var place = _rarity.Locate(feature, EntityId(entity), scope, value);
        return ((int)place.Peers.Holders, (int)place.Organisation.Holders);
    }

    /// <summary>Other entities that have anything at all for a feature: of the peer group, and all.</summary>
    internal (int Peers, int Organisation) OthersActive(int feature, string entity)
    {
        var id = EntityId(entity);
        return _histories.Others(feature, _layout.GroupOf(id), id < 0 ? IndexLayout.None : _layout.History(feature, id));
    }

    /// <summary>
    /// Others' periods of a magnitude feature that are not left out: in the scope, and in all scopes. What is said of "others' periods" must not
    /// claim more than so many can show. Beside them the entity's own periods in other scopes, which stand in for others where there are none.
    /// Counts all at the first call after units were left out or put back.
    /// </summary>
    internal (int InScope, int InAllScopes, int OwnElsewhere) OthersPeriods(int feature, string entity, string scope)
    {
        var place = _tails.Locate(feature, EntityId(entity), scope);
        // Two threads may count the same; neither is wrong.
        var counts = _periods ??= new PeriodCounts(_layout, _excluded);
        var (here, own) = (counts.OfLeaf(place.Leaf), counts.OfHistory(place.History));
        return (counts.OfScope(place.OrganisationNode) - here, counts.OfFeature(feature) - own, own - here);
    }

    /// <summary>Values that others have in a scope with the number of others: of the peer group if it has any, else of all.</summary>
    internal IEnumerable<TypicalValue> ValuesElsewhere(int feature, string entity, string scope)
    {
        var place = _rarity.Locate(feature, EntityId(entity), scope, "");
        return OthersOf(_rarity.Peers, place.PeerNode, place.Leaf) is { Count: > 0 } peers ? peers
            : OthersOf(_rarity.Organisation, place.OrganisationNode, place.Leaf);
    }

    /// <summary>Values that anybody else has in a scope.</summary>
    internal IEnumerable<TypicalValue> ValuesOfAllOthers(int feature, string entity, string scope)
    {
        var place = _rarity.Locate(feature, EntityId(entity), scope, "");
        return OthersOf(_rarity.Organisation, place.OrganisationNode, place.Leaf);
    }

    private List<TypicalValue> OthersOf(HolderLevel level, int node, int ownLeaf)
    {
        List<TypicalValue> values = [];
        var (first, until) = level.SlotsOf(node);
        var own = ownLeaf < 0 ? [] : Table.Columns.CellValue.AsSpan(
            Table.Columns.LeafCellStart[ownLeaf], Table.Columns.LeafCellStart[ownLeaf + 1] - Table.Columns.LeafCellStart[ownLeaf]);
        for (var slot = first; slot < until; slot++)
        {
            var value = level.ValueOfSlot(slot);
            var holders = level.HoldersOfSlot(slot) - (own.BinarySearch(value) >= 0 ? 1 : 0);
            if (holders > 0)
            {
                values.Add(new(_layout.TextOf(value), holders));
            }
        }

        return values;
    }
}
