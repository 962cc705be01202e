namespace Det0131.Training.Backtesting.Competitors;

/// <summary>Rows of a table, so many at most: whole incident keys, chosen by a hash of the key, and every key of an act. Immutable.</summary>
internal sealed class KeySample
{
    /// <param name="table">The table.</param>
    /// <param name="most">Rows that are wanted of the keys without acts, about.</param>
    /// <param name="seed">Decides which.</param>
    public KeySample(GroupTable table, int most, ulong seed)
    {
        Share = table.Count <= most ? 1 : most / (double)table.Count;
        var ofActs = table.Rows.Where(r => r.IsAct).Select(r => r.Key).ToHashSet();
        bool[] chosen = [.. table.Keys.Select((key, number) => ofActs.Contains(number) || Draw(key, seed) < Share)];
        Rows = [.. Enumerable.Range(0, table.Count).Where(row => chosen[table.Rows[row].Key])];
    }

    /// <summary>Share of the keys without acts that is in the sample, above 0.</summary>
    public double Share { get; }

    public IReadOnlyList<int> Rows { get; }

    // FNV-1a: the same in every process, which string's own hash is not.
    private static double Draw(in Models.Calibration.IncidentKey key, ulong seed)
    {
        var hash = 14695981039346656037UL ^ seed;
        foreach (var text in (ReadOnlySpan<string>)[key.Analytic, key.Entity, key.Destination])
        {
            foreach (var character in text)
            {
                hash = unchecked((hash ^ character) * 1099511628211UL);
            }

            hash = unchecked((hash ^ 0x1F) * 1099511628211UL);
        }

        // The low bits of FNV are its best mixed; fold the rest in.
        hash = unchecked((hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15UL);
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
