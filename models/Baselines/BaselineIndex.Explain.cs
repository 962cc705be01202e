using System.Globalization;

namespace Det0131.Models.Baselines;

public sealed partial class BaselineIndex
{
    private const int TypicalCount = 5;
    private const double UsualShare = 0.9;

    // A longer range says nothing: the entity works round the clock.
    private const int LongestUsualHours = 20;

    /// <summary>The bits of <see cref="RarityBits(int, int, ReadOnlySpan{char}, ReadOnlySpan{char})"/> with the counts behind them. Allocates.</summary>
    /// <exception cref="ArgumentException">The feature does not exist or is not a rarity feature.</exception>
    public RarityEvidence ExplainRarity(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        CheckKind(feature, BaselineKind.Rarity, BaselineKind.Rarity);
        var entityId = EntityId(entity);
        var place = _rarity.Locate(feature, entityId, scope, value);
        var history = entityId < 0 ? IndexLayout.None : _layout.History(feature, entityId);
        var (peers, organisation) = _histories.Others(feature, _layout.GroupOf(entityId), history);
        var isPrior = place.Weight == 0 && place.Organisation.Holders == 0
            && _rarity.Priors.Weight(feature, place.ScopeId, place.ValueId) > 0;
        var (typical, source) = Typical(place);
        return new(
            BitsOf(_rarity.Probability(place)),
            place.Cell < 0 ? 0 : LiveUnits(feature, place.Cell),
            history < 0 ? 0 : DistinctUnits(feature, _layout.HistoryLeafStart[history], _layout.HistoryLeafStart[history + 1]),
            place.Leaf < 0 ? 0 : DistinctUnits(feature, place.Leaf, place.Leaf + 1),
            (int)place.Peers.Holders, peers, (int)place.Organisation.Holders, organisation, isPrior, typical, source);
    }

    /// <summary>The bits of <see cref="TailBits(int, int, ReadOnlySpan{char}, double)"/> with the counts behind them. Allocates.</summary>
    /// <exception cref="ArgumentException">The feature does not exist or has no magnitude; the magnitude is NaN, infinite or below 0.</exception>
    public TailEvidence ExplainTail(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, double magnitude)
    {
        CheckKind(feature, BaselineKind.UpperTail, BaselineKind.BothTails);
        var place = _tails.Locate(feature, EntityId(entity), scope);
        var p = _tails.Probabilities(place, magnitude);
        var buckets = BucketsOf(feature, place.Leaf);
        var bucket = MagnitudeBuckets.Of(magnitude);
        return new(
            BitsOf(p.TwoSided), buckets.Count(b => b >= bucket), buckets.Count(b => b <= bucket), buckets.Length,
            Quantile(buckets, 0.5), Quantile(buckets, 0.95), Quantile(buckets, 1),
            p.Peers, p.Organisation, p.Level, p.IsLower);
    }

    /// <summary>The bits of <see cref="CircularBits(int, int, int, int, bool)"/> with the counts behind them. Allocates.</summary>
    /// <exception cref="ArgumentException">The feature does not exist or is not circular; hour or date out of range.</exception>
    public CircularEvidence ExplainCircular(int feature, ReadOnlySpan<char> entity, int hourOfDay, int localDate, bool leaveDateOut)
    {
        var slot = CheckTime(feature, hourOfDay, localDate);
        var leftOut = leaveDateOut ? localDate : IndexLayout.None;
        var place = _circular.Locate(feature, EntityId(entity));
        var (dates, isByDay) = _circular.Dates(place, leftOut);
        var bits = _circular.Bits(place, slot, leftOut);
        var (inSlot, perHour) = (0, new int[HourOfWeek.HoursPerDay]);
        var columns = Table.Columns;
        for (var cell = place.Leaf < 0 ? 0 : columns.LeafCellStart[place.Leaf];
            place.Leaf >= 0 && cell < columns.LeafCellStart[place.Leaf + 1]; cell++)
        {
            var hour = _circular.HourOf(cell);
            foreach (var date in columns.UnitsOf(cell))
            {
                if (date != leftOut && !_excluded.Contains(feature, date))
                {
                    perHour[hour]++;
                    inSlot += WeekModel.IsSameSlot(HourOfWeek.Of(date, hour), slot, isByDay) ? 1 : 0;
                }
            }
        }

        return new(bits, inSlot, dates, double.IsNaN(bits) ? null : UsualHours(perHour));
    }

