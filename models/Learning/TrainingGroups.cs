using System.Numerics;
using Det0131.Models.Analytics;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Learning;

/// <summary>
/// The groups of one analytic that calibration works on. A history has millions, and each observes a quarter of the features: of a group its columns that
/// say something are kept, 60 bytes in all. Not thread-safe.
/// </summary>
internal sealed class TrainingGroups
{
    private const int BlockBits = 18;
    private const int BlockLength = 1 << BlockBits;

    private readonly IncidentKeys _keys;
    private readonly int _features;
    private readonly List<float[]> _blocks = [];
    private readonly List<GroupFact> _facts = [];
    private int _used = BlockLength;

    public TrainingGroups(Analytic analytic, IncidentKeys keys)
    {
        Analytic = analytic;
        _keys = keys;
        _features = analytic.Features.Length;
        Width = ModelColumns.Names(analytic).Count;
        if (Width > 64)
        {
            throw new ArgumentException($"{analytic.Id} has {Width} columns; a group is kept with at most 64.", nameof(analytic));
        }
    }

    public Analytic Analytic { get; }

    /// <summary>Columns of the analytic's model.</summary>
    public int Width { get; }

    public int Count => _facts.Count;

    /// <summary>What strata and incidents need of a group.</summary>
    public GroupFact Fact(int index) => _facts[index];

    /// <summary>A group's incident key.</summary>
    public (string Entity, string Destination) Key(int index) => _keys[_facts[index].Key];

    /// <param name="group">A group whose key is numbered.</param>
    /// <param name="surprisals">Its surprisals, in order of the analytic's features.</param>
    public void Add(EventGroup group, ReadOnlySpan<float> surprisals)
    {
        Span<float> row = stackalloc float[Width];
        ModelColumns.Fill(group.Analytic, group.Standing, surprisals, row);
        if (_used + row.Length > BlockLength)
        {
            _blocks.Add(new float[BlockLength]);
            _used = 0;
        }

        var (block, start, mask) = (_blocks[^1], _used, 0UL);
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] != Unsaid(i))
            {
                mask |= 1UL << i;
                block[_used++] = row[i];
            }
        }

        _facts.Add(new GroupFact(
            mask, (_blocks.Count - 1 << BlockBits) + start, group.KeyNumber, FeatureCalendar.Number(group.FirstMicros, FeatureCatalogue.Day), group.KindMask, group.EventCount));
    }

    /// <summary>The values of a column, without the groups in which it says nothing.</summary>
    public float[] Observed(int column)
    {
        var bit = 1UL << column;
        var values = new float[_facts.Count(fact => (fact.Mask & bit) != 0)];
        var count = 0;
        foreach (var fact in _facts)
        {
            if ((fact.Mask & bit) != 0)
            {
                values[count++] = Kept(fact)[BitOperations.PopCount(fact.Mask & (bit - 1))];
            }
        }

        return values;
    }

    /// <summary>One group's inputs to the model.</summary>
    public void Row(int index, Span<float> row)
    {
        var fact = _facts[index];
        var kept = Kept(fact);
        var at = 0;
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = (fact.Mask >> i & 1) != 0 ? kept[at++] : Unsaid(i);
        }
    }

    private ReadOnlySpan<float> Kept(in GroupFact fact) =>
        _blocks[fact.Start >> BlockBits].AsSpan(fact.Start & (BlockLength - 1), BitOperations.PopCount(fact.Mask));

    private float Unsaid(int column) => column < _features ? EventGroup.NotObserved : 0;
}

/// <param name="Mask">Bit n is set when column n is kept.</param>
/// <param name="Start">Where the kept columns begin.</param>
/// <param name="Key">Number of the group's incident key (entity and destination).</param>
/// <param name="Day">Day (UTC) since 1970-01-01.</param>
/// <param name="KindMask">Bit n is set when an event of kind n is in the group.</param>
/// <param name="Events">Number of events.</param>
internal readonly record struct GroupFact(ulong Mask, int Start, int Key, int Day, int KindMask, int Events);
