using System.Collections.Concurrent;

namespace Det0131.Models.Baselines;

/// <summary>
/// The names and numbers of an index: strings to ids, entities and their peer groups, leaves, and the parents that each leaf has.
/// Look-ups are thread-safe; nothing changes after construction but a bounded memory of unknown entities' groups.
/// </summary>
internal sealed class IndexLayout
{
    /// <summary>No entity, scope, value or node.</summary>
    public const int None = -1;

    // A hostile log names entities without end; beyond this many the group of an unknown one is asked for every time.
    private const int RememberedUnknownEntities = 65_536;

    private readonly StringIds _strings;
    private readonly int[] _entityOfString;
    private readonly int[] _groupOfEntity;
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly Func<string, string?>? _peerGroup;
    private readonly ConcurrentDictionary<string, int> _unknownEntities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _unknownBySpan;
    private readonly Lazy<RowsByUnit> _rowsByUnit;
    private int _rememberedUnknown;
    private readonly Dictionary<NodeKey, int> _leaves = [];
    private readonly Dictionary<NodeKey, int> _histories = [];
    private readonly Dictionary<NodeKey, int> _organisationNodes = [];
    private readonly Dictionary<NodeKey, int> _peerNodes = [];

    public IndexLayout(BaselineTable table, Func<string, string?>? peerGroup)
    {
        Table = table;
        Columns = table.Columns;
        _peerGroup = peerGroup;
        _rowsByUnit = new(() => new(this));
        _strings = new(Columns.Strings);
        _unknownBySpan = _unknownEntities.GetAlternateLookup<ReadOnlySpan<char>>();
        _entityOfString = new int[Columns.Strings.Length];
        Array.Fill(_entityOfString, None);
        LeafFeature = new int[Columns.LeafCount];
        LeafHistory = new int[Columns.LeafCount];
        OrganisationNode = new int[Columns.LeafCount];
        PeerNode = new int[Columns.LeafCount];
        CellLeaf = new int[Columns.CellCount];
        List<int> groupOfEntity = [];
        List<int> historyLeafStart = [];
        List<int> historyGroup = [];
        _leaves.EnsureCapacity(Columns.LeafCount);
        for (var feature = 0; feature < table.Schema.Count; feature++)
        {
            for (var leaf = Columns.FeatureLeafStart[feature]; leaf < Columns.FeatureLeafStart[feature + 1]; leaf++)
            {
                var entity = AddEntity(Columns.LeafEntity[leaf], groupOfEntity);
                if (_histories.TryAdd(new(feature, entity, 0), historyLeafStart.Count))
                {
                    historyLeafStart.Add(leaf);
                    historyGroup.Add(groupOfEntity[entity]);
                }

                LeafFeature[leaf] = feature;
                LeafHistory[leaf] = historyLeafStart.Count - 1;
                AddLeaf(leaf, feature, entity, groupOfEntity[entity]);
            }
        }

        _groupOfEntity = [.. groupOfEntity];
        HistoryGroup = [.. historyGroup];
        HistoryLeafStart = [.. historyLeafStart, Columns.LeafCount];
    }

    public BaselineTable Table { get; }

    public BaselineColumns Columns { get; }

    public int[] LeafFeature { get; }

    /// <summary>The history that a leaf belongs to: all leaves of one entity in one feature.</summary>
    public int[] LeafHistory { get; }

    /// <summary>First leaf of each history, and the end.</summary>
    public int[] HistoryLeafStart { get; }

    /// <summary>Peer group of the entity of each history, or none.</summary>
    public int[] HistoryGroup { get; }

    public int HistoryCount => HistoryGroup.Length;

    /// <summary>(feature, scope) of each leaf.</summary>
    public int[] OrganisationNode { get; }

    /// <summary>(feature, scope, peer group) of each leaf, or none.</summary>
    public int[] PeerNode { get; }

    public int OrganisationNodeCount => _organisationNodes.Count;

