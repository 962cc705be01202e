using Det0131.Models.Analytics;
using Det0131.Models.Elements;
using Det0131.Models.Explanations;
using Det0131.Models.Features;

namespace Det0131.Models.Pictures;

/// <summary>Gathers what is learned of one entity. Thread-safe.</summary>
internal sealed class EntityQuery(TableView table, PeerDirectory peers, ValuesQuery values, HoursQuery hours)
{
    private static readonly Feature DestinationWeek = FeatureCatalogue.Get("volume.destination_week");
    private static readonly Feature Country = FeatureCatalogue.Get("destination.country");

    private readonly ElementReport _elements = new(table.Model);

    public EntityPicture Entity(string entity)
    {
        var id = table.StringId(entity);
        var active = FeatureCatalogue.All.Where(f => IsActive(f, id)).ToList();
        var learned = active.ToDictionary(f => f, f => Learned(f, entity, id));
        var mature = active.OrderByDescending(f => learned[f].ActivePeriods).FirstOrDefault();
        var kind = PeerDirectory.KindOf(entity);
        var (egress, more) = Egress(id);
        var hoursOf = active.Find(f => f.Kind == FeatureKind.Circular && f.Id == (kind == "user" ? "time.user" : "time.host"));
        return new()
        {
            Entity = entity, Kind = kind, Name = PeerDirectory.NameOf(entity),
            IsInModel = active.Count > 0,
            Asset = peers.Asset(PeerDirectory.NameOf(entity)),
            Group = peers.Membership(entity),
            ActivePeriods = mature is null ? 0 : learned[mature].ActivePeriods,
            PeriodNoun = table.PeriodNoun(mature ?? Country),
            FirstSeen = Seen(active, id, units => units.Min(), dates => dates.Min()),
            LastSeen = Seen(active, id, units => units.Max(), dates => dates.Max()),
            Elements = active.Count == 0 ? [] : [.. AnalyticCatalogue.All.Where(a => Concerns(a, kind, entity, active)).SelectMany(a => a.Elements.Select(e => new EntityElement(
                a.Id, e.Name, e.Description, e.IsMitre, [.. e.Features.Where(learned.ContainsKey).Select(f => learned[f])])))],
            Egress = egress, MoreEgress = more,
            Countries = active.Contains(Country) ? values.Countries(new(table, Country, entity, "")) : null,
            Hours = hoursOf is null ? null : hours.Hours(new(table, hoursOf, entity, "")),
        };
    }

    public bool IsKnown(string entity) =>
        Array.BinarySearch(peers.Names, entity, StringComparer.Ordinal) >= 0;

    public KnownEntities Search(string prefix, string? kind, int limit)
    {
        List<string> found = [];
        foreach (var entity in peers.Names)
        {
            if ((kind is null || PeerDirectory.KindOf(entity) == kind) && Matches(PeerDirectory.NameOf(entity), prefix))
            {
                found.Add(entity);
            }
        }

        return new([.. found.OrderBy(PeerDirectory.NameOf, StringComparer.Ordinal).ThenBy(e => e, StringComparer.Ordinal).Take(limit)
            .Select(e => new KnownEntity(e, PeerDirectory.KindOf(e), PeerDirectory.NameOf(e), peers.GroupOf(e)))], found.Count);
    }

    /// <summary>People type the account without its domain.</summary>
    private static bool Matches(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        || (name.IndexOf('\\', StringComparison.Ordinal) is >= 0 and var at && name.AsSpan(at + 1).StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private bool IsActive(Feature feature, int id)
    {
        var (first, until) = table.Leaves(feature, id);
        return first < until;
    }

    /// <summary>A user may act on several platforms and concerns each analytic that has one of its features; hosts and roles have one.</summary>
    private bool Concerns(Analytic analytic, string kind, string entity, List<Feature> active) =>
        _elements.Belongs(entity, analytic) && (kind != "user" || analytic.Features.Any(active.Contains));

    private DateOnly? Seen(List<Feature> active, int id, Func<HashSet<int>, int> unitOf, Func<IEnumerable<DateOnly>, DateOnly> dateOf)
    {
        // Weeks would begin before the first day that was seen.
        var dates = active.Where(f => table.Model.Calendar.UnitMicros(f) <= FeatureCatalogue.Day).Select(f =>
        {
            var (first, until) = table.Leaves(f, id);
            return table.DateOf(f, unitOf(table.DistinctUnits(first, until)));
        }).ToList();
        return dates.Count == 0 ? null : dateOf(dates);
    }

    private EntityFeature Learned(Feature feature, string entity, int id)
    {
        var (first, until) = table.Leaves(feature, id);
        var habits = (feature.Kind switch
        {
            FeatureKind.Rarity => table.Model.Table.LearnedValues(feature.Index, entity).Select(v => new EntityHabit(v.Scope, v.Value, v.Periods)),
            FeatureKind.Circular => Hours(feature, entity),
            _ => table.Model.Table.LearnedValues(feature.Index, entity).Select(v => new EntityHabit(v.Scope, "", v.Periods)),
        }).ToList();
        return new(feature.Id, feature.Meaning, table.DistinctUnits(first, until).Count, table.PeriodNoun(feature),
            [.. habits.Take(EntityPicture.MostHabits).Select(h => h.Value.Length > 0 ? h : Spread(feature, entity, h))], Math.Max(0, habits.Count - EntityPicture.MostHabits));
    }

    private IEnumerable<EntityHabit> Hours(Feature feature, string entity)
    {
        var evidence = table.Index.ExplainCircular(feature.Index, entity, 0, 0, leaveDateOut: false);
        return [new("", evidence.UsualHours is null ? "too few dates for a window" : $"usual hours {evidence.UsualHours} local time", evidence.Dates)];
    }

    // Only for what is listed: an entity may have thousands of scopes.
    private EntityHabit Spread(Feature feature, string entity, EntityHabit habit) =>
        feature.Kind is FeatureKind.Rarity or FeatureKind.Circular ? habit
            : habit with { Value = FeaturePhrases.Spread(feature, table.Index.ExplainTail(feature.Index, entity, habit.Scope, 0)) };

    private (List<EgressDestination> Egress, int More) Egress(int id)
    {
        List<EgressDestination> all = [];
        var (first, until) = table.Leaves(DestinationWeek, id);
        for (var leaf = first; leaf < until; leaf++)
        {
            var weeks = table.Magnitudes(DestinationWeek, leaf);
            double[] sorted = [.. weeks];
            Array.Sort(sorted);
            all.Add(new(table.ScopeOf(leaf), weeks.Length, table.DateOf(DestinationWeek, table.Units(leaf)[^1]), weeks[^1],
                (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[^1]));
        }

        var latest = all.OrderByDescending(d => d.LastWeek).ThenByDescending(d => d.LastBytes).ThenBy(d => d.Destination, StringComparer.Ordinal)
            .Take(EntityPicture.MostDestinations).ToList();
        return (latest, all.Count - latest.Count);
    }
}