    private (IReadOnlyList<TypicalValue> Values, TypicalSource Source) Typical(in RarityPlace place)
    {
        List<TypicalValue> values = [];
        var feature = place.Feature;
        for (var cell = place.Leaf < 0 ? 0 : Table.Columns.LeafCellStart[place.Leaf];
            place.Leaf >= 0 && cell < Table.Columns.LeafCellStart[place.Leaf + 1]; cell++)
        {
            values.Add(new(_layout.TextOf(Table.Columns.CellValue[cell]), LiveUnits(feature, cell)));
        }

        var top = Top(values);
        if (top.Count > 0)
        {
            return (top, TypicalSource.Entity);
        }

        // The entity has nothing here, so everything the parents have is other entities'.
        top = Top(Holders(_rarity.Peers, place.PeerNode));
        if (top.Count > 0)
        {
            return (top, TypicalSource.PeerGroup);
        }

        top = Top(Holders(_rarity.Organisation, place.OrganisationNode));
        return (top, top.Count > 0 ? TypicalSource.Organisation : TypicalSource.Nobody);
    }

    private IEnumerable<TypicalValue> Holders(HolderLevel level, int node)
    {
        var (first, until) = level.SlotsOf(node);
        for (var slot = first; slot < until; slot++)
        {
            yield return new(_layout.TextOf(level.ValueOfSlot(slot)), level.HoldersOfSlot(slot));
        }
    }

    // A full sort of what may be 100,000 values is not worth five of them.
    private static List<TypicalValue> Top(IEnumerable<TypicalValue> values)
    {
        List<TypicalValue> top = [];
        foreach (var value in values)
        {
            if (value.Count == 0)
            {
                continue;
            }

            var at = top.Count;
            while (at > 0 && (top[at - 1].Count < value.Count
                || (top[at - 1].Count == value.Count && string.CompareOrdinal(top[at - 1].Value, value.Value) > 0)))
            {
                at--;
            }

            if (at < TypicalCount)
            {
                top.Insert(at, value);
                top.RemoveRange(Math.Min(top.Count, TypicalCount), Math.Max(0, top.Count - TypicalCount));
            }
        }

        return top;
    }

    private int LiveUnits(int feature, int cell) => _excluded.CountKept(feature, Table.Columns.UnitsOf(cell));

    private int DistinctUnits(int feature, int firstLeaf, int untilLeaf)
    {
        var columns = Table.Columns;
        HashSet<int> units = [];
        units.UnionWith(columns.Units[
            columns.CellRowStart[columns.LeafCellStart[firstLeaf]]..columns.CellRowStart[columns.LeafCellStart[untilLeaf]]]);
        units.UnionWith(columns.EvictedUnit[columns.LeafEvictedStart[firstLeaf]..columns.LeafEvictedStart[untilLeaf]]);
        return units.Count(unit => !_excluded.Contains(feature, unit));
    }

    private int[] BucketsOf(int feature, int leaf)
    {
        if (leaf < 0)
        {
            return [];
        }

        List<int> buckets = [];
        var cell = Table.Columns.LeafCellStart[leaf];
        for (var row = Table.Columns.CellRowStart[cell]; row < Table.Columns.CellRowStart[cell + 1]; row++)
        {
            if (!_excluded.Contains(feature, Table.Columns.Units[row]))
            {
                buckets.Add(MagnitudeBuckets.Of(Table.Columns.MagnitudeOf(feature, row)));
            }
        }

        buckets.Sort();
        return [.. buckets];
    }

    // The smallest bucket that holds at least this share of the periods at or below it.
    private static double Quantile(int[] sortedBuckets, double share) =>
        sortedBuckets.Length == 0 ? double.NaN
            : MagnitudeBuckets.Representative(sortedBuckets[Math.Max(0, (int)Math.Ceiling(share * sortedBuckets.Length) - 1)]);

    private static string UsualHours(int[] perHour)
    {
        var needed = UsualShare * perHour.Sum();
        for (var length = 1; length <= LongestUsualHours; length++)
        {
            // The first of the fullest ranges of this length, its sum carried on from hour to hour.
            var sum = perHour[..length].Sum();
            var (start, most) = (0, sum);
            for (var first = 1; first < perHour.Length; first++)
            {
                sum += perHour[(first + length - 1) % perHour.Length] - perHour[first - 1];
                (start, most) = sum > most ? (first, sum) : (start, most);
            }

            if (most >= needed)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{start:00}-{(start + length) % perHour.Length:00}");
            }
        }

        return "00-24";
    }
}
