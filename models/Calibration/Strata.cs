using System.Numerics;
using System.Text.Json.Serialization;

namespace Det0131.Models.Calibration;

/// <summary>One kind of group seen in training and the stratum it belongs to.</summary>
/// <param name="Key">Kinds and size class.</param>
/// <param name="Groups">Training groups of this key.</param>
/// <param name="Stratum">Number of its stratum, from 0.</param>
public sealed record StratumMember(StratumKey Key, long Groups, int Stratum);

/// <summary>
/// Which groups are compared with which. Groups of other kinds or sizes see different features, so their scores are not
/// on one scale. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// Rule of merging, so that every stratum has enough groups: while the smallest stratum has under 200 groups and is not
/// the only one, it joins the one that is most like it: whose kinds differ in the fewest (of any two keys of the two),
/// then the smallest, then the first by key. What kinds a group holds decides which features see it, and so the scale of its
/// score; joined by size alone, rare kinds of groups make a bag of everything in which the highest scale decides. A key that
/// training never saw is placed as a stratum of 0 groups would be. Strata are numbered in the order of their first keys.
/// </remarks>
public sealed class Strata
{
    /// <summary>A smaller stratum is merged.</summary>
    public const long MinimumGroups = 200;

    private readonly int[] stratumOf = new int[StratumKey.Count];

    /// <summary>Makes strata from their saved members.</summary>
    /// <exception cref="ArgumentException">No member, a key twice, a negative count, or strata that are not numbered 0, 1, 2, ...</exception>
    [JsonConstructor]
    public Strata(StratumMember[] members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Any(member => member is null))
        {
            throw new ArgumentException("A member of a stratum is null; expected none.", nameof(members));
        }

        Members = [.. members.OrderBy(member => member.Key)];
        var numbers = members.Select(member => member.Stratum).Distinct().Order().ToArray();
        if (members.Length == 0 || members.Any(m => m.Groups < 0 || m.Key.Size > SizeClass.Many)
            || members.DistinctBy(m => m.Key).Count() != members.Length
            || !numbers.SequenceEqual(Enumerable.Range(0, numbers.Length)))
        {
            throw new ArgumentException($"{members.Length} members of {numbers.Length} strata; expected at least 1, distinct keys, counts from 0, strata numbered from 0.");
        }

        Count = numbers.Length;
        var bySize = Draft.Of(Members).OrderBy(draft => draft).ToList();
        Array.Fill(stratumOf, -1);
        foreach (var member in Members)
        {
            stratumOf[member.Key.Ordinal] = member.Stratum;
        }

        for (var ordinal = 0; ordinal < StratumKey.Count; ordinal++)
        {
            if (stratumOf[ordinal] < 0)
            {
                stratumOf[ordinal] = MostAlike(new Draft(0, [StratumKey.FromOrdinal(ordinal)], -1), bySize).Stratum;
            }
        }
    }

    /// <summary>Every key that training saw, in order.</summary>
    public StratumMember[] Members { get; }

    /// <summary>Number of strata, 1 or more.</summary>
    [JsonIgnore]
    public int Count { get; }

    /// <summary>Makes strata from the number of training groups of each key.</summary>
    /// <param name="groups">At least one key; counts are 1 or more; no key twice.</param>
    public static Strata Fit(IEnumerable<KeyValuePair<StratumKey, long>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var counts = groups.OrderBy(pair => pair.Key).ToArray();
        var drafts = counts.Select(pair => new Draft(pair.Value, [pair.Key], -1)).ToList();
        while (drafts.Count > 1)
        {
            drafts.Sort();
            var smallest = drafts[0];
            if (smallest.Groups >= MinimumGroups)
            {
                break;
            }

            drafts.RemoveAt(0);
            var next = MostAlike(smallest, drafts);
            drafts.Remove(next);
            drafts.Add(new Draft(smallest.Groups + next.Groups, [.. smallest.Keys.Concat(next.Keys).Order()], -1));
        }

        var numberOf = drafts.OrderBy(draft => draft.Keys[0])
            .SelectMany((draft, number) => draft.Keys.Select(key => (key, number)))
            .ToDictionary(pair => pair.key, pair => pair.number);
        return new Strata([.. counts.Select(pair => new StratumMember(pair.Key, pair.Value, numberOf[pair.Key]))]);
    }

    /// <summary>The stratum of a group, 0 to <see cref="Count"/> - 1.</summary>
    public int IndexOf(StratumKey key) => stratumOf[key.Ordinal];

    // MinBy takes the first of equals, and the drafts are sorted by size and key.
    private static Draft MostAlike(Draft small, List<Draft> sorted) => sorted.MinBy(draft => draft.KindsApart(small))!;

    private sealed record Draft(long Groups, StratumKey[] Keys, int Stratum) : IComparable<Draft>
    {
        public static IEnumerable<Draft> Of(StratumMember[] members) => members.GroupBy(member => member.Stratum)
            .Select(stratum => new Draft(stratum.Sum(m => m.Groups), [.. stratum.Select(m => m.Key)], stratum.Key));

        public int KindsApart(Draft other) => Keys.Min(key => other.Keys.Min(own => BitOperations.PopCount((uint)(own.Kinds ^ key.Kinds))));

        public int CompareTo(Draft? other) => other is null ? 1 : (Groups, Keys[0]).CompareTo((other.Groups, other.Keys[0]));
    }
}
