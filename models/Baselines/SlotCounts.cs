namespace Det0131.Models.Baselines;

/// <summary>
/// Sparse histograms side by side: per node the keys that ever occur, ascending, each with its weight in 2^-20.
/// Look-ups are thread-safe while nothing is added.
/// </summary>
internal sealed class SlotCounts
{
    private readonly int[] _nodeStart;
    private readonly int[] _keys;
    private readonly long[] _weights;
    private readonly long[] _totals;
    private readonly int[] _used;

    /// <param name="nodeCount">Number of nodes.</param>
    /// <param name="nodeKeys">Node and key (at least 0) of every slot, as <see cref="Pack"/> joins them; repeats allowed. Sorted in place.</param>
    public SlotCounts(int nodeCount, ulong[] nodeKeys)
    {
        Array.Sort(nodeKeys);
        _nodeStart = new int[nodeCount + 1];
        _totals = new long[nodeCount];
        _used = new int[nodeCount];
        List<int> keys = [];
        for (var i = 0; i < nodeKeys.Length; i++)
        {
            if (i == 0 || nodeKeys[i] != nodeKeys[i - 1])
            {
                keys.Add((int)(nodeKeys[i] & uint.MaxValue));
                _nodeStart[(int)(nodeKeys[i] >> 32) + 1]++;
            }
        }

        for (var node = 0; node < nodeCount; node++)
        {
            _nodeStart[node + 1] += _nodeStart[node];
        }

        _keys = [.. keys];
        _weights = new long[_keys.Length];
    }

    public static ulong Pack(int node, int key) => ((ulong)(uint)node << 32) | (uint)key;

    /// <summary>Adds to a slot that was named at construction.</summary>
    public void Add(int node, int key, long change)
    {
        var slot = SlotOf(node, key);
        var before = _weights[slot];
        _weights[slot] += change;
        _totals[node] += change;
        if (before == 0)
        {
            _used[node]++;
        }
        else if (before + change == 0)
        {
            _used[node]--;
        }
    }

    /// <summary>The histogram of a node; empty for node -1.</summary>
    public SlotView this[int node] =>
        node < 0 ? default
            : new(_keys.AsSpan(_nodeStart[node], _nodeStart[node + 1] - _nodeStart[node]),
                _weights.AsSpan(_nodeStart[node], _nodeStart[node + 1] - _nodeStart[node]), _totals[node], _used[node]);

    private int SlotOf(int node, int key) => Array.BinarySearch(_keys, _nodeStart[node], _nodeStart[node + 1] - _nodeStart[node], key);
}

/// <summary>One histogram of a <see cref="SlotCounts"/>: keys ascending; weights in 2^-20, 0 where everything was taken out.</summary>
internal readonly ref struct SlotView(ReadOnlySpan<int> keys, ReadOnlySpan<long> weights, long total, int usedSlots)
{
    public ReadOnlySpan<int> Keys { get; } = keys;

    public ReadOnlySpan<long> Weights { get; } = weights;

    public long Total { get; } = total;

    /// <summary>Slots with a weight.</summary>
    public int UsedSlots { get; } = usedSlots;

    /// <summary>Weight of key 0, which comes first.</summary>
    public long OfZero => Keys.Length > 0 && Keys[0] == 0 ? Weights[0] : 0;

    public long AtOrAbove(int key)
    {
        var sum = 0L;
        for (var i = Keys.Length - 1; i >= 0 && Keys[i] >= key; i--)
        {
            sum += Weights[i];
        }

        return sum;
    }

    public long Weight(int key)
    {
        // Both type arguments: the short form boxes the key.
        var slot = Keys.BinarySearch<int, int>(key);
        return slot < 0 ? 0 : Weights[slot];
    }
}