    public int PeerNodeCount => _peerNodes.Count;

    public int GroupCount => _groups.Count;

    public int[] CellLeaf { get; }

    /// <summary>Rows by unit, sorted at first use: for indexes that leave units out.</summary>
    public RowsByUnit RowsByUnit => _rowsByUnit.Value;

    public string TextOf(int stringId) => _strings.All[stringId];

    public int StringId(ReadOnlySpan<char> text) => _strings.Find(text);

    /// <summary>Only while the index is built: priors may name strings that the table does not have.</summary>
    public int AddString(string text) => _strings.IdOf(text);

    /// <summary>
    /// From 0 for entities of the table. Negative for others: -1 without a peer group in the table, else -2 - group, so that a
    /// new entity starts from its peers.
    /// </summary>
    public int EntityId(ReadOnlySpan<char> entity)
    {
        var text = _strings.Find(entity);
        if (text >= 0 && text < _entityOfString.Length && _entityOfString[text] >= 0)
        {
            return _entityOfString[text];
        }

        return _peerGroup is null ? None : UnknownEntity(entity);
    }

    public int GroupOf(int entity) => entity >= 0 ? _groupOfEntity[entity] : -2 - entity < 0 ? None : -2 - entity;

    public int Leaf(int feature, int entity, int scope) => Find(_leaves, new(feature, entity, scope));

    public int History(int feature, int entity) => Find(_histories, new(feature, entity, 0));

    public int FindOrganisationNode(int feature, int scope) => Find(_organisationNodes, new(feature, 0, scope));

    public int FindPeerNode(int feature, int scope, int group) => Find(_peerNodes, new(feature, group, scope));

    private static int Find(Dictionary<NodeKey, int> nodes, NodeKey key) => nodes.TryGetValue(key, out var node) ? node : None;

    private int AddEntity(int stringId, List<int> groupOfEntity)
    {
        if (_entityOfString[stringId] < 0)
        {
            _entityOfString[stringId] = groupOfEntity.Count;
            var name = _peerGroup?.Invoke(Columns.Strings[stringId]);
            groupOfEntity.Add(name is null ? None : IdIn(_groups, name));
        }

        return _entityOfString[stringId];
    }

    private void AddLeaf(int leaf, int feature, int entity, int group)
    {
        var scope = Columns.LeafScope[leaf];
        _leaves.Add(new(feature, entity, scope), leaf);
        OrganisationNode[leaf] = IdIn(_organisationNodes, new NodeKey(feature, 0, scope));
        PeerNode[leaf] = group == None ? None : IdIn(_peerNodes, new NodeKey(feature, group, scope));
        Array.Fill(CellLeaf, leaf, Columns.LeafCellStart[leaf], Columns.LeafCellStart[leaf + 1] - Columns.LeafCellStart[leaf]);
    }

    private static int IdIn<TKey>(Dictionary<TKey, int> ids, TKey key)
        where TKey : notnull
    {
        if (!ids.TryGetValue(key, out var id))
        {
            id = ids.Count;
            ids.Add(key, id);
        }

        return id;
    }

    private int UnknownEntity(ReadOnlySpan<char> entity)
    {
        if (_unknownBySpan.TryGetValue(entity, out var id))
        {
            return id;
        }

        var name = entity.ToString();
        id = _peerGroup!(name) is { } group && _groups.TryGetValue(group, out var known) ? -2 - known : None;
        // Counted here: the dictionary's own count locks all of it. A few more than the bound, added at the same time, do no harm.
        if (Volatile.Read(ref _rememberedUnknown) < RememberedUnknownEntities && _unknownEntities.TryAdd(name, id))
        {
            Interlocked.Increment(ref _rememberedUnknown);
        }

        return id;
    }

    /// <summary>A feature and two more numbers: entity and scope, or group and scope.</summary>
    private readonly record struct NodeKey(int Feature, int Owner, int Scope);
}
