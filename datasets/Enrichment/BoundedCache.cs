namespace Det0131.Datasets.Enrichment;

/// <summary>
/// Remembers what was derived from recent texts, in a fixed number of slots: an entry is overwritten by another whose hash falls on its slot.
/// What is derived never depends on what is remembered. Not thread-safe.
/// </summary>
internal sealed class BoundedCache<TValue>
{
    private readonly string?[] keys;
    private readonly TValue[] values;

    /// <param name="slotsLog2">Binary logarithm of the number of slots, 4..20.</param>
    public BoundedCache(int slotsLog2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slotsLog2, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slotsLog2, 20);
        keys = new string?[1 << slotsLog2];
        values = new TValue[1 << slotsLog2];
    }

    /// <summary>The value derived from a text; made by <paramref name="derive"/> when it is not remembered.</summary>
    /// <remarks>Texts over 1,024 characters are not kept, so that the cache stays small whatever the log holds.</remarks>
    public TValue Get<TState>(string key, TState state, Func<string, TState, TValue> derive)
    {
        if (key.Length > 1024)
        {
            return derive(key, state);
        }

        int slot = string.GetHashCode(key) & (keys.Length - 1);
        if (keys[slot] is { } kept && string.Equals(kept, key, StringComparison.Ordinal))
        {
            return values[slot];
        }

        var value = derive(key, state);
        keys[slot] = key;
        values[slot] = value;
        return value;
    }
}
