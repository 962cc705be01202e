namespace Det0131.Models.Explanations;

/// <summary>An alert before it is written: which groups are in it and what the day's budget said. Immutable.</summary>
/// <param name="FirstDay">Day of its first incident, since 1970-01-01 UTC.</param>
/// <param name="SentDay">Day on which it was sent; null: every day's budget was used up by rarer ones.</param>
/// <param name="IsCampaign">Five or more entities share its cause.</param>
/// <param name="Groups">Its groups that passed the threshold.</param>
public sealed record PlannedAlert(int FirstDay, int? SentDay, bool IsCampaign, IReadOnlyList<OpenedGroup> Groups)
{
    /// <summary>One of its incidents had a place in its day's budget.</summary>
    public bool IsWithinBudget => SentDay is not null;
}

/// <summary>Which alerts groups make, without writing them: <see cref="AlertAssembler"/>'s rules for whoever only counts. Thread-safe.</summary>
public static class AlertPlan
{
    /// <param name="groups">Groups that passed the threshold.</param>
    /// <param name="alertsPerDay">The budget that caps each day.</param>
    public static IReadOnlyList<PlannedAlert> Of(IEnumerable<OpenedGroup> groups, double alertsPerDay)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var incidents = groups.GroupBy(g => (g.Key, g.Day)).Select(i => Incident(i.Key.Key, i.Key.Day, [.. i]));
        return [.. AlertDraft.Plan(incidents, alertsPerDay).Select(d => new PlannedAlert(d.Incidents.Min(i => i.Incident.Day), d.SentDay, d.IsCampaign, [.. d.Groups]))];
    }

    /// <summary>All groups of the incident are known: an alert's first is its earliest.</summary>
    internal static OpenIncident Incident(in Calibration.IncidentKey key, int day, IReadOnlyCollection<OpenedGroup> groups) =>
        OpenIncident.Of(key, day, groups, OpenIncident.IdOf(groups.MinBy(g => (g.FirstMicros, g.FirstIdentity))!), (0, 0));
}
