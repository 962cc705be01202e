using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Det0131.Datasets.DuckDb;

/// <summary>
/// Appends rows to a table through one data chunk of 2,048 rows that is filled in place: no managed allocation per row.
/// Every column of a row is set once, by <see cref="Set{T}"/>, a text or <see cref="SetNull"/>, in any order; then <see cref="EndRow"/>.
/// Without <see cref="Complete"/> the rows of the last, unfinished chunk are lost. Not thread-safe.
/// </summary>
public sealed unsafe class DuckDbAppender : IDisposable
{
    // A chunk of unusually long texts is appended before it is full, to bound what it holds.
    private const long MostTextBytes = 16 << 20;

    private readonly AppenderHandle handle;
    private readonly ChunkHandle chunk = new();
    private readonly string table;
    private readonly DuckDbType[] types;
    private readonly nint[] vectors;
    private readonly nint[] data;
    private readonly nint[] validity;
    private readonly TextArena texts = new();
    private int row;
    private int columnsSet;

    internal DuckDbAppender(ConnectionHandle connection, string table)
    {
        this.table = table;
        if (NativeMethods.CreateAppender(connection, null, table, out handle) != NativeMethods.Success)
        {
            using (handle)
            {
                DuckDbException.Throw(DuckDbException.Text(NativeMethods.AppenderError(handle)), $"append to {table}");
            }
        }

        var columns = checked((int)NativeMethods.AppenderColumnCount(handle));
        types = new DuckDbType[columns];
        vectors = new nint[columns];
        data = new nint[columns];
        validity = new nint[columns];
        MakeChunk();
        FindVectors();
    }

    /// <summary>Columns of the table.</summary>
    public int ColumnCount => types.Length;

    /// <summary>Rows ended so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Sets a column of the current row.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not how <see cref="DuckDbType"/> says the column is seen.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set<T>(int column, T value)
        where T : unmanaged
    {
        if (!DuckDbTypes.IsSeenAs<T>(types[column]))
        {
            ThrowType(column, typeof(T).Name);
        }

        ((T*)data[column])[row] = value;
        columnsSet++;
    }

    /// <summary>Makes a column of the current row NULL.</summary>
    public void SetNull(int column)
    {
        var mask = (ulong*)validity[column];
        if (mask == null)
        {
            NativeMethods.EnsureValidityWritable(vectors[column]);
            mask = NativeMethods.VectorValidity(vectors[column]);
            validity[column] = (nint)mask;
        }

        mask[row >> 6] &= ~(1ul << (row & 63));
        columnsSet++;
    }

    /// <summary>Sets a text column. Halves of surrogate pairs become U+FFFD.</summary>
    /// <exception cref="InvalidOperationException">The column is not text.</exception>
    public void SetText(int column, ReadOnlySpan<char> text)
    {
        CheckText(column);
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var place = texts.Reserve(most);
        SetText(column, place, Encoding.UTF8.GetBytes(text, new Span<byte>(place, most)));
    }

    /// <summary>Sets a text column from UTF-8, where what is not UTF-8 becomes U+FFFD; or a blob from its bytes.</summary>
    /// <exception cref="InvalidOperationException">The column is neither text nor blob.</exception>
    public void SetText(int column, ReadOnlySpan<byte> utf8)
    {
        CheckText(column);
        if (types[column] == DuckDbType.Varchar && !Utf8.IsValid(utf8))
        {
            SetText(column, Encoding.UTF8.GetString(utf8));
            return;
        }

        var place = texts.Reserve(utf8.Length);
        utf8.CopyTo(new Span<byte>(place, utf8.Length));
        SetText(column, place, utf8.Length);
    }

    /// <summary>Ends the row.</summary>
    /// <exception cref="InvalidOperationException">Not every column was set.</exception>
    public void EndRow()
    {
        if (columnsSet != types.Length)
        {
            throw new InvalidOperationException($"Found {columnsSet} columns set in row {RowCount} of {table}, expected {types.Length}.");
        }

        columnsSet = 0;
        RowCount++;
        if (++row == DuckDbTypes.RowsPerChunk || texts.FurtherBytes > MostTextBytes)
        {
            Flush();
        }
    }

    /// <summary>Writes what is left and closes the appender.</summary>
    /// <exception cref="DuckDbException">A row breaks a rule of the table; no row since the last flush is kept.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(handle.IsClosed, this);
        Flush();
        Check(NativeMethods.CloseAppender(handle));
    }

    public void Dispose()
    {
        chunk.Dispose();
        handle.Dispose();
        texts.Dispose();
    }

    private void SetText(int column, byte* place, int bytes)
    {
        ((TextElement*)data[column])[row] = TextElement.Of(place, bytes);
        if (bytes > TextElement.InlineBytes)
        {
            texts.Take(bytes);
        }

        columnsSet++;
    }

    private void CheckText(int column)
    {
        if (!DuckDbTypes.IsText(types[column]))
        {
            ThrowType(column, "text");
        }
    }

    private void Flush()
    {
        if (row == 0)
        {
            return;
        }

        NativeMethods.SetDataChunkSize(chunk.Value, (ulong)row);
        Check(NativeMethods.AppendDataChunk(handle, chunk.Value));
        NativeMethods.ResetDataChunk(chunk.Value);
        texts.Clear();
        FindVectors();
        row = 0;
    }

    private void MakeChunk()
    {
        var logical = new nint[types.Length];
        try
        {
            for (var column = 0; column < logical.Length; column++)
            {
                logical[column] = NativeMethods.AppenderColumnType(handle, (ulong)column);
                types[column] = NativeMethods.TypeOf(logical[column]);
            }

            fixed (nint* first = logical)
            {
                chunk.Replace(NativeMethods.CreateDataChunk(first, (ulong)logical.Length));
            }
        }
        finally
        {
            foreach (ref var type in logical.AsSpan())
            {
                NativeMethods.DestroyLogicalType(ref type);
            }
        }
    }

    private void FindVectors()
    {
        for (var column = 0; column < types.Length; column++)
        {
            vectors[column] = NativeMethods.Vector(chunk.Value, (ulong)column);
            data[column] = (nint)NativeMethods.VectorData(vectors[column]);
            validity[column] = 0;
        }
    }

    private void Check(int state)
    {
        if (state != NativeMethods.Success)
        {
            DuckDbException.Throw(DuckDbException.Text(NativeMethods.AppenderError(handle)), $"append to {table}");
        }
    }

    [DoesNotReturn]
    private void ThrowType(int column, string given) =>
        throw new InvalidOperationException($"Found column {column} of {table} of type {types[column]}, expected one that is seen as {given}.");
}
