namespace Det0131.Datasets.DuckDb;

/// <summary>
/// The rows of a query, in chunks of up to 2,048 whose columns are seen in place as spans. Spans are good until the next
/// <see cref="ReadChunk"/>. Not thread-safe.
/// </summary>
public sealed class DuckDbReader : IDisposable
{
    private readonly ConnectionHandle connection;
    private readonly ResultHandle result;
    private readonly ChunkHandle chunk = new();
    private readonly string sql;
    private readonly CancellationToken cancellation;
    private readonly string[] names;
    private readonly DuckDbType[] types;
    private readonly DuckDbColumn.Place[] places;
    private bool isAtEnd;

    internal unsafe DuckDbReader(ConnectionHandle connection, ResultHandle result, string sql, CancellationToken cancellation)
    {
        this.connection = connection;
        this.result = result;
        this.sql = sql;
        this.cancellation = cancellation;
        var columns = checked((int)NativeMethods.ColumnCount(result.Value));
        names = new string[columns];
        types = new DuckDbType[columns];
        places = new DuckDbColumn.Place[columns];
        for (var column = 0; column < columns; column++)
        {
            names[column] = DuckDbException.Text(NativeMethods.ColumnName(result.Value, (ulong)column)) ?? "";
            types[column] = NativeMethods.ColumnType(result.Value, (ulong)column);
        }
    }

    /// <summary>Column names, in order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Column types, in order.</summary>
    public IReadOnlyList<DuckDbType> Types => types;

    /// <summary>Rows in the current chunk: 1 to 2,048; 0 before the first and after the last.</summary>
    public int RowCount { get; private set; }

    /// <summary>Goes to the next chunk; false at the end.</summary>
    /// <exception cref="DuckDbException">The query failed on the way.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was interrupted.</exception>
    public unsafe bool ReadChunk()
    {
        RowCount = 0;
        ObjectDisposedException.ThrowIf(result.IsClosed, this);
        if (isAtEnd)
        {
            return false;
        }

        using var scope = InterruptScope.Enter(connection, cancellation);
        do
        {
            chunk.Replace(NativeMethods.FetchChunk(*result.Value));
            if (chunk.IsInvalid)
            {
                isAtEnd = true;
                if (DuckDbException.Text(NativeMethods.ResultError(result.Value)) is { Length: > 0 } error)
                {
                    DuckDbException.Throw(error, sql, cancellation);
                }

                return false;
            }

            RowCount = checked((int)NativeMethods.DataChunkSize(chunk.Value));
        }
        while (RowCount == 0);

        for (var column = 0; column < places.Length; column++)
        {
            places[column] = new DuckDbColumn.Place(NativeMethods.Vector(chunk.Value, (ulong)column));
        }

        return true;
    }

    /// <summary>A column of the current chunk.</summary>
    /// <exception cref="InvalidOperationException">There is no current chunk.</exception>
    public DuckDbColumn Column(int index)
    {
        if (chunk.IsInvalid || chunk.IsClosed)
        {
            throw new InvalidOperationException("Found no current chunk; expected ReadChunk to have returned true.");
        }

        return new DuckDbColumn(names[index], types[index], places[index], RowCount);
    }

    public void Dispose()
    {
        RowCount = 0;
        chunk.Dispose();
        result.Dispose();
    }
}
