namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>CRC-32 as in IEEE 802.3 (reflected, polynomial 0x04C11DB7): what event logs are checked with. Thread-safe.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> data) => Append(Append(Start, data), default) ^ Start;

    /// <summary>The checksum of two pieces read one after another.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => Append(Append(Start, first), second) ^ Start;

    private const uint Start = 0xFFFF_FFFF;

    private static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
        {
            crc = Table[unchecked((byte)crc) ^ value] ^ (crc >> 8);
        }

        return crc;
    }

    private static uint Entry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ 0xEDB8_8320;
        }

        return entry;
    }
}
