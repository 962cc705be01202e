namespace Det0131.LoadTest;

/// <summary>Every value, kept. Not thread-safe.</summary>
internal sealed class Percentiles
{
    private readonly List<double> _values = [];
    private bool _isSorted = true;

    public int Count => _values.Count;

    public void Add(double value)
    {
        _values.Add(value);
        _isSorted = false;
    }

    /// <summary>The least value that at least this share of the values does not exceed; NaN when there are none.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public double At(double share)
    {
        if (_values.Count == 0)
        {
            return double.NaN;
        }

        if (!_isSorted)
        {
            _values.Sort();
            _isSorted = true;
        }

        return _values[Math.Clamp((int)Math.Ceiling(share * _values.Count) - 1, 0, _values.Count - 1)];
    }
}
