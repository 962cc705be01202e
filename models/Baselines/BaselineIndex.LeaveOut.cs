namespace Det0131.Models.Baselines;

public sealed partial class BaselineIndex
{
    private readonly ExcludedUnits _excluded;

    /// <summary>
    /// Takes one unit per feature out of every level, for everyone, in place. Every answer is then, to the last bit, that of an index
    /// over a table without these rows. <see cref="Restore"/> puts them back. Not thread-safe.
    /// </summary>
    /// <param name="unitByFeature">The unit of each feature in schema order, -1 for none.</param>
    /// <exception cref="ArgumentException">Not one unit per feature.</exception>
    /// <exception cref="InvalidOperationException">Units are left out already.</exception>
    public void LeaveOut(ReadOnlySpan<int> unitByFeature) => LeaveOut(unitByFeature, unitByFeature);

    /// <summary>
    /// As above for features whose unit is shorter than the period: all units from a first to a last one, both included.
    /// The first call sorts all rows by unit, which takes about as long as building the index.
    /// </summary>
    /// <exception cref="ArgumentException">Not one unit per feature.</exception>
    /// <exception cref="InvalidOperationException">Units are left out already.</exception>
    public void LeaveOut(ReadOnlySpan<int> firstByFeature, ReadOnlySpan<int> lastByFeature)
    {
        CheckUnits(firstByFeature);
        CheckUnits(lastByFeature);
        _excluded.SetRange(firstByFeature, lastByFeature);
        _periods = null;
        ApplyRange(-1);
    }

    /// <summary>
    /// Takes a unit and all later ones out, for forward chaining. One earlier period can be left out on top with
    /// <see cref="LeaveOut(ReadOnlySpan{int})"/>; then <see cref="Restore"/> first puts that one back, and called again these. Not thread-safe.
    /// </summary>
    /// <param name="unitByFeature">The first unit to leave out of each feature in schema order, -1 for none.</param>
    /// <exception cref="ArgumentException">Not one unit per feature.</exception>
    /// <exception cref="InvalidOperationException">Units are left out already.</exception>
    public void LeaveOutFrom(ReadOnlySpan<int> unitByFeature)
    {
        CheckUnits(unitByFeature);
        _excluded.SetFrom(unitByFeature);
        _periods = null;
        ApplyFrom(-1);
    }

    /// <summary>Puts back what the latest LeaveOut or LeaveOutFrom took out; all answers are the earlier ones again, to the last bit.</summary>
    /// <exception cref="InvalidOperationException">Nothing is left out.</exception>
    public void Restore()
    {
        _periods = null;
        if (_excluded.HasRange)
        {
            ApplyRange(1);
            _excluded.ClearRange();
        }
        else if (_excluded.HasFrom)
        {
            ApplyFrom(1);
            _excluded.ClearFrom();
        }
        else
        {
            throw new InvalidOperationException("Nothing is left out: Restore answers one LeaveOut or LeaveOutFrom.");
        }
    }

    private void ApplyRange(int sign)
    {
        for (var feature = 0; feature < Table.Schema.Count; feature++)
        {
            var (first, until) = _excluded.RangeOf(feature);
            Apply(feature, first, until, sign);
        }
    }

    private void ApplyFrom(int sign)
    {
        for (var feature = 0; feature < Table.Schema.Count; feature++)
        {
            Apply(feature, _excluded.FromOf(feature), int.MaxValue, sign);
        }
    }

    private void Apply(int feature, int firstUnit, int untilUnit, int sign)
    {
        if (firstUnit >= untilUnit)
        {
            return;
        }

        var rowsByUnit = _layout.RowsByUnit;
        foreach (var row in rowsByUnit.Rows(feature, firstUnit, untilUnit))
        {
            var cell = rowsByUnit.CellOf(row);
            ApplyRow(_layout.CellLeaf[cell], cell, row, sign);
        }

        foreach (var i in rowsByUnit.Evicted(feature, firstUnit, untilUnit))
        {
            ApplyEvicted(rowsByUnit.LeafOfEvicted(i), i, sign);
        }
    }

    private void CheckUnits(ReadOnlySpan<int> unitByFeature)
    {
        if (unitByFeature.Length != Table.Schema.Count)
        {
            throw new ArgumentException($"{unitByFeature.Length} units for {Table.Schema.Count} features: expected one per feature.");
        }

        if (unitByFeature.ContainsAnyInRange(int.MinValue, -2) || unitByFeature.Contains(int.MaxValue))
        {
            throw new ArgumentException($"A unit to leave out lies from 0 to {int.MaxValue - 1}, or is -1 for none.");
        }
    }
}
