namespace Det0131.Models.Explanations;

/// <content>What is dropped.</content>
public sealed partial class AlertLedger
{
    /// <returns>Whether anything was dropped.</returns>
    private bool Prune(List<AlertDraft> drafts)
    {
        var dropped = new HashSet<OpenIncident>(ReferenceEqualityComparer.Instance);
        foreach (var draft in drafts)
        {
            var isOver = draft.LastDay < _newestDay - _options.Days;
            dropped.UnionWith(draft.Incidents.Where(i => isOver || i.Incident.Day < _newestDay - _options.LongestDays));
        }

        DropBeyondMaximum(drafts, dropped);
        if (dropped.Count == 0)
        {
            return false;
        }

        foreach (var draft in drafts.Where(d => dropped.Contains(d.First)))
        {
            // The alert goes on: it keeps its id.
            if (draft.Incidents.Where(i => !dropped.Contains(i)).MinBy(i => i.Opened) is { } heir)
            {
                _incidents[(heir.Incident.Key, heir.Incident.Day)].Inherit(draft.First);
            }
        }

        foreach (var incident in dropped)
        {
            _incidents.Remove((incident.Incident.Key, incident.Incident.Day));
            foreach (var group in incident.Groups)
            {
                _held.Remove((group.FirstIdentity, group.ModelVersion));
            }
        }

        var ids = _incidents.Values.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        _sent.IntersectWith(ids);
        _told.IntersectWith(ids);
        return true;
    }

    // Whole incidents, so that none of those kept shows less than it did.
    private void DropBeyondMaximum(List<AlertDraft> drafts, HashSet<OpenIncident> dropped)
    {
        var left = _held.Count - dropped.Sum(i => i.Groups.Count);
        if (left <= _options.MaximumGroups)
        {
            return;
        }

        var kept = drafts.SelectMany(d => d.Incidents).Where(i => !dropped.Contains(i))
            .OrderBy(i => i.Incident.Day).ThenBy(i => i.Incident.Score).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();
        foreach (var incident in kept)
        {
            if (left <= _options.MaximumGroups)
            {
                return;
            }

            dropped.Add(incident);
            left -= incident.Groups.Count;
            GroupsDropped += incident.Groups.Count;
        }
    }
}
