using System.Data.Common;

namespace Det0131.Scoring.Alerts.Storage;

/// <summary>One transaction that changes something. Only one is open at a time, in all processes on the database. Not thread-safe.</summary>
/// <param name="connection">Its connection.</param>
/// <param name="transaction">Its transaction.</param>
/// <param name="now">The time that everything in it happens at, UTC.</param>
/// <param name="cursor">The last cursor given out before it.</param>
internal sealed class Change(DbConnection connection, DbTransaction transaction, DateTimeOffset now, long cursor)
{
    private readonly List<StoredAlert> _alerts = [];

    public DateTimeOffset Now => now;

    /// <summary>The last cursor given out, by this change or before it.</summary>
    public long Cursor { get; private set; } = cursor;

    /// <summary>Alerts as this change leaves them, in the order of their cursors.</summary>
    public IReadOnlyList<StoredAlert> Alerts => _alerts;

    /// <summary>The next place in the order of changes. Others see it only with all earlier ones, as the transaction holds the counter.</summary>
    public long NextCursor() => ++Cursor;

    public void Add(StoredAlert alert) => _alerts.Add(alert);

    public Statement Sql(string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        return new Statement(command);
    }
}
