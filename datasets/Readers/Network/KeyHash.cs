namespace Det0131.Datasets.Readers.Network;

/// <summary>64 bits (FNV-1a) that stand for a few texts, for memories of what was seen. The same in every run.</summary>
internal static class KeyHash
{
    /// <summary>("ab", "c") and ("a", "bc") differ.</summary>
    public static ulong Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default) =>
        Add(Add(Add(14695981039346656037, first), second), third);

    private static ulong Add(ulong hash, ReadOnlySpan<byte> text)
    {
        foreach (var letter in text)
        {
            hash = unchecked((hash ^ letter) * 1099511628211);
        }

        // A byte that UTF-8 does not have ends each part.
        return unchecked((hash ^ 0xFF) * 1099511628211);
    }
}

/// <summary>Remembers the latest of what was seen in a fixed space: an old key may be forgotten, none is made up. Not thread-safe.</summary>
/// <param name="places">A power of two.</param>
internal sealed class SeenKeys(int places)
{
    private readonly ulong[] latest = new ulong[places];

    /// <summary>Whether the key is remembered; it is from now on.</summary>
    public bool Add(ulong key)
    {
        ref var place = ref latest[(int)(key & (ulong)(latest.Length - 1))];
        var isKnown = place == key;
        place = key;
        return isKnown;
    }

    /// <summary>Whether the key is remembered.</summary>
    public bool Has(ulong key) => latest[(int)(key & (ulong)(latest.Length - 1))] == key;
}
