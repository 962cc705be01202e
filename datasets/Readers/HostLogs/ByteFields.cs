namespace Det0131.Datasets.Readers.HostLogs;

/// <summary>A fixed number of texts that share one growing buffer: the fields of one record. Reused without allocation. Not thread-safe.</summary>
/// <param name="count">Number of fields.</param>
/// <param name="longestValueBytes">Longer values are cut here, so the buffer is bounded by count times twice this.</param>
internal sealed class ByteFields(int count, int longestValueBytes)
{
    private const int StartBytes = 2048;
    private const int LargestKept = 1 << 18;

    private readonly (int Start, int Length, int Room)[] values = new (int, int, int)[count];
    private byte[] arena = new byte[StartBytes];
    private int used;

    /// <summary>Empty when not set.</summary>
    public ReadOnlySpan<byte> this[int field] => arena.AsSpan(values[field].Start, values[field].Length);

    public bool Has(int field) => values[field].Length > 0;

    public void Clear()
    {
        Array.Clear(values);
        used = 0;
        if (arena.Length > LargestKept)
        {
            arena = new byte[StartBytes];
        }
    }

    /// <summary>Sets a field; a second time, the second value counts.</summary>
    public void Set(int field, ReadOnlySpan<byte> value)
    {
        value = value.Length > longestValueBytes ? value[..longestValueBytes] : value;
        var (start, _, room) = values[field];
        if (room < value.Length)
        {
            // Doubled each time, so that a field set again and again with ever longer values cannot fill memory.
            (start, room) = (used, Math.Max(value.Length, Math.Min(room * 2, longestValueBytes)));
            if (arena.Length - used < room)
            {
                Array.Resize(ref arena, Math.Max(arena.Length * 2, used + room));
            }

            used += room;
        }

        value.CopyTo(arena.AsSpan(start));
        values[field] = (start, value.Length, room);
    }
}
