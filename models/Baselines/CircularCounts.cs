namespace Det0131.Models.Baselines;

/// <summary>
/// Time features: how unusual an hour of the week is for an entity, in its local time. Look-ups are thread-safe while no row is applied.
/// </summary>
internal sealed class CircularCounts
{
    /// <summary>With fewer dates the hour is not observed.</summary>
    public const int LeastDates = 3;

    // From the Monday of a first to the Friday of a fourth week.
    private const int FourWeeksDays = 25;

    private readonly IndexLayout _layout;
    private readonly UnitWeights _weights;
    private readonly SlotCounts _hours;
    private readonly SlotCounts _dates;
    private readonly SlotCounts _peerHours;
    private readonly SlotCounts _organisationHours;
    private readonly SlotCounts _peerDateHours;
    private readonly SlotCounts _organisationDateHours;

    public CircularCounts(IndexLayout layout, UnitWeights weights)
    {
        _layout = layout;
        _weights = weights;
        List<ulong> hours = [], dates = [], peerHours = [], organisationHours = [], peerDateHours = [], organisationDateHours = [];
        var columns = layout.Columns;
        for (var cell = 0; cell < columns.CellCount; cell++)
        {
            var leaf = layout.CellLeaf[cell];
            if (layout.Table.Schema[layout.LeafFeature[leaf]].Kind != BaselineKind.Circular)
            {
                continue;
            }

            var hour = HourOf(cell);
            var (peers, organisation) = (layout.PeerNode[leaf], layout.OrganisationNode[leaf]);
            foreach (var date in columns.UnitsOf(cell))
            {
                var slot = HourOfWeek.Of(date, hour);
                hours.Add(SlotCounts.Pack(leaf, slot));
                dates.Add(SlotCounts.Pack(leaf, date));
                organisationHours.Add(SlotCounts.Pack(organisation, slot));
                organisationDateHours.Add(SlotCounts.Pack(organisation, DateHour(date, hour)));
                if (peers >= 0)
                {
                    peerHours.Add(SlotCounts.Pack(peers, slot));
                    peerDateHours.Add(SlotCounts.Pack(peers, DateHour(date, hour)));
                }
            }
        }

        _hours = new(columns.LeafCount, [.. hours]);
        _dates = new(columns.LeafCount, [.. dates]);
        _peerHours = new(layout.PeerNodeCount, [.. peerHours]);
        _organisationHours = new(layout.OrganisationNodeCount, [.. organisationHours]);
        _peerDateHours = new(layout.PeerNodeCount, [.. peerDateHours]);
        _organisationDateHours = new(layout.OrganisationNodeCount, [.. organisationDateHours]);
    }

    /// <summary>Adds (sign 1) or takes out (sign -1) one row.</summary>
    public void ApplyRow(int feature, int leaf, int cell, int date, int sign)
    {
        var hour = HourOf(cell);
        var slot = HourOfWeek.Of(date, hour);
        var weight = sign * _weights.Of(feature, date);
        _hours.Add(leaf, slot, weight);
        _dates.Add(leaf, date, sign);
        _organisationHours.Add(_layout.OrganisationNode[leaf], slot, weight);
        _organisationDateHours.Add(_layout.OrganisationNode[leaf], DateHour(date, hour), weight);
        if (_layout.PeerNode[leaf] >= 0)
        {
            _peerHours.Add(_layout.PeerNode[leaf], slot, weight);
            _peerDateHours.Add(_layout.PeerNode[leaf], DateHour(date, hour), weight);
        }
    }

    public CircularPlace Locate(int feature, int entity)
    {
        var scope = _layout.StringId("");
        var leaf = entity < 0 || scope < 0 ? IndexLayout.None : _layout.Leaf(feature, entity, scope);
        return leaf < 0 ? new(feature, leaf, IndexLayout.None, IndexLayout.None)
            : new(feature, leaf, _layout.OrganisationNode[leaf], _layout.PeerNode[leaf]);
    }

