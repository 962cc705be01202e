using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Applies what the scorer found, inside one change.</summary>
/// <param name="change">The transaction.</param>
/// <param name="inForce">Allow-list entries in force.</param>
internal sealed class AlertEvidence(Change change, IReadOnlyList<AllowEntry> inForce)
{
    /// <summary>Stores one alert as found, where that differs from what is there.</summary>
    public async Task ApplyAsync(Alert found)
    {
        if (await AlertRows.FindAsync(change, found.Id) is { } known)
        {
            await GrowAsync(known, found);
        }
        else if (!await IsRemovedAsync(found))
        {
            var row = AlertRow.Of(found);
            row = row with { SuppressedBy = AllowEntries.Choose(inForce, found, null, change.Now) };
            await AlertRows.SaveAsync(change, null, row, AlertRows.Scorer, Words("opened: " + row.EvidenceInWords(), row.SuppressedBy));
        }
    }

    /// <summary>Marks an alert as gone into another one. What people wrote on it is copied to the other's history.</summary>
    public async Task MergeAsync(string id, string into)
    {
        if (await AlertRows.FindAsync(change, id) is not { } row || row.MergedInto == into)
        {
            return;
        }

        await AlertRows.SaveAsync(change, row, row with { MergedInto = into }, AlertRows.Scorer, $"merged into {into}");

        // A second merging only follows the first: the lines went along then.
        if (row.MergedInto is not null || await AlertRows.FindAsync(change, into) is not { } other)
        {
            return;
        }

        var written = (await AlertRows.HistoryAsync(change.Sql, id, withCopies: false)).Where(line => line.Who != AlertRows.Scorer);
        foreach (var line in written)
        {
            await AlertRows.AddHistoryAsync(change, into, line with { What = $"on {id}: {line.What}" }, isCopy: true);
        }

        await AlertRows.SaveAsync(change, other, other, AlertRows.Scorer, $"alert {id} went into this one");
    }

    private async Task GrowAsync(AlertRow known, Alert found)
    {
        // What was within the budget once stays so: people have seen it.
        var evidence = known.IsOverBudget ? found : found with { Flags = found.Flags & ~AlertFlags.OverBudget };
        var grown = AlertRow.Of(evidence);
        if (grown.Content.AsSpan().SequenceEqual(known.Content))
        {
            return;
        }

        var after = known with { Evidence = grown.Evidence, Content = grown.Content };
        var what = AlertRows.EvidenceLine(after);
        if (known.IsClosed && known.Verdict is { } verdict && AlertRow.Day(evidence.LastMicros) > verdict.Day)
        {
            after = after with { State = AlertState.New };
            what = $"state {AlertRow.Name(known.State)} -> new: evidence of a later day, {after.EvidenceInWords()}";
            await AuditLines.AddAsync(change, AlertRows.Scorer, "alert.reopen", found.Id, what);
        }

        if (!after.IsClosed)
        {
            after = after with { SuppressedBy = AllowEntries.Choose(inForce, evidence, known.SuppressedBy, change.Now) };
            if (after.SuppressedBy != known.SuppressedBy)
            {
                what += "; " + AllowEntries.InWords(known.SuppressedBy, after.SuppressedBy);
            }
        }

        await AlertRows.SaveAsync(change, known, after, AlertRows.Scorer, what);
    }

    // An alert that was deleted when its time was over must not come back as new because the scorer still remembers it.
    private async Task<bool> IsRemovedAsync(Alert found)
    {
        var lastDay = await change.Sql("SELECT last_day FROM removed_alert WHERE id = @id").With("id", found.Id).NumberAsync();
        if (lastDay is null)
        {
            return false;
        }

        if (AlertRow.Day(found.LastMicros) <= lastDay)
        {
            return true;
        }

        await change.Sql("DELETE FROM removed_alert WHERE id = @id").With("id", found.Id).ExecuteAsync();
        return false;
    }

    private static string Words(string opened, string? suppressedBy) =>
        suppressedBy is null ? opened : $"{opened}; {AllowEntries.InWords(null, suppressedBy)}";
}
