namespace Det0131.Models.Baselines;

/// <summary>
/// Magnitude features: how seldom a period is at least this large (or this small). Look-ups are thread-safe while no row is applied.
/// </summary>
/// <remarks>
/// Root: the other entities' periods of the same scope, continued by a Pareto tail. A level with fewer than three periods above 0
/// cannot be the root; then it is all scopes of the others, then a weak default, and the thinner level narrows it:
/// p = max((ge + 1)/(m + 1/p_parent), max(ge - 1/2, 0)/(m + 1)).
/// The entity's own periods are continued too, by the lightest Pareto tail allowed: p is not less than k/(m + 1) (x_k/x)^2 with x_k
/// its third largest. Without this, a nightly backup that grows a little beyond its record is judged by others, who never send as
/// much: 15 bits instead of 3.
/// Default, when there is nobody to compare with: the entity's own third largest period continued by the heaviest tail allowed
/// (exponent 0.5); after a month of days, ten times its record then costs a lonely host half a bit more than its record, a
/// thousand times 3 bits more. Before it has three periods, it is its periods in the feature's other scopes, continued in the same
/// way: a lonely server that tunnels under a new domain is compared with the domains that it asks for. Before there are three
/// of those (1 + x)^(-1/8), an eighth of a bit per doubling: 2.5 bits for a megabyte, 3.7 for a gigabyte.
/// </remarks>
internal sealed class TailCounts
{
    private const double FirstPeriodsExponent = 0.125;
    private const double LonelyExponent = 0.5;

    // The lightest Pareto tail allowed: only an entity whose largest periods lie close together is helped by it.
    private const double OwnExponent = 2;

    // Keeps 1/p and the bits finite: 997 bits is the most that can be said.
    private const double SmallestProbability = 1e-300;

    private readonly IndexLayout _layout;
    private readonly UnitWeights _weights;
    private readonly SlotCounts _leaves;
    private readonly SlotCounts _histories;
    private readonly SlotCounts _peers;
    private readonly SlotCounts _organisation;
    private readonly SlotCounts _features;

    public TailCounts(IndexLayout layout, UnitWeights weights)
    {
        _layout = layout;
        _weights = weights;
        var columns = layout.Columns;
        var rows = columns.Magnitudes.Length;
        var (leaves, histories, organisation, features) = (new ulong[rows], new ulong[rows], new ulong[rows], new ulong[rows]);
        List<ulong> peers = [];
        for (var feature = 0; feature < layout.Table.Schema.Count; feature++)
        {
            if (!layout.Table.Schema[feature].HasMagnitude)
            {
                continue;
            }

            for (var leaf = columns.FeatureLeafStart[feature]; leaf < columns.FeatureLeafStart[feature + 1]; leaf++)
            {
                for (var row = columns.CellRowStart[columns.LeafCellStart[leaf]]; row < columns.CellRowStart[columns.LeafCellStart[leaf + 1]]; row++)
                {
                    var at = row - columns.MagnitudeShift[feature];
                    var bucket = MagnitudeBuckets.Of(columns.Magnitudes[at]);
                    leaves[at] = SlotCounts.Pack(leaf, bucket);
                    histories[at] = SlotCounts.Pack(layout.LeafHistory[leaf], bucket);
                    organisation[at] = SlotCounts.Pack(layout.OrganisationNode[leaf], bucket);
                    features[at] = SlotCounts.Pack(feature, bucket);
                    if (layout.PeerNode[leaf] >= 0)
                    {
                        peers.Add(SlotCounts.Pack(layout.PeerNode[leaf], bucket));
                    }
                }
            }
        }

        _leaves = new(columns.LeafCount, leaves);
        _histories = new(layout.HistoryCount, histories);
        _organisation = new(layout.OrganisationNodeCount, organisation);
        _features = new(layout.Table.Schema.Count, features);
        _peers = new(layout.PeerNodeCount, [.. peers]);
    }

    /// <summary>Adds (sign 1) or takes out (sign -1) one row.</summary>
    public void ApplyRow(int feature, int leaf, int row, int unit, int sign)
    {
        var bucket = MagnitudeBuckets.Of(_layout.Columns.MagnitudeOf(feature, row));
        var weight = sign * _weights.Of(feature, unit);
        _leaves.Add(leaf, bucket, weight);
        _histories.Add(_layout.LeafHistory[leaf], bucket, weight);
        _organisation.Add(_layout.OrganisationNode[leaf], bucket, weight);
        _features.Add(feature, bucket, weight);
        if (_layout.PeerNode[leaf] >= 0)
        {
            _peers.Add(_layout.PeerNode[leaf], bucket, weight);
        }
    }

    public TailPlace Locate(int feature, int entity, ReadOnlySpan<char> scope) => Locate(feature, entity, _layout.StringId(scope));

    public TailPlace Locate(int feature, int entity, int scopeId)
    {
        var history = entity < 0 ? IndexLayout.None : _layout.History(feature, entity);
        var leaf = entity < 0 || scopeId < 0 ? IndexLayout.None : _layout.Leaf(feature, entity, scopeId);
        if (leaf >= 0)
        {
            return new(feature, leaf, history, _layout.OrganisationNode[leaf], _layout.PeerNode[leaf]);
        }

        var group = _layout.GroupOf(entity);
        return new(feature, leaf, history,
            scopeId < 0 ? IndexLayout.None : _layout.FindOrganisationNode(feature, scopeId),
            scopeId < 0 || group < 0 ? IndexLayout.None : _layout.FindPeerNode(feature, scopeId, group));
    }

