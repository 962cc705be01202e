using System.Runtime.InteropServices;

namespace Det0131.Datasets.DuckDb;

/// <summary>A DuckDB object that is freed once, whoever forgets it.</summary>
internal abstract class DuckDbHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class ConfigHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyConfig(ref handle);
        return true;
    }
}

internal sealed class DatabaseHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Close(ref handle);
        return true;
    }
}

internal sealed class ConnectionHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.Disconnect(ref handle);
        return true;
    }
}

internal sealed class StatementHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyPrepare(ref handle);
        return true;
    }
}

internal sealed class AppenderHandle : DuckDbHandle
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyAppender(ref handle);
        return true;
    }
}

/// <summary>One data chunk at a time: a reader puts the next into the same handle, so that a chunk costs no managed object.</summary>
internal sealed class ChunkHandle : DuckDbHandle
{
    public nint Value => handle;

    public void Replace(nint chunk)
    {
        if (handle != 0)
        {
            NativeMethods.DestroyDataChunk(ref handle);
        }

        SetHandle(chunk);
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyDataChunk(ref handle);
        return true;
    }
}

/// <summary>Native memory for one duckdb_result, which DuckDB fills and this destroys.</summary>
internal sealed unsafe class ResultHandle : DuckDbHandle
{
    public ResultHandle() => SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(NativeMethods.Result)));

    public NativeMethods.Result* Value => (NativeMethods.Result*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMethods.DestroyResult(Value);
        NativeMemory.Free(Value);
        return true;
    }
}
