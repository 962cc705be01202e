namespace Det0131.Models.Baselines;

/// <summary>What a parent knows of a value from the other entities. All are whole numbers of entities or values.</summary>
/// <param name="Holders">t(v): other entities that have the value.</param>
/// <param name="Total">n: sum of t over all values.</param>
/// <param name="Values">K: values that another entity has.</param>
internal readonly record struct OtherHolders(long Holders, long Total, int Values);

/// <summary>
/// A parent of rarity features: how many entities have a value, per (feature, scope) and, for peers, group.
/// Look-ups are thread-safe while nothing gains or loses.
/// </summary>
/// <remarks>
/// K of the others needs to know which values one entity alone has. The sum of the holders' leaf numbers names the only
/// holder once the count is 1, so this is kept up without a list of holders.
/// </remarks>
internal sealed class HolderLevel
{
    private readonly int[] _nodeOfLeaf;
    private readonly int[] _nodeSlotStart;
    private readonly int[] _slotValue;
    private readonly int[] _slotHolders;
    private readonly long[] _slotLeafSum;
    private readonly int[] _cellSlot;
    private readonly long[] _nodeTotal;
    private readonly int[] _nodeValues;
    private readonly int[] _soleValuesOfLeaf;

    /// <param name="layout">The index.</param>
    /// <param name="nodeOfLeaf">The node of each leaf at this level, -1 for none.</param>
    /// <param name="nodeCount">Number of nodes.</param>
    /// <param name="isRarity">Which features to hold.</param>
    public HolderLevel(IndexLayout layout, int[] nodeOfLeaf, int nodeCount, bool[] isRarity)
    {
        var columns = layout.Columns;
        _nodeOfLeaf = nodeOfLeaf;
        _nodeTotal = new long[nodeCount];
        _nodeValues = new int[nodeCount];
        _soleValuesOfLeaf = new int[columns.LeafCount];
        _cellSlot = new int[columns.CellCount];
        var cells = CellsOfNodes(layout, nodeOfLeaf, isRarity, out var keys);
        _nodeSlotStart = new int[nodeCount + 1];
        var slotCount = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            slotCount += i == 0 || keys[i] != keys[i - 1] ? 1 : 0;
            _cellSlot[cells[i]] = slotCount - 1;
        }

        _slotValue = new int[slotCount];
        _slotHolders = new int[slotCount];
        _slotLeafSum = new long[slotCount];
        for (var i = 0; i < keys.Length; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1])
            {
                _nodeSlotStart[(int)(keys[i] >> 32) + 1]++;
                _slotValue[_cellSlot[cells[i]]] = (int)(keys[i] & uint.MaxValue);
            }
        }

        for (var node = 0; node < nodeCount; node++)
        {
            _nodeSlotStart[node + 1] += _nodeSlotStart[node];
        }
    }

    /// <summary>Number of (node, value) pairs.</summary>
    public int SlotCount => _slotValue.Length;

    public int ValueOfSlot(int slot) => _slotValue[slot];

    public int SlotOfCell(int cell) => _cellSlot[cell];

    public (int First, int Until) SlotsOf(int node) =>
        node < 0 ? (0, 0) : (_nodeSlotStart[node], _nodeSlotStart[node + 1]);

    public int HoldersOfSlot(int slot) => _slotHolders[slot];

    /// <summary>A leaf now has a value. True when it is the first at this level.</summary>
    public bool Gain(int cell, int leaf)
    {
        var node = _nodeOfLeaf[leaf];
        if (node < 0)
        {
            return false;
        }

        var slot = _cellSlot[cell];
        var before = _slotHolders[slot]++;
        if (before == 0)
        {
            _nodeValues[node]++;
            _soleValuesOfLeaf[leaf]++;
        }
        else if (before == 1)
        {
            _soleValuesOfLeaf[_slotLeafSum[slot]]--;
        }

        _slotLeafSum[slot] += leaf;
        _nodeTotal[node]++;
        return before == 0;
    }

    /// <summary>A leaf no longer has a value. True when nobody at this level has it any more.</summary>
    public bool Lose(int cell, int leaf)
    {
        var node = _nodeOfLeaf[leaf];
        if (node < 0)
        {
            return false;
        }

        var slot = _cellSlot[cell];
        var after = --_slotHolders[slot];
        _slotLeafSum[slot] -= leaf;
        _nodeTotal[node]--;
        if (after == 0)
        {
            _nodeValues[node]--;
            _soleValuesOfLeaf[leaf]--;
        }
        else if (after == 1)
        {
            _soleValuesOfLeaf[_slotLeafSum[slot]]++;
        }

        return after == 0;
    }

    /// <summary>What the entities other than one know of a value.</summary>
    /// <param name="node">The node, -1 for none.</param>
    /// <param name="value">String id of the value, -1 when unknown.</param>
    /// <param name="leaf">The entity's own leaf, which belongs to the node; -1 for none.</param>
    /// <param name="leafHasValue">Whether the own leaf has the value.</param>
    /// <param name="leafValues">How many values the own leaf has.</param>
    public OtherHolders Others(int node, int value, int leaf, bool leafHasValue, int leafValues)
    {
        if (node < 0)
        {
            return default;
        }

        var (first, until) = SlotsOf(node);
        var slot = value < 0 ? -1 : Array.BinarySearch(_slotValue, first, until - first, value);
        var holders = (slot < 0 ? 0 : _slotHolders[slot]) - (leafHasValue ? 1 : 0);
        return new(holders, _nodeTotal[node] - leafValues, _nodeValues[node] - (leaf < 0 ? 0 : _soleValuesOfLeaf[leaf]));
    }

    // All cells of the level, sorted by (node, value).
    private static int[] CellsOfNodes(IndexLayout layout, int[] nodeOfLeaf, bool[] isRarity, out ulong[] keys)
    {
        List<int> cells = [];
        List<ulong> keyOfCell = [];
        for (var cell = 0; cell < layout.Columns.CellCount; cell++)
        {
            var leaf = layout.CellLeaf[cell];
            if (isRarity[layout.LeafFeature[leaf]] && nodeOfLeaf[leaf] >= 0)
            {
                cells.Add(cell);
                keyOfCell.Add(((ulong)nodeOfLeaf[leaf] << 32) | (uint)layout.Columns.CellValue[cell]);
            }
        }

        keys = [.. keyOfCell];
        int[] sorted = [.. cells];
        Array.Sort(keys, sorted);
        return sorted;
    }
}
