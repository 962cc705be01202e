using Det0131.Models.Baselines;

namespace Det0131.Models.Pictures;

/// <summary>Looks up the values of a rarity feature. Thread-safe.</summary>
internal sealed class ValuesQuery(TableView table, PeerDirectory peers)
{
    public ValuesPicture Values(PictureTarget target)
    {
        var own = table.Values(target.Leaf).ToList();
        var listed = own.OrderByDescending(v => v.Units).ThenBy(v => v.Value, StringComparer.Ordinal).Take(ValuesPicture.MostValues)
            .Select(v => v.Value).ToList();
        var more = own.Count - listed.Count;
        if (target.Value is { } observed && !listed.Contains(observed))
        {
            listed.Add(observed);
            more -= own.Exists(v => v.Value == observed) ? 1 : 0;
        }

        var elsewhere = Top(table.Index.ValuesElsewhere(target.Feature.Index, target.Entity, target.Scope), ValuesPicture.MostValues);
        var (first, until) = table.Leaves(target.Feature, target.EntityId);
        var (peersActive, othersActive) = table.Index.OthersActive(target.Feature.Index, target.Entity);
        return new()
        {
            FeatureId = target.Feature.Id, Meaning = target.Feature.Meaning, Entity = target.Entity, Scope = target.Scope,
            IsInModel = target.IsInModel, Note = target.Note, PeriodNoun = table.PeriodNoun(target.Feature),
            Values = [.. listed.Select(v => Describe(target, v))],
            MoreValues = more,
            Elsewhere = [.. elsewhere.Select(v => Describe(target, v.Value))],
            ScopePeriods = target.Leaf < 0 ? 0 : table.DistinctUnits(target.Leaf, target.Leaf + 1).Count,
            ActivePeriods = table.DistinctUnits(first, until).Count,
            Peers = peersActive, Others = othersActive,
            PeerGroup = peers.GroupOf(target.Entity),
            Observed = target.Value,
        };
    }

    public CountriesPicture Countries(PictureTarget target)
    {
        var own = table.Values(target.Leaf).Select(v => v.Value);
        var others = Top(table.Index.ValuesOfAllOthers(target.Feature.Index, target.Entity, target.Scope), CountriesPicture.MostCountries).Select(v => v.Value);
        var observed = target.Value is null ? Enumerable.Empty<string>() : [target.Value];
        return new()
        {
            FeatureId = target.Feature.Id, Meaning = target.Feature.Meaning, Entity = target.Entity, Scope = target.Scope,
            IsInModel = target.IsInModel, Note = target.Note, PeriodNoun = table.PeriodNoun(target.Feature),
            Countries =
            [
                .. observed.Concat(own).Concat(others).Distinct(StringComparer.Ordinal).Take(CountriesPicture.MostCountries)
                    .Select(v => Describe(target, v))
                    .OrderByDescending(v => v.Periods).ThenByDescending(v => v.OthersWith).ThenBy(v => v.Value, StringComparer.Ordinal),
            ],
            ScopePeriods = target.Leaf < 0 ? 0 : table.DistinctUnits(target.Leaf, target.Leaf + 1).Count,
            Others = table.Index.OthersActive(target.Feature.Index, target.Entity).Organisation,
            Observed = target.Value,
        };
    }

    private PictureValue Describe(PictureTarget target, string value)
    {
        var units = table.UnitsOf(target.Leaf, table.StringId(value));
        var (peersWith, othersWith) = table.Index.OthersWith(target.Feature.Index, target.Entity, target.Scope, value);
        return new(value, units.Length, peersWith, othersWith, value == target.Value,
            units.IsEmpty ? null : table.DateOf(target.Feature, units[^1]));
    }

    private static IEnumerable<TypicalValue> Top(IEnumerable<TypicalValue> values, int most) =>
        values.OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).Take(most);
}
