namespace Det0131.Models.Baselines;

/// <summary>
/// Answers how surprising something is, in bits, from a <see cref="BaselineTable"/>. Look-ups allocate nothing (but once for an
/// entity that the table does not know, when peer groups are asked for) and are thread-safe, as long as nobody calls
/// LeaveOut, LeaveOutFrom or Restore meanwhile: leaving out changes the index in place and is for one thread alone.
/// </summary>
public sealed partial class BaselineIndex
{
    private readonly BaselineIndexOptions _options;
    private readonly IndexLayout _layout;
    private readonly RarityCounts _rarity;
    private readonly TailCounts _tails;
    private readonly CircularCounts _circular;
    private readonly HistoryCounts _histories;

    /// <summary>Builds all look-ups; time and memory grow with the table.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BaselineIndex(BaselineTable table, BaselineIndexOptions? options = null)
        : this(table, options, null)
    {
    }

    private BaselineIndex(BaselineTable table, BaselineIndexOptions? options, IndexLayout? sharing)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new();
        options.Check();
        Table = table;
        _options = options;
        _layout = sharing ?? new(table, options.PeerGroup);
        var weights = new UnitWeights(table.Schema, options.HalfLifeDays, options.AsOfMicros ?? table.Span.UntilMicros);
        _rarity = new(_layout, weights, options);
        _tails = new(_layout, weights);
        _circular = new(_layout, weights);
        _histories = new(_layout);
        _excluded = new(table);
        var columns = table.Columns;
        for (var leaf = 0; leaf < columns.LeafCount; leaf++)
        {
            for (var cell = columns.LeafCellStart[leaf]; cell < columns.LeafCellStart[leaf + 1]; cell++)
            {
                for (var row = columns.CellRowStart[cell]; row < columns.CellRowStart[cell + 1]; row++)
                {
                    ApplyRow(leaf, cell, row, 1);
                }
            }

            for (var i = columns.LeafEvictedStart[leaf]; i < columns.LeafEvictedStart[leaf + 1]; i++)
            {
                ApplyEvicted(leaf, i, 1);
            }
        }
    }

    /// <summary>The table that the answers come from.</summary>
    public BaselineTable Table { get; }

    /// <summary>
    /// A number for an entity, so that many questions about it resolve its name once. Negative for an entity without history
    /// (-1; below -1 when its peer group is known): every look-up takes it and answers from the parents.
    /// </summary>
    public int EntityId(ReadOnlySpan<char> entity) => _layout.EntityId(entity);

    /// <summary>-log2 P(value given scope). From 0; finite.</summary>
    /// <exception cref="ArgumentException">The feature does not exist or is not a rarity feature.</exception>
    public double RarityBits(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value) =>
        RarityBits(feature, EntityId(entity), scope, value);

    /// <summary>As above, by <see cref="EntityId"/>.</summary>
    /// <exception cref="ArgumentException">The feature does not exist or is not a rarity feature.</exception>
    public double RarityBits(int feature, int entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        CheckKind(feature, BaselineKind.Rarity, BaselineKind.Rarity);
        return BitsOf(_rarity.Probability(_rarity.Locate(feature, entity, scope, value)));
    }

    /// <summary>-log2 of the chance of a magnitude at least this large (both tails: or this small, doubled, at most 1). From 0 to 997.</summary>
    /// <param name="magnitude">Finite, at least 0.</param>
    /// <exception cref="ArgumentException">The feature does not exist or has no magnitude; the magnitude is NaN, infinite or below 0.</exception>
    public double TailBits(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, double magnitude) =>
        TailBits(feature, EntityId(entity), scope, magnitude);

    /// <summary>As above, by <see cref="EntityId"/>.</summary>
    /// <exception cref="ArgumentException">The feature does not exist or has no magnitude; the magnitude is NaN, infinite or below 0.</exception>
    public double TailBits(int feature, int entity, ReadOnlySpan<char> scope, double magnitude)
    {
        CheckKind(feature, BaselineKind.UpperTail, BaselineKind.BothTails);
        return BitsOf(_tails.Probabilities(_tails.Locate(feature, entity, scope), magnitude).TwoSided);
    }

    /// <summary>-log2 of the mass of the hours of the week that are no likelier for the entity. From 0; NaN (not observed) under three dates.</summary>
    /// <param name="hourOfDay">Local hour, 0 to 23.</param>
    /// <param name="localDate">Local date, days since 1970-01-01, from 0.</param>
    /// <param name="leaveDateOut">Whether that date is left out, for everyone.</param>
    /// <exception cref="ArgumentException">The feature does not exist or is not circular; hour or date out of range.</exception>
    public double CircularBits(int feature, ReadOnlySpan<char> entity, int hourOfDay, int localDate, bool leaveDateOut) =>
        CircularBits(feature, EntityId(entity), hourOfDay, localDate, leaveDateOut);

    /// <summary>As above, by <see cref="EntityId"/>.</summary>
    /// <exception cref="ArgumentException">The feature does not exist or is not circular; hour or date out of range.</exception>
    public double CircularBits(int feature, int entity, int hourOfDay, int localDate, bool leaveDateOut)
    {
        var slot = CheckTime(feature, hourOfDay, localDate);
        return _circular.Bits(_circular.Locate(feature, entity), slot, leaveDateOut ? localDate : IndexLayout.None);
    }

    // -log2(1) is -0.0, and a sum of probabilities may pass 1 by a rounding.
    private static double BitsOf(double probability) => probability >= 1 ? 0 : -Math.Log2(probability);

    private void ApplyRow(int leaf, int cell, int row, int sign)
    {
        var feature = _layout.LeafFeature[leaf];
        var unit = Table.Columns.Units[row];
        switch (Table.Schema[feature].Kind)
        {
            case BaselineKind.Rarity:
                _rarity.ApplyRow(feature, leaf, cell, unit, sign);
                break;
            case BaselineKind.Circular:
                _circular.ApplyRow(feature, leaf, cell, unit, sign);
                break;
            default:
                _tails.ApplyRow(feature, leaf, row, unit, sign);
                break;
        }

        _histories.Apply(feature, leaf, sign);
    }

    private void ApplyEvicted(int leaf, int i, int sign)
    {
        var columns = Table.Columns;
        var feature = _layout.LeafFeature[leaf];
        _rarity.ApplyEvicted(feature, leaf, columns.EvictedUnit[i], columns.EvictedRowCount[i], columns.EvictedValueCount[i], sign);
        _histories.Apply(feature, leaf, (long)sign * columns.EvictedRowCount[i]);
    }

    private int CheckTime(int feature, int hourOfDay, int localDate)
    {
        CheckKind(feature, BaselineKind.Circular, BaselineKind.Circular);
        if (hourOfDay is < 0 or >= HourOfWeek.HoursPerDay)
        {
            throw new ArgumentOutOfRangeException(nameof(hourOfDay), hourOfDay, "An hour of the day lies from 0 to 23.");
        }

        if (localDate is < 0 or > BaselineTable.LargestLocalDate)
        {
            throw new ArgumentOutOfRangeException(nameof(localDate), localDate,
                $"A local date lies from 0 to {BaselineTable.LargestLocalDate} days after 1970-01-01.");
        }

        return HourOfWeek.Of(localDate, hourOfDay);
    }

    private void CheckKind(int feature, BaselineKind expected, BaselineKind orExpected)
    {
        Table.CheckFeature(feature);
        var kind = Table.Schema[feature].Kind;
        if (kind != expected && kind != orExpected)
        {
            throw new ArgumentException($"Feature {Table.Schema[feature].Id} is of kind {kind}, expected {expected}.", nameof(feature));
        }
    }
}
