namespace Det0131.Models.Baselines;

/// <summary>How many periods that are not left out each feature and each scope has, of all entities. Made in one walk over the table; no longer true once other units are left out.</summary>
internal sealed class PeriodCounts
{
    private readonly IndexLayout _layout;
    private readonly ExcludedUnits _excluded;
    private readonly int[] _features;
    private readonly int[] _scopes;

    /// <param name="layout">The table's layout.</param>
    /// <param name="excluded">What is left out; whoever changes it makes new counts.</param>
    public PeriodCounts(IndexLayout layout, ExcludedUnits excluded)
    {
        (_layout, _excluded) = (layout, excluded);
        _features = new int[layout.Table.Schema.Count];
        _scopes = new int[layout.OrganisationNodeCount];
        for (var leaf = 0; leaf < layout.Columns.LeafCount; leaf++)
        {
            var periods = OfLeaf(leaf);
            _features[layout.LeafFeature[leaf]] += periods;
            _scopes[layout.OrganisationNode[leaf]] += periods;
        }
    }

    /// <summary>Periods of one entity in one scope; 0 for no leaf.</summary>
    public int OfLeaf(int leaf)
    {
        var (columns, periods) = (_layout.Columns, 0);
        if (leaf >= 0)
        {
            for (var cell = columns.LeafCellStart[leaf]; cell < columns.LeafCellStart[leaf + 1]; cell++)
            {
                periods += _excluded.CountKept(_layout.LeafFeature[leaf], columns.UnitsOf(cell));
            }
        }

        return periods;
    }

    /// <summary>Periods of one entity in all scopes; 0 for no history.</summary>
    public int OfHistory(int history)
    {
        var periods = 0;
        for (var leaf = history < 0 ? 0 : _layout.HistoryLeafStart[history]; history >= 0 && leaf < _layout.HistoryLeafStart[history + 1]; leaf++)
        {
            periods += OfLeaf(leaf);
        }

        return periods;
    }

    /// <summary>Periods of all entities in a scope; 0 for none.</summary>
    public int OfScope(int organisationNode) => organisationNode < 0 ? 0 : _scopes[organisationNode];

    /// <summary>Periods of all entities in all scopes.</summary>
    public int OfFeature(int feature) => _features[feature];
}
