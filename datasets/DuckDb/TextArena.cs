using System.Runtime.InteropServices;

namespace Det0131.Datasets.DuckDb;

/// <summary>
/// Native memory for the long texts of one chunk. They are written here once and the chunk points at them; DuckDB copies them when the
/// chunk is appended, and then they are forgotten together. Not thread-safe.
/// </summary>
internal sealed unsafe class TextArena : SafeHandle
{
    private const int BlockBytes = 1 << 20;

    // For texts that do not fit what is left of the first block: freed when the chunk is done.
    private readonly List<nint> further = [];
    private byte* next;
    private int left;

    public TextArena()
        : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.Alloc(BlockBytes));
        Clear();
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Bytes in further blocks: a reason to append the chunk early.</summary>
    public long FurtherBytes { get; private set; }

    /// <summary>Room for a text of at most this many bytes; call <see cref="Take"/> with what it needed.</summary>
    public byte* Reserve(int bytes)
    {
        if (bytes > left)
        {
            left = Math.Max(bytes, BlockBytes);
            next = (byte*)NativeMemory.Alloc((nuint)left);
            further.Add((nint)next);
            FurtherBytes += left;
        }

        return next;
    }

    public void Take(int bytes)
    {
        next += bytes;
        left -= bytes;
    }

    /// <summary>Forgets all texts.</summary>
    public void Clear()
    {
        FreeFurther();
        next = (byte*)handle;
        left = BlockBytes;
    }

    protected override bool ReleaseHandle()
    {
        FreeFurther();
        NativeMemory.Free((void*)handle);
        return true;
    }

    private void FreeFurther()
    {
        foreach (var block in further)
        {
            NativeMemory.Free((void*)block);
        }

        further.Clear();
        FurtherBytes = 0;
    }
}
