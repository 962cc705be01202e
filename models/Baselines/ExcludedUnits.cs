namespace Det0131.Models.Baselines;

/// <summary>Which units an index leaves out at the moment. Not thread-safe.</summary>
internal sealed class ExcludedUnits
{
    private const int NoUnit = int.MaxValue;
    private readonly int[] _rangeFirst;
    private readonly int[] _rangeUntil;
    private readonly int[] _from;

    public ExcludedUnits(BaselineTable table)
    {
        _rangeFirst = new int[table.Schema.Count];
        _rangeUntil = new int[table.Schema.Count];
        _from = new int[table.Schema.Count];
        Array.Fill(_from, NoUnit);
    }

    public bool HasRange { get; private set; }

    public bool HasFrom { get; private set; }

    /// <summary>First unit of the range and its end, exclusive, without what <see cref="FromOf"/> takes out anyway.</summary>
    public (int First, int Until) RangeOf(int feature) => (_rangeFirst[feature], Math.Min(_rangeUntil[feature], _from[feature]));

    /// <summary>First unit of all later ones that are left out.</summary>
    public int FromOf(int feature) => _from[feature];

    public bool Contains(int feature, int unit) =>
        unit >= _from[feature] || (unit >= _rangeFirst[feature] && unit < _rangeUntil[feature]);

    /// <summary>How many of some units are not left out.</summary>
    public int CountKept(int feature, ReadOnlySpan<int> units)
    {
        var count = 0;
        foreach (var unit in units)
        {
            count += Contains(feature, unit) ? 0 : 1;
        }

        return count;
    }

    public void SetRange(ReadOnlySpan<int> firstByFeature, ReadOnlySpan<int> lastByFeature)
    {
        if (HasRange)
        {
            throw new InvalidOperationException("A period is left out already: call Restore first.");
        }

        for (var feature = 0; feature < _from.Length; feature++)
        {
            var (first, last) = (firstByFeature[feature], lastByFeature[feature]);
            if ((first < 0) != (last < 0) || first > last)
            {
                throw new ArgumentException($"Units {first} to {last} of feature {feature} are no range.");
            }
        }

        for (var feature = 0; feature < _from.Length; feature++)
        {
            (_rangeFirst[feature], _rangeUntil[feature]) =
                firstByFeature[feature] < 0 ? (0, 0) : (firstByFeature[feature], lastByFeature[feature] + 1);
        }

        HasRange = true;
    }

    public void SetFrom(ReadOnlySpan<int> unitByFeature)
    {
        if (HasRange || HasFrom)
        {
            throw new InvalidOperationException(
                "Units are left out already: call Restore first (later periods are left out before a single earlier one).");
        }

        for (var feature = 0; feature < _from.Length; feature++)
        {
            _from[feature] = unitByFeature[feature] < 0 ? NoUnit : unitByFeature[feature];
        }

        HasFrom = true;
    }

    public void ClearRange()
    {
        Array.Clear(_rangeFirst);
        Array.Clear(_rangeUntil);
        HasRange = false;
    }

    public void ClearFrom()
    {
        Array.Fill(_from, NoUnit);
        HasFrom = false;
    }
}
