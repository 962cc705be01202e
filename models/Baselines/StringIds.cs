namespace Det0131.Models.Baselines;

/// <summary>Gives every distinct string a number, in order of arrival; asking for a known one allocates nothing. Not thread-safe while adding.</summary>
internal sealed class StringIds
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly List<string> _all = [];

    public StringIds() => _bySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Numbers given strings from 0, in their order; they must differ.</summary>
    public StringIds(string[] distinct)
        : this()
    {
        _ids.EnsureCapacity(distinct.Length);
        foreach (var text in distinct)
        {
            _ids.Add(text, _all.Count);
            _all.Add(text);
        }
    }

    public IReadOnlyList<string> All => _all;

    public int IdOf(ReadOnlySpan<char> text)
    {
        if (!_bySpan.TryGetValue(text, out var id))
        {
            id = _all.Count;
            var added = text.ToString();
            _ids.Add(added, id);
            _all.Add(added);
        }

        return id;
    }

    /// <summary>-1 when the string is not known.</summary>
    public int Find(ReadOnlySpan<char> text) => _bySpan.TryGetValue(text, out var id) ? id : -1;

    public int Compare(int a, int b) => string.CompareOrdinal(_all[a], _all[b]);

    /// <summary>The place of every id in ordinal order.</summary>
    public int[] Ranks()
    {
        var order = Enumerable.Range(0, _all.Count).ToArray();
        Array.Sort(order, Compare);
        var ranks = new int[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }
}
