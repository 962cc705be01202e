namespace Det0131.Models.Baselines;

/// <summary>The shipped priors as a parent level: weights per (feature, scope, value). Immutable once built, thread-safe.</summary>
internal sealed class PriorLevel
{
    private readonly Dictionary<(int Feature, int Scope, int Value), long> _weights = [];
    private readonly Dictionary<(int Feature, int Scope), Sums> _sums = [];

    public PriorLevel(IndexLayout layout, IReadOnlyList<BaselinePrior> priors, long discount)
    {
        foreach (var prior in priors)
        {
            var feature = layout.Table.FeatureIndex(prior.FeatureId);
            if (feature < 0)
            {
                continue;
            }

            if (layout.Table.Schema[feature].Kind != BaselineKind.Rarity)
            {
                throw new ArgumentException($"A prior names feature {prior.FeatureId}, which is not a rarity feature.");
            }

            var (scope, value) = (layout.AddString(prior.Scope), layout.AddString(prior.Value));
            var weight = FixedPoint.From(prior.Weight);
            if (!_weights.TryAdd((feature, scope, value), weight))
            {
                throw new ArgumentException(
                    $"Two priors name feature {prior.FeatureId}, scope '{LogText.Cut(prior.Scope)}', value '{LogText.Cut(prior.Value)}'.");
            }

            var sums = _sums.GetValueOrDefault((feature, scope));
            _sums[(feature, scope)] = new(sums.Total + weight, sums.Discounted + Math.Min(weight, discount));
        }
    }

    public IEnumerable<(int Feature, int Scope, int Value)> Keys => _weights.Keys;

    public long Weight(int feature, int scope, int value) => _weights.GetValueOrDefault((feature, scope, value));

    public double Probability(int feature, int scope, int value, long discount, long strength, double parent)
    {
        var sums = _sums.Count == 0 ? default : _sums.GetValueOrDefault((feature, scope));
        return sums.Total == 0 ? parent
            : RarityCounts.Interpolate(Weight(feature, scope, value), sums.Total, sums.Discounted, discount, strength, parent);
    }

    private readonly record struct Sums(long Total, long Discounted);
}

/// <summary>
/// V of the uniform level: how many values of a feature are known to anybody, in any scope, or to the priors.
/// Thread-safe while nothing is added.
/// </summary>
internal sealed class KnownValues
{
    private readonly int[] _valueOfSlot;
    private readonly int[] _places;
    private readonly int[] _count;

    public KnownValues(IndexLayout layout, HolderLevel organisation, PriorLevel priors)
    {
        Dictionary<(int Feature, int Value), int> ids = new(organisation.SlotCount);
        _valueOfSlot = new int[organisation.SlotCount];
        for (var leaf = 0; leaf < layout.Columns.LeafCount; leaf++)
        {
            var feature = layout.LeafFeature[leaf];
            if (layout.Table.Schema[feature].Kind != BaselineKind.Rarity)
            {
                continue;
            }

            for (var cell = layout.Columns.LeafCellStart[leaf]; cell < layout.Columns.LeafCellStart[leaf + 1]; cell++)
            {
                var key = (feature, layout.Columns.CellValue[cell]);
                if (!ids.TryGetValue(key, out var id))
                {
                    id = ids.Count;
                    ids.Add(key, id);
                }

                _valueOfSlot[organisation.SlotOfCell(cell)] = id;
            }
        }

        _count = new int[layout.Table.Schema.Count];
        HashSet<(int Feature, int Value)> shipped = [.. priors.Keys.Select(k => (k.Feature, k.Value))];
        _places = new int[ids.Count];
        foreach (var key in shipped)
        {
            // One place that is never taken away.
            _count[key.Feature]++;
            if (ids.TryGetValue(key, out var id))
            {
                _places[id]++;
            }
        }
    }

    public int Count(int feature) => _count[feature];

    /// <summary>The slot's value was first seen (1) or is no longer seen (-1) in the slot's scope.</summary>
    public void Add(int feature, int slot, int change)
    {
        var before = _places[_valueOfSlot[slot]];
        _places[_valueOfSlot[slot]] += change;
        if (before == 0 || before + change == 0)
        {
            _count[feature] += change;
        }
    }
}
