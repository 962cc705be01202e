namespace Det0131.Models.Baselines;

/// <summary>
/// Rarity features: interpolated Pitman-Yor (Kneser-Ney) back-off from the entity to its peers, the organisation, the shipped
/// priors and a uniform level. Look-ups are thread-safe while no row is applied.
/// </summary>
/// <remarks>
/// P(v|s) = max(c-d, 0)/(n+th) + (th+D)/(n+th) P(v|parent), D the sum over v of min(c, d), which is dK for whole counts and
/// keeps the sum over v at 1 for decayed ones. (Teh 2006, "A hierarchical Bayesian language model based on Pitman-Yor processes".)
/// Parents count entities, not periods, and leave the asking entity out.
/// </remarks>
internal sealed class RarityCounts
{
    private readonly IndexLayout _layout;
    private readonly UnitWeights _weights;
    private readonly long _discount;
    private readonly long _strength;
    private readonly long[] _cellWeight;
    private readonly long[] _leafTotal;
    private readonly long[] _leafDiscounted;
    private readonly int[] _leafValues;
    private readonly HolderLevel _organisation;
    private readonly HolderLevel _peers;
    private readonly PriorLevel _priors;
    private readonly KnownValues _known;

    public RarityCounts(IndexLayout layout, UnitWeights weights, BaselineIndexOptions options)
    {
        _layout = layout;
        _weights = weights;
        _discount = FixedPoint.From(options.Discount);
        _strength = FixedPoint.From(options.Strength);
        _cellWeight = new long[layout.Columns.CellCount];
        _leafTotal = new long[layout.Columns.LeafCount];
        _leafDiscounted = new long[layout.Columns.LeafCount];
        _leafValues = new int[layout.Columns.LeafCount];
        bool[] isRarity = [.. layout.Table.Schema.Select(s => s.Kind == BaselineKind.Rarity)];
        _organisation = new(layout, layout.OrganisationNode, layout.OrganisationNodeCount, isRarity);
        _peers = new(layout, layout.PeerNode, layout.PeerNodeCount, isRarity);
        _priors = new(layout, options.Priors, _discount);
        _known = new(layout, _organisation, _priors);
    }

    public HolderLevel Organisation => _organisation;

    public HolderLevel Peers => _peers;

    public PriorLevel Priors => _priors;

    /// <summary>Adds (sign 1) or takes out (sign -1) one row.</summary>
    public void ApplyRow(int feature, int leaf, int cell, int unit, int sign)
    {
        var weight = sign * _weights.Of(feature, unit);
        var before = _cellWeight[cell];
        var after = before + weight;
        _cellWeight[cell] = after;
        _leafTotal[leaf] += weight;
        _leafDiscounted[leaf] += Math.Min(after, _discount) - Math.Min(before, _discount);
        if (before == 0)
        {
            _leafValues[leaf]++;
            _peers.Gain(cell, leaf);
            if (_organisation.Gain(cell, leaf))
            {
                _known.Add(feature, _organisation.SlotOfCell(cell), 1);
            }
        }
        else if (after == 0)
        {
            _leafValues[leaf]--;
            _peers.Lose(cell, leaf);
            if (_organisation.Lose(cell, leaf))
            {
                _known.Add(feature, _organisation.SlotOfCell(cell), -1);
            }
        }
    }

    /// <summary>Adds or takes out what evicted values left in one unit. It counts in n and D of its leaf, not at the parents.</summary>
    public void ApplyEvicted(int feature, int leaf, int unit, int rows, int values, int sign)
    {
        var weight = _weights.Of(feature, unit);
        _leafTotal[leaf] += sign * rows * weight;
        _leafDiscounted[leaf] += sign * values * Math.Min(weight, _discount);
    }

    /// <summary>Finds the place of a question, so that the formula and the evidence ask about the same things.</summary>
    public RarityPlace Locate(int feature, int entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value) =>
        Locate(feature, entity, _layout.StringId(scope), _layout.StringId(value));

    /// <summary>As above, by numbers.</summary>
    public RarityPlace Locate(int feature, int entity, int scopeId, int valueId)
    {
        var leaf = entity < 0 || scopeId < 0 ? IndexLayout.None : _layout.Leaf(feature, entity, scopeId);
        int organisationNode;
        int peerNode;
        if (leaf >= 0)
        {
            (organisationNode, peerNode) = (_layout.OrganisationNode[leaf], _layout.PeerNode[leaf]);
        }
        else
        {
            var group = _layout.GroupOf(entity);
            organisationNode = scopeId < 0 ? IndexLayout.None : _layout.FindOrganisationNode(feature, scopeId);
            peerNode = scopeId < 0 || group < 0 ? IndexLayout.None : _layout.FindPeerNode(feature, scopeId, group);
        }

        var cell = IndexLayout.None;
        if (leaf >= 0 && valueId >= 0)
        {
            var (first, until) = (_layout.Columns.LeafCellStart[leaf], _layout.Columns.LeafCellStart[leaf + 1]);
            cell = Math.Max(IndexLayout.None, Array.BinarySearch(_layout.Columns.CellValue, first, until - first, valueId));
        }

        var weight = cell < 0 ? 0 : _cellWeight[cell];
        var values = leaf < 0 ? 0 : _leafValues[leaf];
        return new(feature, leaf, cell, scopeId, valueId, organisationNode, peerNode, weight,
            _peers.Others(peerNode, valueId, leaf, weight > 0, values),
            _organisation.Others(organisationNode, valueId, leaf, weight > 0, values));
    }

    /// <summary>P(v|s) of a place: above 0, at most 1.</summary>
    public double Probability(in RarityPlace place)
    {
        var p = 1.0 / (_known.Count(place.Feature) + 1);
        p = _priors.Probability(place.Feature, place.ScopeId, place.ValueId, _discount, _strength, p);
        p = Interpolate(place.Organisation, p);

        // Peers that are the whole organisation would be asked twice.
        if (place.Peers.Total != place.Organisation.Total)
        {
            p = Interpolate(place.Peers, p);
        }

        return place.Leaf < 0 ? p
            : Interpolate(place.Weight, _leafTotal[place.Leaf], _leafDiscounted[place.Leaf], _discount, _strength, p);
    }

    private double Interpolate(in OtherHolders others, double parent) =>
        Interpolate(others.Holders * FixedPoint.One, others.Total * FixedPoint.One, others.Values * _discount, _discount, _strength, parent);

    /// <summary>One level of the formula. A level without counts is its parent, to the last bit.</summary>
    internal static double Interpolate(long count, long total, long discounted, long discount, long strength, double parent) =>
        total == 0 ? parent
            : (Math.Max(count - discount, 0) + ((strength + discounted) * parent)) / (total + strength);
}

/// <summary>Where a (feature, entity, scope, value) sits, and what the parents say. Ids are -1 where there is nothing.</summary>
internal readonly record struct RarityPlace(
    int Feature, int Leaf, int Cell, int ScopeId, int ValueId, int OrganisationNode, int PeerNode, long Weight,
    OtherHolders Peers, OtherHolders Organisation);
