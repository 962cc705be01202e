using System.Globalization;
using Det0131.Models.Analytics;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Drift;

/// <summary>Finds what became normal and what stopped being so, by a merge of two sorted baselines. Not thread-safe.</summary>
internal sealed class NormalChanges(ScoringModel before, ScoringModel after, EntityAnalytics owners, int listed)
{
    // An amount is compared when both sides have seen it in this many periods.
    private const int LeastPeriods = 3;

    private const double LeastFactor = 2;

    private static readonly IComparer<NormalChange> MostPeriodsFirst = Comparer<NormalChange>.Create(static (a, b) =>
    {
        var order = (b.PeriodsBefore + b.PeriodsAfter).CompareTo(a.PeriodsBefore + a.PeriodsAfter);
        order = order != 0 ? order : string.CompareOrdinal(a.Feature, b.Feature);
        order = order != 0 ? order : string.CompareOrdinal(a.Entity, b.Entity);
        order = order != 0 ? order : string.CompareOrdinal(a.Scope, b.Scope);
        return order != 0 ? order : string.CompareOrdinal(a.Value, b.Value);
    });

    private readonly Dictionary<(string Analytic, string Element), Tally> _tallies = [];

    public IReadOnlyList<ElementChanges> Find(CancellationToken cancellation)
    {
        var elements = AnalyticCatalogue.All.SelectMany(a => a.Elements.Select(e => (Analytic: a, Element: e))).ToList();
        elements.ForEach(e => _tallies[(e.Analytic.Id, e.Element.Name)] = new Tally(listed));
        foreach (var feature in FeatureCatalogue.All)
        {
            foreach (var pair in BaselineJoin.Entities(before.Table, after.Table, feature.Index))
            {
                cancellation.ThrowIfCancellationRequested();
                Tally[] tallies = [.. owners.Of(pair.Entity).Where(a => a.SlotByFeature[feature.Index] >= 0).Select(a => _tallies[(a.Id, a.ElementOf(feature).Name)])];
                if (tallies.Length > 0)
                {
                    Compare(feature, pair, tallies);
                }
            }
        }

        return [.. elements.Select(e => _tallies[(e.Analytic.Id, e.Element.Name)].ToChanges(e.Analytic.Id, e.Element))];
    }

    private void Compare(Feature feature, EntityPair pair, Tally[] tallies)
    {
        foreach (var (scope, leafBefore, leafAfter) in BaselineJoin.Scopes(before.Table, after.Table, pair))
        {
            if (feature.Kind is FeatureKind.UpperTail or FeatureKind.BothTails)
            {
                CompareAmounts(feature, pair, scope, leafBefore, leafAfter, tallies);
                continue;
            }

            foreach (var (value, periodsBefore, periodsAfter) in BaselineJoin.Values(before.Table, after.Table, leafBefore, leafAfter))
            {
                if (periodsBefore > 0 == periodsAfter > 0)
                {
                    continue;
                }

                if (BaselineJoin.HasEvicted(periodsBefore == 0 ? before.Table : after.Table, periodsBefore == 0 ? leafBefore : leafAfter))
                {
                    Array.ForEach(tallies, t => t.Uncertain++);
                    continue;
                }

                var kind = periodsBefore == 0 ? ChangeKind.BecameNormal : ChangeKind.StoppedBeingNormal;
                if (pair.Before.IsEmpty || pair.After.IsEmpty)
                {
                    Array.ForEach(tallies, t => t.OfOne(kind));
                    continue;
                }

                var what = feature.Kind == FeatureKind.Circular ? $"active from {value}:00 local time" : FeaturePhrases.Of(feature, value, scope);
                var change = new NormalChange(kind, feature.Id, pair.Entity, scope, value, what, periodsBefore, periodsAfter, null);
                Array.ForEach(tallies, t => t.Add(change));
            }
        }
    }

    private void CompareAmounts(Feature feature, EntityPair pair, string scope, int leafBefore, int leafAfter, Tally[] tallies)
    {
        if (leafBefore < 0 || leafAfter < 0)
        {
            // A new protocol or domain is named by the features whose value it is; here it would be named again for each amount.
            return;
        }

        var (was, periodsBefore) = BaselineJoin.Spread(before.Table, feature.Index, leafBefore);
        var (now, periodsAfter) = BaselineJoin.Spread(after.Table, feature.Index, leafAfter);
        var factor = was > 0 ? now / was : now > 0 ? double.MaxValue : 1;
        if (periodsBefore < LeastPeriods || periodsAfter < LeastPeriods || factor is < LeastFactor and > 1 / LeastFactor)
        {
            return;
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"{FeaturePhrases.Of(feature, "", scope).Replace("  ", " ", StringComparison.Ordinal).Trim()}: 95 % up to {FeaturePhrases.Amount(feature, now)}, was {FeaturePhrases.Amount(feature, was)}");
        var change = new NormalChange(factor > 1 ? ChangeKind.BecameNormal : ChangeKind.StoppedBeingNormal, feature.Id, pair.Entity, scope, "", what, periodsBefore, periodsAfter, factor);
        Array.ForEach(tallies, t => t.Add(change));
    }

    private sealed class Tally(int listed)
    {
        private readonly BestOf<NormalChange> _became = new(listed, MostPeriodsFirst);
        private readonly BestOf<NormalChange> _stopped = new(listed, MostPeriodsFirst);
        private long _ofNew;
        private long _ofGone;

        public long Uncertain { get; set; }

        public void Add(NormalChange change) => (change.Kind == ChangeKind.BecameNormal ? _became : _stopped).Add(change);

        public void OfOne(ChangeKind kind) => _ = kind == ChangeKind.BecameNormal ? _ofNew++ : _ofGone++;

        public ElementChanges ToChanges(string analytic, Element element) => new(
            analytic, element.Name, element.IsMitre, _became.Seen, _stopped.Seen, _ofNew, _ofGone, Uncertain, _became.ToList(), _stopped.ToList());
    }
}
