using Det0131.Models.Baselines;
using Det0131.Models.Learning;

namespace Det0131.Models.Tests.Learning;

/// <summary>
/// The brute-force twin of the database: keeps every observation as it came and counts at the end with LINQ. Magnitudes of one key
/// become their maximum or, exactly (as decimals), their sum, as the feature's schema says.
/// </summary>
public sealed class MemoryCounter(int? shuffleSeed = null) : IObservationCounter
{
    private readonly List<BaselineRow> _rows = [];
    private IReadOnlyList<FeatureSchema> _schema = [];

    public IReadOnlyList<BaselineRow> Rows => _rows;

    public void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude) =>
        _rows.Add(new BaselineRow(feature, entity.ToString(), scope.ToString(), value.ToString(), unit, magnitude));

    public void ReplaceRareValues(int feature, int minimumEntities, IReadOnlyCollection<string> keep, string replacement)
    {
        var stay = _rows.Where(r => r.Feature == feature)
            .GroupBy(r => r.Value, StringComparer.Ordinal)
            .Where(g => keep.Contains(g.Key) || g.Select(r => r.Entity).Distinct(StringComparer.Ordinal).Count() >= minimumEntities)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Feature == feature && !stay.Contains(_rows[i].Value))
            {
                _rows[i] = _rows[i] with { Value = replacement };
            }
        }
    }

    /// <summary>Opens this counter for a run.</summary>
    public IObservationCounter Open(IReadOnlyList<FeatureSchema> schema)
    {
        _schema = schema;
        return this;
    }

    public void Dispose()
    {
        // Nothing is held outside memory.
    }

    public void Count(RowReceiver receive)
    {
        var counted = _rows.GroupBy(r => (r.Feature, r.Entity, r.Scope, r.Value, r.Unit))
            .Select(g => new BaselineRow(g.Key.Feature, g.Key.Entity, g.Key.Scope, g.Key.Value, g.Key.Unit,
                _schema[g.Key.Feature].Merge == MagnitudeMerge.Sum ? (double)g.Sum(r => (decimal)r.Magnitude) : g.Max(r => r.Magnitude)))
            .ToList();
        if (shuffleSeed is { } seed)
        {
            var random = new Random(seed);
            for (var i = counted.Count - 1; i > 0; i--)
            {
                var j = random.Next(i + 1);
                (counted[i], counted[j]) = (counted[j], counted[i]);
            }
        }

        foreach (var row in counted)
        {
            receive(row.Feature, row.Entity, row.Scope, row.Value, row.Unit, row.Magnitude);
        }
    }
}
