using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>What a person's change makes of an alert. Pure.</summary>
internal static class AlertLife
{
    private const int LongestComment = 4000;
    private const int LongestName = 200;

    /// <exception cref="ArgumentException">Lists every fault of the change.</exception>
    public static void Check(AlertChange change, string who)
    {
        var faults = new List<string>();
        if (change is { State: null, Owner: null, Comment: null })
        {
            faults.Add("the change changes nothing; expected a state, an owner or a comment");
        }

        if (change.State is { } state && !Enum.IsDefined(state))
        {
            faults.Add($"state is {(int)state}; expected 0 to {(int)AlertState.Expected}");
        }

        if (change.Owner?.Length > LongestName)
        {
            faults.Add($"owner has {change.Owner.Length} characters; expected at most {LongestName}");
        }

        if (change.Comment is { } comment && (comment.Length > LongestComment || string.IsNullOrWhiteSpace(comment)))
        {
            faults.Add($"comment has {comment.Length} characters; expected 1 to {LongestComment}, not all blank");
        }

        if (string.IsNullOrWhiteSpace(who) || who.Length > LongestName)
        {
            faults.Add($"who acts has {who.Length} characters; expected 1 to {LongestName}");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }

    /// <summary>The row after the change and what changed, in words; null: nothing does.</summary>
    public static (AlertRow After, string What)? Apply(AlertRow row, AlertChange change, string who, DateTimeOffset now)
    {
        var owner = change.Owner is null ? row.Owner : string.IsNullOrWhiteSpace(change.Owner) ? null : change.Owner.Trim();
        var after = row with { State = change.State ?? row.State, Owner = owner };
        var said = new List<string>();
        if (after.State != row.State)
        {
            said.Add($"state {AlertRow.Name(row.State)} -> {AlertRow.Name(after.State)}");
        }

        if (after.Owner != row.Owner)
        {
            said.Add($"owner {row.Owner ?? "nobody"} -> {after.Owner ?? "nobody"}");
        }

        if (said.Count == 0 && change.Comment is null)
        {
            return null;
        }

        if (after.IsClosed && change.State is not null && (after.State != row.State || change.Comment is not null))
        {
            after = after with { Verdict = new Verdict(AlertRow.Day(row.Evidence.LastMicros), who, now, change.Comment) };
        }

        return (after, said.Count > 0 ? string.Join("; ", said) : "comment");
    }
}
