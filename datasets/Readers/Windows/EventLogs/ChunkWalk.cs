using System.Buffers.Binary;

namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>Goes from record to record of one chunk.</summary>
/// <remarks>
/// A record is its signature, its size, its number, its time and BinXml, and its size again. Behind the free space's offset lies what an earlier turn of the log left. In a log
/// that was being written that offset may be behind, so there the numbers decide: a record goes on where the one before it ended.
/// </remarks>
internal struct ChunkWalk
{
    /// <summary>Bytes before the first record.</summary>
    public const int HeaderBytes = 512;

    private const uint Signature = 0x0000_2A2A;
    private const int FrameBytes = 24;
    private const int TrailerBytes = 4;
    private const int SmallestRecord = FrameBytes + TrailerBytes;

    private readonly bool isTrusted;
    private readonly int free;
    private int at;
    private ulong? lastNumber;

    /// <param name="chunk">At least its header.</param>
    /// <param name="isTrusted">Whether the offset of the free space is to be believed.</param>
    public ChunkWalk(ReadOnlySpan<byte> chunk, bool isTrusted)
    {
        this.isTrusted = isTrusted;
        free = (int)Math.Clamp(FreeOffset(chunk), HeaderBytes, (uint)chunk.Length);
        at = HeaderBytes;
    }

    /// <summary>Where the record begins.</summary>
    public int Start { get; private set; }

    public readonly int BodyStart => Start + FrameBytes;

    public int BodyEnd { get; private set; }

    /// <summary>There should be a record here and there is none that can be used.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Whether both checksums of a chunk match.</summary>
    public static bool IsSound(ReadOnlySpan<byte> chunk)
    {
        var end = FreeOffset(chunk);
        return end >= HeaderBytes && end <= chunk.Length
            && Crc32.Of(chunk[..120], chunk[128..HeaderBytes]) == BinaryPrimitives.ReadUInt32LittleEndian(chunk[124..])
            && Crc32.Of(chunk[HeaderBytes..(int)end]) == BinaryPrimitives.ReadUInt32LittleEndian(chunk[52..]);
    }

    /// <summary>To the next record; false at the chunk's end.</summary>
    public bool Next(ReadOnlySpan<byte> chunk)
    {
        if (at < HeaderBytes || at + SmallestRecord > chunk.Length || (at >= free && (isTrusted || !GoesOn(chunk))))
        {
            // The rest of a record that lies across the end of a chunk that was cut.
            IsDamaged = at >= HeaderBytes && at < free && at < chunk.Length && !GoesOn(chunk);
            (Start, at) = (at, 0);
            return IsDamaged;
        }

        Start = at;
        IsDamaged = !TryFrame(chunk, at, out var end);
        if (IsDamaged)
        {
            at = NextSignature(chunk, at + 4);
            return true;
        }

        lastNumber = NumberAt(chunk, at);
        (BodyEnd, at) = (end - TrailerBytes, end);
        return true;
    }

    private static uint FreeOffset(ReadOnlySpan<byte> chunk) => BinaryPrimitives.ReadUInt32LittleEndian(chunk[48..]);

    private static ulong NumberAt(ReadOnlySpan<byte> chunk, int at) => BinaryPrimitives.ReadUInt64LittleEndian(chunk[(at + 8)..]);

    private static bool TryFrame(ReadOnlySpan<byte> chunk, int at, out int end)
    {
        end = 0;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[(at + 4)..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(chunk[at..]) != Signature || size < SmallestRecord || size > chunk.Length - at)
        {
            return false;
        }

        end = at + (int)size;
        return BinaryPrimitives.ReadUInt32LittleEndian(chunk[(end - TrailerBytes)..]) == size;
    }

    /// <summary>Whether a whole record stands here with the number after the last one's.</summary>
    private readonly bool GoesOn(ReadOnlySpan<byte> chunk) =>
        at + SmallestRecord <= chunk.Length && TryFrame(chunk, at, out _) && (lastNumber is null || NumberAt(chunk, at) == unchecked(lastNumber.Value + 1));

    /// <summary>Where the next record may begin; 0 when there is none.</summary>
    private readonly int NextSignature(ReadOnlySpan<byte> chunk, int from)
    {
        var until = isTrusted ? free : chunk.Length;
        while (from < until)
        {
            var found = chunk[from..until].IndexOf("\x2A\x2A\0\0"u8);
            if (found < 0)
            {
                return 0;
            }

            from += found;
            if (from + SmallestRecord <= chunk.Length && TryFrame(chunk, from, out _))
            {
                return from;
            }

            from++;
        }

        return 0;
    }
}
