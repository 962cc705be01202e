using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Context;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>A scored group as the groups file prints it.</summary>
public static class GroupLine
{
    public static ScoredGroup Of(GroupScore scored, IReadOnlyList<AlertContribution> contributions, SiteContext context)
    {
        ArgumentNullException.ThrowIfNull(scored);
        var group = scored.Group;
        return new ScoredGroup
        {
            AnalyticId = AnalyticCatalogue.All[group.Analytic].Id,
            Entity = Describe.Entity(group, context),
            Destination = Describe.Destination(group),
            FirstMicros = group.FirstMicros,
            LastMicros = group.LastMicros,
            ReturnPeriod = Describe.Period(scored.ReturnPeriod),
            Stratum = scored.StratumName,
            EventCount = group.EventCount,
            Events = [.. group.References.Select(r => new EventReference(r.RecordId, r.Source, r.File, r.Line))],
            BytesOut = group.BytesOut > 0 ? group.BytesOut : null,
            Contributions = contributions,
        };
    }
}
