using System.Text;

namespace Det0131.Datasets.DuckDb;

/// <summary>A prepared statement; parameters are numbered from 1. Not thread-safe.</summary>
public sealed class DuckDbStatement : IDisposable
{
    private readonly ConnectionHandle connection;
    private readonly StatementHandle handle;
    private readonly string sql;

    internal DuckDbStatement(ConnectionHandle connection, StatementHandle handle, string sql)
    {
        this.connection = connection;
        this.handle = handle;
        this.sql = sql;
    }

    /// <summary>How many parameters the SQL names.</summary>
    public int ParameterCount => checked((int)NativeMethods.ParameterCount(handle));

    public DuckDbStatement Bind(int number, long value) => Check(number, NativeMethods.BindInt64(handle, Index(number), value));

    public DuckDbStatement Bind(int number, double value) => Check(number, NativeMethods.BindDouble(handle, Index(number), value));

    /// <summary>Null binds NULL.</summary>
    public DuckDbStatement Bind(int number, string? value) =>
        value is null ? BindNull(number) : Bind(number, Encoding.UTF8.GetBytes(value));

    /// <summary>UTF-8 text.</summary>
    public unsafe DuckDbStatement Bind(int number, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* text = utf8)
        {
            // An empty span has no address, and DuckDB takes a null pointer for NULL.
            byte nothing = 0;
            return Check(number, NativeMethods.BindText(handle, Index(number), utf8.IsEmpty ? &nothing : text, (ulong)utf8.Length));
        }
    }

    /// <summary>A TIMESTAMP, in microseconds since 1970-01-01T00:00:00Z.</summary>
    public DuckDbStatement BindTimestamp(int number, long micros) => Check(number, NativeMethods.BindTimestamp(handle, Index(number), micros));

    public DuckDbStatement BindNull(int number) => Check(number, NativeMethods.BindNull(handle, Index(number)));

    /// <summary>Runs the statement and streams its rows. The statement can be run again.</summary>
    /// <exception cref="DuckDbException">DuckDB's error text and the beginning of the SQL.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the query was interrupted.</exception>
    public unsafe DuckDbReader Query(CancellationToken cancellation = default)
    {
        var result = new ResultHandle();
        try
        {
            using var scope = InterruptScope.Enter(connection, cancellation);
            if (NativeMethods.ExecuteStreaming(handle, result.Value) != NativeMethods.Success)
            {
                DuckDbException.Throw(DuckDbException.Text(NativeMethods.ResultError(result.Value)), sql, cancellation);
            }

            return new DuckDbReader(connection, result, sql, cancellation);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    public void Dispose() => handle.Dispose();

    private static ulong Index(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return (ulong)number;
    }

    private DuckDbStatement Check(int number, int state)
    {
        if (state != NativeMethods.Success)
        {
            DuckDbException.Throw($"parameter {number} refused, the statement has {ParameterCount}", sql);
        }

        return this;
    }
}