    /// <summary>p of every level of a place for one magnitude (finite, at least 0).</summary>
    public TailProbabilities Probabilities(in TailPlace place, double magnitude)
    {
        var bucket = MagnitudeBuckets.Of(magnitude);
        var own = _leaves[place.Leaf];
        var levels = new Levels(
            new(_features[place.Feature], _histories[place.History]), new(_histories[place.History], own), new(_organisation[place.OrganisationNode], own),
            place.PeerNode < 0 ? default : new(_peers[place.PeerNode], own), new(own, default));
        var upper = Upper(levels, magnitude, bucket);
        if (_layout.Table.Schema[place.Feature].Kind != BaselineKind.BothTails)
        {
            return upper;
        }

        var lower = Lower(levels, bucket);
        var tail = lower.Entity < upper.Entity ? lower : upper;
        return tail with { TwoSided = Math.Min(1, 2 * tail.Entity) };
    }

    private static TailProbabilities Upper(in Levels levels, double magnitude, int bucket)
    {
        double p;
        var level = TailLevel.Default;
        if (levels.Organisation.HasTail)
        {
            p = levels.Organisation.TailProbability(magnitude, bucket);
            level = TailLevel.Organisation;
        }
        else
        {
            if (levels.AllScopes.HasTail)
            {
                p = levels.AllScopes.TailProbability(magnitude, bucket);
                level = TailLevel.AllScopes;
            }
            else
            {
                p = Lonely(levels, magnitude, bucket, ref level);
                p = Narrow(levels.AllScopes.AtOrAbove(bucket), levels.AllScopes.Total, p, TailLevel.AllScopes, ref level);
            }

            // One scope only: the same periods would count twice.
            if (levels.Organisation.Total != levels.AllScopes.Total)
            {
                p = Narrow(levels.Organisation.AtOrAbove(bucket), levels.Organisation.Total, p, TailLevel.Organisation, ref level);
            }
        }

        var organisation = p;
        if (levels.Peers.Total != levels.Organisation.Total)
        {
            p = Narrow(levels.Peers.AtOrAbove(bucket), levels.Peers.Total, p, TailLevel.PeerGroup, ref level);
        }

        var peers = p;
        p = Narrow(levels.Entity.AtOrAbove(bucket), levels.Entity.Total, p, TailLevel.Entity, ref level);
        if (levels.Entity.HasTail && bucket > 0)
        {
            p = Math.Max(p, levels.Entity.TailProbability(magnitude, bucket, OwnExponent) * ToEntityShare(levels.Entity.Total));
        }

        return new(Floor(organisation), Floor(peers), Floor(p), Floor(p), level, IsLower: false);
    }

    private static double Lonely(in Levels levels, double magnitude, int bucket, ref TailLevel level)
    {
        if (levels.Entity.HasTail)
        {
            return levels.Entity.TailProbability(magnitude, bucket, LonelyExponent);
        }

        if (levels.OtherScopes.HasTail)
        {
            level = TailLevel.OtherScopes;
            return levels.OtherScopes.TailProbability(magnitude, bucket, LonelyExponent);
        }

        return Math.Pow(1 + magnitude, -FirstPeriodsExponent);
    }

    // No Pareto tail towards 0: the root is (le + 1)/(m + 1), and 1 where there is nobody to compare with.
    private static TailProbabilities Lower(in Levels levels, int bucket)
    {
        var level = TailLevel.Default;
        var p = levels.Organisation.Total > 0
            ? Narrow(levels.Organisation.AtOrBelow(bucket), levels.Organisation.Total, 1, TailLevel.Organisation, ref level)
            : Narrow(levels.AllScopes.AtOrBelow(bucket), levels.AllScopes.Total, 1, TailLevel.AllScopes, ref level);
        var organisation = p;
        if (levels.Peers.Total != levels.Organisation.Total)
        {
            p = Narrow(levels.Peers.AtOrBelow(bucket), levels.Peers.Total, p, TailLevel.PeerGroup, ref level);
        }

        var peers = p;
        p = Narrow(levels.Entity.AtOrBelow(bucket), levels.Entity.Total, p, TailLevel.Entity, ref level);
        return new(Floor(organisation), Floor(peers), Floor(p), Floor(p), level, IsLower: true);
    }

    // A level without periods is its parent, to the last bit.
    private static double Narrow(long extreme, long total, double parent, TailLevel here, ref TailLevel decided)
    {
        if (total == 0)
        {
            return parent;
        }

        decided = here;
        var (ge, m) = (FixedPoint.ToDouble(extreme), FixedPoint.ToDouble(total));
        return Math.Max((ge + 1) / (m + (1 / Floor(parent))), Math.Max(ge - 0.5, 0) / (m + 1));
    }

    /// <summary>One period more than seen, so that a few periods are not the whole truth: m / (m + 1).</summary>
    private static double ToEntityShare(long total)
    {
        var m = FixedPoint.ToDouble(total);
        return m / (m + 1);
    }

    private static double Floor(double p) => Math.Max(p, SmallestProbability);

    private readonly ref struct Levels(
        PeriodHistogram allScopes, PeriodHistogram otherScopes, PeriodHistogram organisation, PeriodHistogram peers, PeriodHistogram entity)
    {
        public readonly PeriodHistogram AllScopes = allScopes;
        public readonly PeriodHistogram OtherScopes = otherScopes;
        public readonly PeriodHistogram Organisation = organisation;
        public readonly PeriodHistogram Peers = peers;
        public readonly PeriodHistogram Entity = entity;
    }
}

/// <summary>Where a (feature, entity, scope) sits; -1 where there is nothing.</summary>
internal readonly record struct TailPlace(int Feature, int Leaf, int History, int OrganisationNode, int PeerNode);

/// <summary>p after each level, above 0, at most 1; <c>TwoSided</c> is what the bits come from.</summary>
internal readonly record struct TailProbabilities(
    double Organisation, double Peers, double Entity, double TwoSided, TailLevel Level, bool IsLower);