    /// <summary>NaN when the entity has fewer than three dates left.</summary>
    /// <param name="place">The entity.</param>
    /// <param name="slot">Hour of the week.</param>
    /// <param name="leftOutDate">Date to leave out for everyone, -1 for none.</param>
    public double Bits(in CircularPlace place, int slot, int leftOutDate)
    {
        var dates = Dates(place, leftOutDate);
        if (dates.Count < LeastDates)
        {
            return double.NaN;
        }

        Span<double> own = stackalloc double[HourOfWeek.Count];
        Span<double> parent = stackalloc double[HourOfWeek.Count];
        Span<long> counts = stackalloc long[HourOfWeek.Count];
        Span<long> ownCounts = stackalloc long[HourOfWeek.Count];
        OwnCounts(place, leftOutDate, ownCounts);

        counts.Clear();
        AddParent(_peerHours[place.PeerNode], _peerDateHours[place.PeerNode], leftOutDate, ownCounts, counts);
        if (place.PeerNode < 0 || !counts.ContainsAnyExcept(0))
        {
            counts.Clear();
            AddParent(_organisationHours[place.OrganisationNode], _organisationDateHours[place.OrganisationNode], leftOutDate, ownCounts, counts);
        }

        // The parent is shrunk to a flat week by the same rule, so that no hour is impossible.
        parent.Fill(1.0 / HourOfWeek.Count);
        Estimate(counts, dates.IsByDay, own, parent);
        own.CopyTo(parent);
        Estimate(ownCounts, dates.IsByDay, own, parent);
        return WeekModel.Bits(own, slot);
    }

    /// <summary>The entity's dates without the left-out one, and whether they reach over four weeks.</summary>
    public (int Count, bool IsByDay) Dates(in CircularPlace place, int leftOutDate)
    {
        var dates = _dates[place.Leaf];
        var count = dates.UsedSlots;
        if (count == 0)
        {
            return (0, false);
        }

        var (first, last) = (0, dates.Keys.Length - 1);
        while (first <= last && (dates.Weights[first] == 0 || dates.Keys[first] == leftOutDate))
        {
            first++;
        }

        while (last >= first && (dates.Weights[last] == 0 || dates.Keys[last] == leftOutDate))
        {
            last--;
        }

        count -= dates.Weight(leftOutDate) > 0 ? 1 : 0;
        return (count, first < last && dates.Keys[last] - dates.Keys[first] >= FourWeeksDays);
    }

    public int HourOf(int cell)
    {
        _ = HourOfWeek.TryParseHour(_layout.TextOf(_layout.Columns.CellValue[cell]), out var hour);
        return hour;
    }

    private static int DateHour(int date, int hour) => (date * HourOfWeek.HoursPerDay) + hour;

    private static void Estimate(ReadOnlySpan<long> counts, bool byDay, Span<double> result, ReadOnlySpan<double> parent)
    {
        var total = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            result[i] = FixedPoint.ToDouble(counts[i]);
        }

        WeekModel.Smooth(result, byDay);
        WeekModel.Shrink(result, FixedPoint.ToDouble(total), parent);
    }

    private void OwnCounts(in CircularPlace place, int leftOutDate, Span<long> counts)
    {
        counts.Clear();
        AddTo(counts, _hours[place.Leaf]);
        if (_dates[place.Leaf].Weight(leftOutDate) == 0)
        {
            return;
        }

        var weight = _weights.Of(place.Feature, leftOutDate);
        var columns = _layout.Columns;
        for (var cell = columns.LeafCellStart[place.Leaf]; cell < columns.LeafCellStart[place.Leaf + 1]; cell++)
        {
            if (columns.UnitsOf(cell).BinarySearch<int, int>(leftOutDate) >= 0)
            {
                counts[HourOfWeek.Of(leftOutDate, HourOf(cell))] -= weight;
            }
        }
    }

    private static void AddParent(SlotView hours, SlotView dateHours, int leftOutDate, ReadOnlySpan<long> own, Span<long> counts)
    {
        if (hours.Keys.IsEmpty)
        {
            return;
        }

        AddTo(counts, hours);
        for (var hour = 0; leftOutDate >= 0 && hour < HourOfWeek.HoursPerDay; hour++)
        {
            counts[HourOfWeek.Of(leftOutDate, hour)] -= dateHours.Weight(DateHour(leftOutDate, hour));
        }

        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] -= own[i];
        }
    }

    private static void AddTo(Span<long> counts, SlotView view)
    {
        for (var i = 0; i < view.Keys.Length; i++)
        {
            counts[view.Keys[i]] += view.Weights[i];
        }
    }
}

/// <summary>Where a (feature, entity) sits; -1 where there is nothing.</summary>
internal readonly record struct CircularPlace(int Feature, int Leaf, int OrganisationNode, int PeerNode);
