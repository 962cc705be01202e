using Det0131.Models.Analytics;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning;

/// <summary>The groups of one analytic that calibration works on, kept column by column. Not thread-safe.</summary>
internal sealed class TrainingGroups
{
    private readonly List<float>[] _columns;
    private readonly Dictionary<(string Entity, string Destination), int> _keys = [];

    public TrainingGroups(Analytic analytic)
    {
        Analytic = analytic;
        Columns = ModelColumns.Names(analytic);
        _columns = [.. Columns.Select(_ => new List<float>())];
    }

    public Analytic Analytic { get; }

    public IReadOnlyList<string> Columns { get; }

    public int Count => Facts.Count;

    /// <summary>Incident keys by number.</summary>
    public List<(string Entity, string Destination)> Keys { get; } = [];

    /// <summary>What strata and incidents need of each group.</summary>
    public List<GroupFact> Facts { get; } = [];

    public ReadOnlySpan<float> Column(int column) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_columns[column]);

    public void Add(EventGroup group)
    {
        Span<float> row = stackalloc float[_columns.Length];
        ModelColumns.Fill(group, row);
        for (var i = 0; i < row.Length; i++)
        {
            _columns[i].Add(row[i]);
        }

        var key = (group.Entity, group.Destination);
        if (!_keys.TryGetValue(key, out var id))
        {
            _keys[key] = id = _keys.Count;
            Keys.Add(key);
        }

        Facts.Add(new GroupFact(id, FeatureCalendar.Number(group.FirstMicros, FeatureCatalogue.Day), group.KindMask, group.EventCount));
    }

    /// <summary>One group's inputs to the model.</summary>
    public void Row(int index, Span<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = _columns[i][index];
        }
    }
}

/// <param name="Key">Number of the group's incident key (entity and destination).</param>
/// <param name="Day">Day (UTC) since 1970-01-01.</param>
/// <param name="KindMask">Bit n is set when an event of kind n is in the group.</param>
/// <param name="Events">Number of events.</param>
internal readonly record struct GroupFact(int Key, int Day, int KindMask, int Events);
