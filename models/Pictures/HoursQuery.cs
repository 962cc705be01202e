using System.Collections.Concurrent;
using Det0131.Models.Baselines;

namespace Det0131.Models.Pictures;

/// <summary>Counts hours of the week. Thread-safe; remembers the sums of some peer groups.</summary>
internal sealed class HoursQuery(TableView table, PeerDirectory peers)
{
    // Groups of accounts may be many; a sum costs a few milliseconds to make again.
    private const int MostRemembered = 256;

    private readonly ConcurrentDictionary<(int Feature, string Group), Grid> _groups = new();

    public HourOfWeekPicture Hours(PictureTarget target)
    {
        var own = new Grid();
        own.Add(table, target.Leaf);
        var group = peers.GroupOf(target.Entity);
        var all = Group(target, group);
        var inGroup = own.Entities > 0;
        return new()
        {
            FeatureId = target.Feature.Id, Meaning = target.Feature.Meaning, Entity = target.Entity, Scope = target.Scope,
            IsInModel = target.IsInModel, Note = target.Note, PeriodNoun = table.PeriodNoun(target.Feature),
            Dates = own.Slots,
            DatesByWeekday = own.Weekdays,
            TotalDates = own.Dates,
            MarkedSlot = target.Place is { } place && IsTime(place.LocalHour, place.LocalDate) ? HourOfWeek.Of(place.LocalDate, place.LocalHour) : null,
            MarkedDate = target.Place is { LocalDate: > 0 and < 2_900_000 and var date } ? new DateOnly(1970, 1, 1).AddDays(date) : null,
            UsualHours = target.IsInModel ? table.Index.ExplainCircular(target.Feature.Index, target.Entity, 0, 0, leaveDateOut: false).UsualHours : null,
            PeerDates = inGroup ? [.. all.Slots.Zip(own.Slots, (a, b) => a - b)] : all.Slots,
            PeerTotalDates = all.Dates - own.Dates,
            Peers = all.Entities - own.Entities,
            PeerGroup = group,
        };
    }

    private Grid Group(PictureTarget target, string? group)
    {
        // A group's name is never empty, so that stands for everybody.
        var key = (target.Feature.Index, group ?? "");
        if (_groups.TryGetValue(key, out var known))
        {
            return known;
        }

        var grid = new Grid();
        var noScope = table.StringId("");
        foreach (var entity in peers.Members(group))
        {
            grid.Add(table, table.Leaf(target.Feature, entity, noScope));
        }

        if (_groups.Count < MostRemembered)
        {
            _groups.TryAdd(key, grid);
        }

        return grid;
    }

    private static bool IsTime(int hour, int date) => hour is >= 0 and < HourOfWeek.HoursPerDay && date > 0;

    /// <summary>Not changed any more once made.</summary>
    private sealed class Grid
    {
        public int[] Slots { get; } = new int[HourOfWeek.Count];

        public int[] Weekdays { get; } = new int[7];

        public int Dates { get; private set; }

        public int Entities { get; private set; }

        public void Add(TableView table, int leaf)
        {
            if (leaf < 0)
            {
                return;
            }

            Entities++;
            foreach (var date in table.DistinctUnits(leaf, leaf + 1))
            {
                Dates++;
                Weekdays[HourOfWeek.Of(date, 0) / HourOfWeek.HoursPerDay]++;
            }

            foreach (var (value, _, _) in table.Values(leaf))
            {
                if (HourOfWeek.TryParseHour(value, out var hour))
                {
                    foreach (var date in table.UnitsOf(leaf, table.StringId(value)))
                    {
                        Slots[HourOfWeek.Of(date, hour)]++;
                    }
                }
            }
        }
    }
}
