using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>Takes from a scored group what alerts need of it. Not thread-safe where its explainer is not.</summary>
/// <param name="model">The model that scored.</param>
/// <param name="modelVersion">Its version.</param>
/// <param name="explainer">Explains with the look-ups that scored.</param>
public sealed class GroupOpener(ScoringModel model, string modelVersion, Explainer explainer)
{
    private readonly bool[] _optimistic =
        [.. AnalyticCatalogue.All.Select(a => model.Calibration.Analytics.Any(r => r.Analytic == a.Id && r.IsOptimistic))];

    /// <summary>As the group is now: it may grow afterwards.</summary>
    /// <param name="scored">The group.</param>
    /// <param name="before">
    /// What this gave of it before. Its explanation is taken over while nothing changed that it rests on: most events only add to counts. Null: none.
    /// </param>
    public OpenedGroup Now(GroupScore scored, OpenedGroup? before = null)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var isSame = before is { EvidenceMark: > 0 } && before.EvidenceMark == scored.Group.EvidenceMark && before.ModelVersion == modelVersion;
        return Take(scored, new(isSame ? before!.Contributions : explainer.Explain(scored)));
    }

    /// <summary>Of a finished group: explained when first asked for, because most groups of an incident are only counted.</summary>
    public OpenedGroup Later(GroupScore scored) => Take(scored, new(() => explainer.Explain(scored)));

    private OpenedGroup Take(GroupScore scored, Lazy<IReadOnlyList<AlertContribution>> contributions)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var group = scored.Group;
        var features = AnalyticCatalogue.All[group.Analytic].Features;
        var top = 0;
        for (var slot = 1; slot < features.Length; slot++)
        {
            top = scored.Contributions[slot] > scored.Contributions[top] ? slot : top;
        }

        return new OpenedGroup
        {
            Analytic = group.Analytic,
            EntityKey = group.Entity,
            Entity = Describe.Entity(group, model.Context),
            Destination = Describe.Destination(group),
            Technique = Describe.Technique(group),
            Hour = group.Hour,
            FirstMicros = group.FirstMicros,
            LastMicros = group.LastMicros,
            TimeZone = group.TimeZone,
            BytesOut = group.BytesOut,
            EventCount = group.EventCount,
            Score = scored.Score,
            ReturnPeriod = scored.ReturnPeriod,
            Stratum = scored.Stratum,
            TopFeature = features[top].Id,
            TopValue = features[top].Kind == FeatureKind.Rarity ? group.Peaks[top].Value : null,
            IsOptimistic = _optimistic[group.Analytic],
            ModelVersion = modelVersion,
            FirstIdentity = group.FirstIdentity,
            EvidenceMark = group.EvidenceMark,
            Contributions = [],
            // Behind the empty list, which it replaces.
            ContributionsLater = contributions,
            Indicators = Explainer.Indicators(group),
            Events = ShownEvents.Of(group.References, OpenedGroup.ListedEvents),
        };
    }
}
