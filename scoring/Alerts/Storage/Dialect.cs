using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>Where the two engines differ. Immutable.</summary>
internal abstract class Dialect
{
    /// <summary>Type of a column of bytes.</summary>
    public abstract string Blob { get; }

    /// <summary>Type of a column of doubles.</summary>
    public abstract string Real { get; }

    /// <summary>Type of a key that counts up by itself.</summary>
    public abstract string Counting { get; }

    /// <summary>Ends the reading of the counter of changes such that whoever reads it next waits for this transaction.</summary>
    public abstract string ForChange { get; }

    /// <summary>Run on every connection when it is opened; null: nothing.</summary>
    public abstract string? OnOpen { get; }

    /// <summary>Run before the schema is looked at, in the transaction that may change it; null: nothing.</summary>
    public abstract string? BeforeMigration { get; }

    public abstract DbDataSource Connect(string connectionString);

    /// <summary>Fills the types into a statement that is written with {blob}, {real} and {counting}.</summary>
    public string Typed(string sql) => sql
        .Replace("{blob}", Blob, StringComparison.Ordinal)
        .Replace("{real}", Real, StringComparison.Ordinal)
        .Replace("{counting}", Counting, StringComparison.Ordinal);
}

/// <summary>SQLite: transactions begin as writers, so the lock on the file is the lock on the counter.</summary>
internal sealed class SqliteDialect : Dialect
{
    // A writer of another process (a command that adds a key) is waited for this long.
    private const int BusySeconds = 30;

    public override string Blob => "BLOB";

    public override string Real => "REAL";

    public override string Counting => "INTEGER PRIMARY KEY AUTOINCREMENT";

    public override string ForChange => "";

    public override string OnOpen => $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

    public override string? BeforeMigration => null;

    /// <summary>The connection string of a file.</summary>
    public static string ForFile(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        DefaultTimeout = BusySeconds,
    }.ToString();

    public override DbDataSource Connect(string connectionString) => SqliteFactory.Instance.CreateDataSource(connectionString);
}

/// <summary>PostgreSQL 12 or newer.</summary>
internal sealed class PostgresDialect : Dialect
{
    public override string Blob => "BYTEA";

    public override string Real => "DOUBLE PRECISION";

    public override string Counting => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    public override string ForChange => " FOR UPDATE";

    public override string? OnOpen => null;

    // Two services that start at once on an empty database: the number is "det0131" and nothing else's.
    public override string BeforeMigration => "SELECT pg_advisory_xact_lock(310131048)";

    public override DbDataSource Connect(string connectionString) => NpgsqlDataSource.Create(connectionString);
}
