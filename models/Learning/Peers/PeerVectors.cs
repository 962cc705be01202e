using System.Runtime.InteropServices;
using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Learning.Peers;

/// <summary>What an entity does, as a vector of length 1 over habits.</summary>
/// <param name="Entity">Baseline entity.</param>
/// <param name="Habits">Numbers of habits, rising.</param>
/// <param name="Weights">Their weights.</param>
internal sealed record PeerVector(string Entity, int[] Habits, double[] Weights);

/// <summary>
/// Turns counts into vectors: a habit is a value in a scope of a feature; its weight ln(1 + periods) ln(entities / entities with it), so that what
/// everybody does weighs nothing and one long day weighs little. An entity keeps its heaviest, so that noise buys no memory.
/// </summary>
internal sealed class PeerVectors
{
    public const int MostHabits = 64;

    // What an entity does by its role. Destinations' domains and hours are a person's taste.
    private static readonly string[] Features =
    [
        "protocol.host", "protocol.user", "lineage.parent_child", "lineage.transfer_tool", "lineage.process_protocol", "user.tool", "destination.country",
        "cloud.action_role", "hypervisor.command",
    ];

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<int, int>> _periods = new(StringComparer.Ordinal);

    public PeerVectors(BaselineTable table)
    {
        var wanted = Features.Select(table.FeatureIndex).Where(f => f >= 0).ToHashSet();
        (int Feature, string Entity, string Scope, string Value) last = (-1, "", "", "");
        var number = 0;
        foreach (var row in table.Rows().Where(r => wanted.Contains(r.Feature)))
        {
            if ((row.Feature, row.Scope, row.Value) != (last.Feature, last.Scope, last.Value))
            {
                number = NumberOf($"{FeatureCatalogue.All[row.Feature].Id}|{row.Scope}|{row.Value}");
                last = (row.Feature, row.Entity, row.Scope, row.Value);
            }

            if (!_periods.TryGetValue(row.Entity, out var habits))
            {
                _periods[row.Entity] = habits = [];
            }

            CollectionsMarshal.GetValueRefOrAddDefault(habits, number, out _)++;
        }

        Names = new string[_numbers.Count];
        foreach (var (name, at) in _numbers)
        {
            Names[at] = name;
        }
    }

    /// <summary>Names of habits by number.</summary>
    public string[] Names { get; }

    public IEnumerable<string> Entities => _periods.Keys.Order(StringComparer.Ordinal);

    /// <summary>The number of a habit that an earlier training knew; null: nobody has it any more.</summary>
    public int? Find(string name) => _numbers.TryGetValue(name, out var number) ? number : null;

    public bool Has(string entity, int habit) => _periods[entity].ContainsKey(habit);

    /// <summary>How many of the entities have each habit that one of them has.</summary>
    public Dictionary<int, int> Having(IReadOnlyList<string> entities)
    {
        var having = new Dictionary<int, int>();
        foreach (var habit in entities.SelectMany(e => _periods[e].Keys))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(having, habit, out _)++;
        }

        return having;
    }

    /// <summary>Vectors of entities that are to be told apart from each other, in the order given; empty ones are left out.</summary>
    /// <param name="entities">The entities.</param>
    /// <param name="having">What <see cref="Having"/> says of them.</param>
    public List<PeerVector> Of(IReadOnlyList<string> entities, Dictionary<int, int> having)
    {
        var vectors = new List<PeerVector>(entities.Count);
        foreach (var entity in entities)
        {
            // What one entity alone does makes it no peer of anybody.
            var kept = _periods[entity].Where(h => having[h.Key] > 1 && having[h.Key] < entities.Count)
                .Select(h => (Habit: h.Key, Weight: Math.Log(1 + h.Value) * Math.Log(entities.Count / (double)having[h.Key])))
                .OrderByDescending(h => h.Weight).ThenBy(h => Names[h.Habit], StringComparer.Ordinal).Take(MostHabits).OrderBy(h => h.Habit).ToArray();
            var length = Math.Sqrt(kept.Sum(h => h.Weight * h.Weight));
            if (length > 0)
            {
                vectors.Add(new PeerVector(entity, [.. kept.Select(h => h.Habit)], [.. kept.Select(h => h.Weight / length)]));
            }
        }

        return vectors;
    }

    private int NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out var number))
        {
            _numbers[name] = number = _numbers.Count;
        }

        return number;
    }
}
