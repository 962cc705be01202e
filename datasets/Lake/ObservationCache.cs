namespace Det0131.Datasets.Lake;

/// <summary>An observation without its texts.</summary>
internal readonly record struct ObservationKey(int Feature, int Unit, int EntityChars, int ScopeChars, int ValueChars)
{
    public int Chars => EntityChars + ScopeChars + ValueChars;
}

/// <summary>
/// Observations that were seen a moment ago, by exact comparison, in a table of fixed size with one place for each hash: what is observed again is
/// combined there and not staged again. What is pushed out goes to the stage. Since combining is exact, the aggregate does not depend on it. Not thread-safe.
/// </summary>
internal sealed class ObservationCache(int places, Action<ObservationKey, ReadOnlyMemory<char>, Magnitude> pushOut)
{
    /// <summary>Longest entity, scope and value together; longer ones are not for the cache.</summary>
    public const int MostChars = 96;

    private readonly ObservationKey[] keys = new ObservationKey[places];
    private readonly Magnitude[] magnitudes = new Magnitude[places];
    private readonly bool[] isTaken = new bool[places];
    private readonly char[] texts = new char[places * MostChars];

    /// <param name="text">Entity, scope and value, one after another.</param>
    public void Add(ObservationKey key, ReadOnlySpan<char> text, Magnitude magnitude)
    {
        // Which observations meet in the cache may differ from run to run; what comes out of the aggregation may not and does not.
        var hash = HashCode.Combine(key, string.GetHashCode(text));
        var place = (int)(unchecked((uint)hash) % (uint)keys.Length);
        if (isTaken[place])
        {
            if (keys[place] == key && Text(place).Span.SequenceEqual(text) && Magnitude.TryCombine(magnitudes[place], magnitude, out var both))
            {
                magnitudes[place] = both;
                return;
            }

            pushOut(keys[place], Text(place), magnitudes[place]);
        }

        isTaken[place] = true;
        keys[place] = key;
        magnitudes[place] = magnitude;
        text.CopyTo(texts.AsSpan(place * MostChars));
    }

    /// <summary>Pushes everything out.</summary>
    public void Empty()
    {
        for (var place = 0; place < keys.Length; place++)
        {
            if (isTaken[place])
            {
                pushOut(keys[place], Text(place), magnitudes[place]);
                isTaken[place] = false;
            }
        }
    }

    private ReadOnlyMemory<char> Text(int place) => texts.AsMemory(place * MostChars, keys[place].Chars);
}
