using Det0131.Models.Baselines;
using Det0131.Models.Explanations;
using Det0131.Models.Features;

namespace Det0131.Models.Pictures;

/// <summary>Asks every peer the same question. Thread-safe.</summary>
internal sealed class PeersQuery(TableView table, PeerDirectory peers)
{
    // A question costs about a microsecond.
    private const int MostAsked = 20_000;

    public PeersPicture Peers(PictureTarget target)
    {
        var ask = Question(target);
        var scope = table.StringId(target.Scope);
        var members = peers.Members(peers.GroupOf(target.Entity));
        var marks = new List<(int Entity, int Periods, int With)>();
        foreach (var entity in members.AsSpan(0, Math.Min(members.Length, MostAsked)))
        {
            var leaf = entity == target.EntityId ? TableView.None : table.Leaf(target.Feature, entity, scope);
            if (leaf >= 0)
            {
                var (periods, with) = ask(leaf);
                marks.Add((entity, periods, with));
            }
        }

        var best = marks.OrderByDescending(m => m.With > 0).ThenByDescending(m => m.Periods).ThenByDescending(m => m.With).ThenBy(m => m.Entity).Take(PeersPicture.MostPeers);
        return new()
        {
            FeatureId = target.Feature.Id, Meaning = target.Feature.Meaning, Entity = target.Entity, Scope = target.Scope,
            IsInModel = target.IsInModel, PeriodNoun = table.PeriodNoun(target.Feature),
            Note = members.Length > MostAsked ? $"{target.Note}{(target.Note is null ? "" : "; ")}only {MostAsked} of {members.Length} peers were asked" : target.Note,
            Group = peers.Membership(target.Entity),
            Own = target.Leaf < 0 ? new(target.Entity, 0, 0, null, null) : Mark(target, target.Entity, target.Leaf, ask(target.Leaf)),
            Peers = [.. best.Select(m => Mark(target, table.TextOf(m.Entity), table.Leaf(target.Feature, m.Entity, scope), (m.Periods, m.With)))],
            PeersInScope = marks.Count,
            PeersWith = marks.Count(m => m.With > 0),
            Unit = HasMagnitude(target) ? FeaturePhrases.UnitName(target.Feature.Unit) : null,
        };
    }

    private static bool HasMagnitude(PictureTarget target) => target.Feature.Kind is FeatureKind.UpperTail or FeatureKind.BothTails;

    /// <summary>A leaf's periods, and those with what was observed.</summary>
    private Func<int, (int Periods, int With)> Question(PictureTarget target)
    {
        switch (target.Feature.Kind)
        {
            case FeatureKind.Rarity:
                var value = target.Value is null ? TableView.None : table.StringId(target.Value);
                return leaf => (table.DistinctUnits(leaf, leaf + 1).Count, table.UnitsOf(leaf, value).Length);
            case FeatureKind.Circular:
                var place = target.Place;
                var hour = place is null ? TableView.None : table.StringId(place.LocalHour.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return leaf =>
                {
                    var with = 0;
                    foreach (var date in table.UnitsOf(leaf, hour))
                    {
                        with += HourOfWeek.Of(date, 0) == HourOfWeek.Of(place!.LocalDate, 0) ? 1 : 0;
                    }

                    return (table.DistinctUnits(leaf, leaf + 1).Count, with);
                };
            default:
                var bucket = target.Magnitude(table) is { } magnitude ? MagnitudeBuckets.Of(magnitude) : MagnitudeBuckets.Count;
                return leaf =>
                {
                    var with = 0;
                    var magnitudes = table.Magnitudes(target.Feature, leaf);
                    foreach (var each in magnitudes)
                    {
                        with += MagnitudeBuckets.Of(each) >= bucket ? 1 : 0;
                    }

                    return (magnitudes.Length, with);
                };
        }
    }

    private PeerMark Mark(PictureTarget target, string entity, int leaf, (int Periods, int With) answer)
    {
        if (!HasMagnitude(target) || answer.Periods == 0)
        {
            return new(entity, answer.Periods, answer.With, null, null);
        }

        var median = table.Index.ExplainTail(target.Feature.Index, entity, table.ScopeOf(leaf), 0).Median;
        var below = (answer.Periods - answer.With) / (double)answer.Periods;
        return new(entity, answer.Periods, answer.With, median, target.Magnitude(table) is null ? null : below);
    }
}
