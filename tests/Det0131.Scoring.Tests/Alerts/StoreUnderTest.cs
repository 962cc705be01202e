using Det0131.Models.Alerts;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>One database with everything that rests in it, and its clock.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly Func<ValueTask> _remove;

    public StoreUnderTest(Func<TimeProvider, Database> open, Func<ValueTask> remove)
    {
        _remove = remove;
        Open = () => open(Time);
        Database = Open();
        Alerts = new DatabaseAlertStore(Database);
        Allowed = new DatabaseAllowList(Database);
        Keys = new DatabaseKeyStore(Database);
        Audit = new DatabaseAuditLog(Database);
    }

    public ManualTime Time { get; } = new(StoreAlerts.Noon.AddDays(1));

    public Database Database { get; }

    public IAlertStore Alerts { get; }

    public IAllowList Allowed { get; }

    public DatabaseKeyStore Keys { get; }

    public DatabaseAuditLog Audit { get; }

    /// <summary>Opens the same database once more, as another process would.</summary>
    public Func<Database> Open { get; }

    /// <summary>A new SQLite file in a folder of its own.</summary>
    public static StoreUnderTest Sqlite()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-store-").FullName;
        return new StoreUnderTest(
            time => Database.Open(folder, null, time, NullLogger.Instance),
            () =>
            {
                // The pool keeps the file open.
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
                return ValueTask.CompletedTask;
            });
    }

    public Task<IReadOnlyList<StoredAlert>> ApplyAsync(params Models.Alerts.Alert[] found) => Alerts.ApplyAsync(found, StoreAlerts.NoMerges, CancellationToken.None);

    public async Task<StoredAlert> FindAsync(string id) =>
        await Alerts.FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException($"There is no alert {id}.");

    public Task<StoredAlert> ChangeAsync(string id, AlertChange change, long? revision = null) => Alerts.ChangeAsync(id, change, "anna", revision, CancellationToken.None);

    public Task<AllowEntry> AllowAsync(string id, string? entity = null, string? destination = null, int days = 7, string? analytic = null) => Allowed.AddAsync(
        new AllowEntry
        {
            Id = id, Analytic = analytic, Entity = entity, Destination = destination, Reason = "it is the backup", Owner = "ops", MadeAt = Time.GetUtcNow(),
            ExpiresAt = Time.GetUtcNow().AddDays(days),
        },
        "anna",
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _remove();
    }
}
