using System.Runtime.InteropServices;

namespace Det0131.Models.Explanations;

/// <content>What is one alert, what is within the budget.</content>
public sealed partial class AlertLedger
{
    /// <summary>
    /// Decides anew only when something changed that a decision rests on. Most groups just grow: then their incidents are exchanged in the alerts that
    /// they are in, and only these are written anew.
    /// </summary>
    private LedgerPlan Plan(double alertsPerDay)
    {
        if (_plan is not { } plan || plan.AlertsPerDay != alertsPerDay || !TryGrow())
        {
            plan = _plan = PlanAnew(alertsPerDay);
        }

        _grown.Clear();
        return plan;
    }

    private bool TryGrow()
    {
        foreach (var incident in _grown)
        {
            if (incident.Planned is not { Draft: { } draft } before || !incident.Now.DecidesAs(before))
            {
                return false;
            }

            draft.Replace(before, incident.Now);
            incident.Planned = incident.Now;
        }

        return true;
    }

    private LedgerPlan PlanAnew(double alertsPerDay)
    {
        List<AlertDraft> drafts;
        do
        {
            drafts = AlertDraft.Plan(_incidents.Values.Select(i => i.Planned = i.Now), alertsPerDay);
        }
        // Until nothing is left to be dropped: then it is the same plan whenever it is made of the same incidents.
        while (Prune(drafts));

        foreach (var draft in drafts)
        {
            var id = draft.First.Id;
            _told.Add(id);
            if (draft.IsWithinBudget)
            {
                _sent.Add(id);
            }
        }

        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            var id = draft.First.Id;
            foreach (var incident in CollectionsMarshal.AsSpan(draft.Incidents))
            {
                if (incident.Id != id && _told.Contains(incident.Id))
                {
                    merged[incident.Id] = id;
                }
            }
        }

        return new LedgerPlan(drafts, alertsPerDay, merged);
    }

    /// <summary>A decision about all incidents.</summary>
    private sealed record LedgerPlan(List<AlertDraft> Drafts, double AlertsPerDay, IReadOnlyDictionary<string, string> Merged)
    {
        /// <summary>Every draft was seen by <see cref="Assemble"/> once; from then on only those that grew are looked at.</summary>
        public bool IsMade { get; set; }
    }
}
