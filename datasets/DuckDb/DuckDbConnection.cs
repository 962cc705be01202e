namespace Det0131.Datasets.DuckDb;

/// <summary>
/// A connection. Not thread-safe, and it holds one open result at a time: a new query ends the one still being read.
/// </summary>
public sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle handle;

    private IDisposable? held;

    internal DuckDbConnection(ConnectionHandle handle) => this.handle = handle;

    /// <summary>Runs one or more statements and returns how many rows the last of them changed.</summary>
    /// <exception cref="DuckDbException">DuckDB's error text and the beginning of the SQL.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was interrupted.</exception>
    public unsafe long Execute(string sql, CancellationToken cancellation = default)
    {
        using var result = new ResultHandle();
        using var scope = InterruptScope.Enter(handle, cancellation);
        if (NativeMethods.Query(handle, sql, result.Value) != NativeMethods.Success)
        {
            DuckDbException.Throw(DuckDbException.Text(NativeMethods.ResultError(result.Value)), sql, cancellation);
        }

        return checked((long)NativeMethods.RowsChanged(result.Value));
    }

    /// <summary>Prepares one statement; <c>?</c> or <c>$1</c> stand for values bound later.</summary>
    /// <exception cref="DuckDbException">The SQL does not parse or names what is not there.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        if (NativeMethods.Prepare(handle, sql, out var statement) != NativeMethods.Success)
        {
            using (statement)
            {
                DuckDbException.Throw(DuckDbException.Text(NativeMethods.PrepareError(statement)), sql);
            }
        }

        return new DuckDbStatement(handle, statement, sql);
    }

    /// <summary>Runs one statement and streams its rows.</summary>
    /// <exception cref="DuckDbException">DuckDB's error text and the beginning of the SQL.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was interrupted.</exception>
    public DuckDbReader Query(string sql, CancellationToken cancellation = default)
    {
        using var statement = Prepare(sql);
        return statement.Query(cancellation);
    }

    /// <summary>The single value of a query that gives one row and one column; null for NULL or no row.</summary>
    public T? Scalar<T>(string sql, CancellationToken cancellation = default)
        where T : unmanaged
    {
        using var reader = Query(sql, cancellation);
        return reader.ReadChunk() && !reader.Column(0).IsNull(0) ? reader.Column(0).Values<T>()[0] : null;
    }

    /// <summary>An appender to a table of this connection.</summary>
    /// <exception cref="DuckDbException">There is no such table.</exception>
    public DuckDbAppender Append(string table) => new(handle, table);

    public void Dispose()
    {
        handle.Dispose();
        held?.Dispose();
    }

    /// <summary>Keeps something until the connection is disposed.</summary>
    internal void Hold(IDisposable until) => held = until;
}
