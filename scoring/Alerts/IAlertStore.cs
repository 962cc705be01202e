using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts;

/// <summary>
/// Alerts and their life: the one home of feedback. Thread-safe. Every change is one transaction: after it returns a crash loses nothing.
/// </summary>
public interface IAlertStore
{
    /// <summary>
    /// Takes what the scorer found. An alert that is new is stored as new; one that is known and differs gets the new evidence and one more
    /// revision; one that does not differ is left alone, so that finding it again after a crash changes nothing. A closed alert that gets
    /// evidence of a later day is reopened as new, and its history says so. What was within the budget once stays so. Allow-list entries are applied.
    /// </summary>
    /// <param name="found">As they are now.</param>
    /// <param name="merged">Alerts that went into another one: id, and the other's id.</param>
    /// <param name="cancellation">Stops the waiting for the database, before anything is changed.</param>
    /// <returns>Those that changed, with their new revision and cursor.</returns>
    Task<IReadOnlyList<StoredAlert>> ApplyAsync(IReadOnlyCollection<Alert> found, IReadOnlyDictionary<string, string> merged, CancellationToken cancellation);

    Task<StoredAlert?> FindAsync(string id, CancellationToken cancellation);

    Task<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation);

    /// <summary>The cursor of the latest change of any alert that is kept; 0: there is none. What is read after this call holds every change up to it.</summary>
    Task<long> LatestCursorAsync(CancellationToken cancellation);

    /// <summary>Numbers of the last days, latest first.</summary>
    Task<IReadOnlyList<BudgetDay>> BudgetAsync(DateOnly latest, int days, CancellationToken cancellation);

    /// <summary>Changes an alert's life.</summary>
    /// <param name="id">The alert.</param>
    /// <param name="change">What changes; all null is refused.</param>
    /// <param name="who">Name of the acting key.</param>
    /// <param name="expectedRevision">The revision that the person saw; null: whichever.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="AlertConflictException">The alert has another revision.</exception>
    /// <exception cref="KeyNotFoundException">There is no such alert.</exception>
    Task<StoredAlert> ChangeAsync(string id, AlertChange change, string who, long? expectedRevision, CancellationToken cancellation);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<AlertHistoryLine>> HistoryAsync(string id, CancellationToken cancellation);

    /// <summary>The latest verdict of every closed alert that has one, by alert id.</summary>
    Task<IReadOnlyList<AlertFeedback>> FeedbackAsync(CancellationToken cancellation);

    /// <summary>Deletes closed alerts that changed last before a time, with their history.</summary>
    Task<int> RemoveClosedAsync(DateTimeOffset changedBefore, CancellationToken cancellation);

    /// <summary>Told after every change, on no particular thread; must return quickly.</summary>
    event Action<StoredAlert>? Changed;
}

/// <summary>Somebody else changed the alert meanwhile.</summary>
public sealed class AlertConflictException(string id, long found, long expected)
    : Exception($"Alert {id} has revision {found}; the change expected {expected}. Read it again.");
