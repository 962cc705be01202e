using System.Data.Common;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>
/// The service's database, SQLite or PostgreSQL. Readers run side by side; changes one after the other, so that the order of changes that a
/// reader sees has no holes that are filled later. Thread-safe.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="connectionString">Where it is.</param>
/// <param name="time">The clock of changes.</param>
/// <param name="log">Told when a listener fails.</param>
internal sealed partial class Database(Dialect dialect, string connectionString, TimeProvider time, ILogger log) : IAsyncDisposable, IDisposable
{
    private readonly DbDataSource _source = dialect.Connect(connectionString);

    // Waiting here instead of at the file's lock: SQLite's own waiting polls, and is not fair.
    private readonly SemaphoreSlim _changing = new(1, 1);

    private volatile bool _isMigrated;

    /// <summary>Told of every changed alert after its commit, in the order of cursors. A listener must not wait for another change.</summary>
    public event Action<StoredAlert>? AlertChanged;

    public TimeProvider Time => time;

    /// <summary>Makes a SQLite file's folder, closed to others, and opens it; or a PostgreSQL database where a connection string is given.</summary>
    /// <param name="folder">Folder of the SQLite file <c>alerts.db</c>.</param>
    /// <param name="postgres">Connection string; null: SQLite.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told when a listener fails.</param>
    public static Database Open(string folder, string? postgres, TimeProvider time, ILogger log)
    {
        if (postgres is not null)
        {
            return new Database(new PostgresDialect(), postgres, time, log);
        }

        // Alerts hold raw log lines.
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new Database(new SqliteDialect(), SqliteDialect.ForFile(Path.Combine(folder, "alerts.db")), time, log);
    }

    /// <summary>Reads, without waiting for changes.</summary>
    public async Task<T> ReadAsync<T>(Func<Func<string, Statement>, Task<T>> work, CancellationToken cancellation)
    {
        await MigrateAsync(cancellation);
        await using var connection = await OpenAsync(cancellation);
        return await work(sql =>
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            return new Statement(command);
        });
    }

    /// <summary>Changes something in one transaction; when it returns, a crash loses nothing. An exception from the work undoes all of it.</summary>
    /// <param name="work">Reads and writes.</param>
    /// <param name="cancellation">Stops the waiting; not the work once it has begun.</param>
    public async Task<T> ChangeAsync<T>(Func<Change, Task<T>> work, CancellationToken cancellation)
    {
        await MigrateAsync(cancellation);
        await _changing.WaitAsync(cancellation);
        try
        {
            await using var connection = await OpenAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var change = await BeginAsync(connection, transaction, cancellation);
            var before = change.Cursor;
            var result = await work(change);
            if (change.Cursor != before)
            {
                await change.Sql("UPDATE counter SET value = @value WHERE name = 'change'").With("value", change.Cursor).ExecuteAsync(CancellationToken.None);
            }

            await transaction.CommitAsync(CancellationToken.None);
            foreach (var alert in change.Alerts)
            {
                Tell(alert);
            }

            return result;
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _changing.Dispose();
    }

    public void Dispose()
    {
        _source.Dispose();
        _changing.Dispose();
    }

    private async Task<Change> BeginAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT value FROM counter WHERE name = 'change'" + dialect.ForChange;
        var cursor = await command.ExecuteScalarAsync(cancellation) as long?
            ?? throw new InvalidOperationException("The database has lost its counter of changes (table counter, row 'change').");
        return new Change(connection, transaction, time.GetUtcNow().ToUniversalTime(), cursor);
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation);
        if (dialect.OnOpen is { } sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellation);
        }

        return connection;
    }

    // At the first use, and again after it failed: the database may be down when the service starts.
    private async Task MigrateAsync(CancellationToken cancellation)
    {
        if (_isMigrated)
        {
            return;
        }

        await _changing.WaitAsync(cancellation);
        try
        {
            if (!_isMigrated)
            {
                await using var connection = await OpenAsync(cancellation);
                await Migrations.ApplyAsync(connection, dialect, cancellation);
                _isMigrated = true;
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private void Tell(StoredAlert alert)
    {
        foreach (var listener in AlertChanged?.GetInvocationList() ?? [])
        {
            try
            {
                ((Action<StoredAlert>)listener)(alert);
            }
            catch (Exception exception)
            {
                // The change is committed: a listener's fault must not look like a failed change.
                LogListenerFailed(log, alert.Alert.Id, exception);
            }
        }
    }

    [LoggerMessage(4100, LogLevel.Error, "A listener failed on the change of alert {AlertId}.")]
    private static partial void LogListenerFailed(ILogger log, string alertId, Exception exception);
}
