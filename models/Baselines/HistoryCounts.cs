namespace Det0131.Models.Baselines;

/// <summary>
/// How many entities have anything at all for a feature, in the organisation and in each peer group: the "of 412 hosts" of a
/// sentence. Look-ups are thread-safe while no row is applied.
/// </summary>
internal sealed class HistoryCounts(IndexLayout layout)
{
    private readonly long[] _rowsOfHistory = new long[layout.HistoryCount];
    private readonly int[] _organisation = new int[layout.Table.Schema.Count];
    private readonly int[] _peers = new int[layout.Table.Schema.Count * layout.GroupCount];

    /// <summary>Adds rows to, or takes them from, the history of a leaf.</summary>
    public void Apply(int feature, int leaf, long change)
    {
        var history = layout.LeafHistory[leaf];
        var before = _rowsOfHistory[history];
        _rowsOfHistory[history] += change;
        var entities = before == 0 ? 1 : before + change == 0 ? -1 : 0;
        _organisation[feature] += entities;
        if (layout.HistoryGroup[history] is >= 0 and var group)
        {
            _peers[(feature * layout.GroupCount) + group] += entities;
        }
    }

    /// <summary>Entities other than the given one (history -1: all of them).</summary>
    public (int Peers, int Organisation) Others(int feature, int group, int history)
    {
        var self = history >= 0 && _rowsOfHistory[history] > 0 ? 1 : 0;
        return (group < 0 ? 0 : _peers[(feature * layout.GroupCount) + group] - self, _organisation[feature] - self);
    }
}
