using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Det0131.Scoring.Intake;

/// <summary>
/// How a segment's bytes lie: a header that names version and start, then frames. A frame is a header and a body: time (8), note (length + 1, or
/// 0 for none; UTF-8), then for each event its length and its bytes. Thread-safe.
/// </summary>
internal static class JournalFormat
{
    /// <summary>Bytes before a segment's first frame.</summary>
    public const int SegmentHeaderBytes = 20;

    /// <summary>Largest body of a frame.</summary>
    public const int LargestBody = 1 << 30;

    private const uint Version = 1;
    private const int HeaderCrcAt = 16;

    private static ReadOnlySpan<byte> SegmentMagic => "D131JRNL"u8;

    public static void WriteSegmentHeader(Span<byte> to, long start)
    {
        SegmentMagic.CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(to[HeaderCrcAt..], Crc(Seed(start), to[..HeaderCrcAt]));
    }

    public static bool IsSegmentHeader(ReadOnlySpan<byte> from, long start) =>
        from.Length >= SegmentHeaderBytes && from.StartsWith(SegmentMagic)
        && BinaryPrimitives.ReadUInt32LittleEndian(from[8..]) == Version
        && BinaryPrimitives.ReadUInt32LittleEndian(from[HeaderCrcAt..]) == Crc(Seed(start), from[..HeaderCrcAt]);

    /// <summary>Where something stands goes into its checksum, so that bytes copied from elsewhere are no frame.</summary>
    public static uint Seed(long position) => BitOperations.Crc32C(uint.MaxValue, unchecked((ulong)position));

    /// <summary>CRC32C (Castagnoli) of the bytes, going on from a value.</summary>
    public static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var one in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return crc;
    }
}

/// <summary>What stands before a frame's body. Immutable.</summary>
/// <param name="BodyBytes">Length of the body.</param>
/// <param name="Events">Events in it.</param>
/// <param name="Durable">Position up to which the journal was on disk when the frame was written: what lies before it was acknowledged.</param>
/// <param name="BodyCrc">CRC32C of the body.</param>
internal readonly record struct FrameHeader(int BodyBytes, int Events, long Durable, uint BodyCrc)
{
    /// <summary>Its length.</summary>
    public const int Bytes = 28;

    private const int CrcAt = 24;

    /// <summary>Begins every frame: lets frames behind a damaged one be found.</summary>
    public static ReadOnlySpan<byte> Magic => [0xF1, 0xA3, 0x31, 0x01];

    public void Write(Span<byte> to, long position)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], BodyBytes);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Events);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], Durable);
        BinaryPrimitives.WriteUInt32LittleEndian(to[20..], BodyCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcAt..], JournalFormat.Crc(JournalFormat.Seed(position), to[..CrcAt]));
    }

    /// <summary>False: there is no header of a frame of that position.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, long position, out FrameHeader header)
    {
        header = default;
        if (from.Length < Bytes || !from.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(from[CrcAt..]) != JournalFormat.Crc(JournalFormat.Seed(position), from[..CrcAt]))
        {
            return false;
        }

        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(from[4..]), BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[12..]), BinaryPrimitives.ReadUInt32LittleEndian(from[20..]));
        return header.BodyBytes is >= 0 and <= JournalFormat.LargestBody && header.Events >= 0;
    }
}
