using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>Writes an alert of what was put together for it. Thread-safe.</summary>
internal static class AlertComposer
{
    /// <param name="draft">Its incidents.</param>
    /// <param name="overBudget">Whether it is marked so.</param>
    /// <param name="listed"><see cref="Listed"/> of its groups.</param>
    /// <param name="events">What is known of the events that it lists; those missing are only counted.</param>
    public static Alert Compose(AlertDraft draft, bool overBudget, IReadOnlyList<GroupEvent> listed, IReadOnlyDictionary<UInt128, AlertEvent> events)
    {
        var best = draft.Best.Best;
        var analytic = AnalyticCatalogue.All[best.Analytic];
        var groups = draft.Groups.ToList();
        // A hostile log may claim anything; so much that it does not fit is as much as fits.
        var bytes = groups.Aggregate(0L, (sum, g) => sum + Math.Min(g.BytesOut, long.MaxValue - sum));
        long? bytesOut = bytes > 0 ? bytes : null;
        var members = draft.IsCampaign ? draft.Incidents.Select(i => i.Best.Entity).DistinctBy(e => e.ToString()).ToList() : [];
        var first = groups.Min(g => g.FirstMicros);
        var destinations = draft.IsCampaign ? 1 : draft.Incidents.Select(i => i.Incident.Key.Destination).Distinct(StringComparer.Ordinal).Count();
        return new Alert
        {
            Id = draft.First.Id,
            AnalyticId = analytic.Id,
            AnalyticName = analytic.Platform.ToString(),
            TechniqueIds = [best.Technique],
            Entity = best.Entity,
            Destination = best.Destination,
            FirstMicros = first,
            LastMicros = groups.Max(g => g.LastMicros),
            TimeZoneId = best.TimeZone,
            ReturnPeriod = Describe.Period(best.ReturnPeriod),
            MaturityPeriods = best.MaturityPeriods,
            ModelVersion = best.ModelVersion,
            Contributions = best.Contributions,
            Indicators = best.Indicators,
            Events = [.. listed.Where(r => events.ContainsKey(r.Identity)).Select(r => events[r.Identity]).OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity)],
            EventCount = groups.Sum(g => (long)g.EventCount),
            BytesOut = bytesOut,
            Flags = Flags(draft, overBudget, best),
            CampaignMembers = members,
            NextChecks = NextChecks.For(analytic.Id, best.Contributions),
            Headline = AlertHeadline.Write(best.Entity, best.Destination, bytesOut, first, best.TimeZone, Why(best.Contributions), members.Count, destinations - 1),
        };
    }

    /// <summary>The events that an alert of these groups lists, each once. It may have thousands of groups: only these few are ever held.</summary>
    public static IReadOnlyList<GroupEvent> Listed(IEnumerable<OpenedGroup> groups) =>
        [.. ShownEvents.Of(groups.SelectMany(static g => g.Events), OpenedGroup.ListedEvents).DistinctBy(static r => r.Identity)];

    private static AlertFlags Flags(AlertDraft draft, bool overBudget, OpenedGroup best)
    {
        var flags = AlertFlags.None;
        flags |= overBudget ? AlertFlags.OverBudget : 0;
        flags |= draft.Kind;
        flags |= best.IsOptimistic ? AlertFlags.OptimisticRates : 0;
        flags |= OpenIncident.IsWithoutHistory(best) ? AlertFlags.ColdStart : 0;
        return flags;
    }

    // A value can weigh more than its own surprisal, because few groups show the feature at all. It then says nothing that a reader would find strange
    // ("19 of 21 days on this host"); what counts here is the smaller of the two.
    internal static string? Why(IReadOnlyList<AlertContribution> contributions)
    {
        var top = contributions.Where(c => c.Bits > 0 && c.Sentence.Length > 0 && c.SurprisalBits is not null).MaxBy(c => Math.Min(c.Bits, c.SurprisalBits!.Value));
        if (top is null)
        {
            return null;
        }

        // What was observed may hold a comma of its own: "Amazon.com, Inc.".
        var observed = top.Observed is { } text && top.Sentence.StartsWith(text, StringComparison.Ordinal) ? text.Length : 0;
        return top.Sentence.IndexOf(", ", observed, StringComparison.Ordinal) is > 0 and var end ? top.Sentence[..end] : top.Sentence;
    }
}
