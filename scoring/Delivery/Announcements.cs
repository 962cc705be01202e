using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts.Storage;

namespace Det0131.Scoring.Delivery;

/// <summary>Writes down, in the transaction of an alert's change, that the outside is to be told of it.</summary>
internal static class Announcements
{
    /// <summary>For how long a file or syslog receiver that is down, or was set up later, is told of what it missed.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>What a change is to the outside; null: nothing that it is told of.</summary>
    /// <remarks>
    /// What is over the budget, suppressed or merged is not told of, except to those who know the alert already: when it leaves their sight, and when
    /// a person changes its state. Owners and comments stay inside.
    /// </remarks>
    public static AlertActivity? ActivityOf(AlertRow? before, AlertRow after)
    {
        if (!after.IsAnnounced)
        {
            return after.IsVisible && !after.IsClosed ? AlertActivity.Create : null;
        }

        var isSameState = before is not null && before.Status == after.Status && before.State == after.State;
        if (isSameState && (!after.IsVisible || ReferenceEquals(before!.Content, after.Content)))
        {
            return null;
        }

        return after.Status == AlertStatus.Resolved ? AlertActivity.Close : AlertActivity.Update;
    }

    /// <summary>Adds to what files and syslog are told, and to the queue of every webhook that wants an alert this severe.</summary>
    public static async Task AddAsync(Change change, AlertRow row, AlertActivity activity)
    {
        await With(change.Sql("INSERT INTO announcement (cursor, alert_id, activity, status, at) VALUES (@cursor, @alert, @activity, @status, @now)"))
            .ExecuteAsync();

        // An update that nobody has tried to send yet is replaced: what is sent is the alert as it is then.
        if (activity == AlertActivity.Update)
        {
            await With(change.Sql("DELETE FROM delivery WHERE alert_id = @alert AND activity = @activity AND attempts = 0 AND dead_at IS NULL AND cursor < @cursor AND status = @status"))
                .ExecuteAsync();
        }

        await With(change.Sql("""
            INSERT INTO delivery (webhook_id, cursor, alert_id, activity, status, made_at, next_at, attempts)
            SELECT id, @cursor, @alert, @activity, @status, @now, @now, 0 FROM webhook WHERE enabled = 1 AND least_severity <= @severity
            """))
            .With("severity", (int)row.Evidence.Severity).ExecuteAsync();

        Statement With(Statement statement) => statement
            .With("cursor", row.Cursor).With("alert", row.Evidence.Id).With("activity", (int)activity).With("status", (int)row.Status).With("now", change.Now);
    }
}
