using System.Globalization;
using Det0131.Models.Baselines;
using Det0131.Models.Context;

namespace Det0131.Models.Learning.Peers;

/// <summary>
/// Learns who behaves like whom from the counts, for entities that no file groups: inside a platform, never across. Groups of the last training keep their
/// ids, and their members stay unless another group is clearly nearer.
/// </summary>
public static class PeerLearner
{
    private const int MostReasons = 5;

    /// <summary>Learns the groups.</summary>
    /// <param name="context">The site: who is on which platform, and whom the assets file groups.</param>
    /// <param name="table">The counts.</param>
    /// <param name="before">Groups of the last training; empty: there was none.</param>
    public static IReadOnlyList<LearnedPeerGroup> Learn(SiteContext context, BaselineTable table, IReadOnlyList<LearnedPeerGroup> before)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(before);
        var given = new PeerGroups(context with { LearnedPeers = [] });
        var vectors = new PeerVectors(table);
        return
        [
            .. vectors.Entities.Select(e => (Entity: e, Basis: BasisOf(e, given.Find(e)))).Where(e => e.Basis is not null)
                .GroupBy(e => e.Basis!, e => e.Entity, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .SelectMany(g => LearnIn(g.Key, [.. g], vectors, [.. before.Where(b => b.Basis == g.Key).Take(PeerClusters.MostGroups)])),
        ];
    }

    private static string? BasisOf(string entity, (string? Group, PeerReason Reason) given) => given.Reason switch
    {
        PeerReason.Platform or PeerReason.AddressOnly or PeerReason.CloudRoles => given.Group,
        PeerReason.None when entity.StartsWith("user:", StringComparison.Ordinal) => "users",
        _ => null,
    };

    private static IEnumerable<LearnedPeerGroup> LearnIn(string basis, List<string> entities, PeerVectors all, LearnedPeerGroup[] before)
    {
        var having = all.Having(entities);
        var vectors = all.Of(entities, having);
        if (vectors.Count < 2 * PeerClusters.SmallestGroup)
        {
            return [];
        }

        var groupBefore = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var g = 0; g < before.Length; g++)
        {
            foreach (var member in before[g].Members)
            {
                groupBefore[member] = g;
            }
        }

        var centres = before.Select(b => b.Centre.Select(h => (Number: all.Find(h.Name), h.Weight)).Where(h => h.Number is not null).ToDictionary(h => h.Number!.Value, h => h.Weight)).ToArray();
        var clusters = new PeerClusters(vectors, centres, [.. vectors.Select(v => groupBefore.GetValueOrDefault(v.Entity, -1))]);
        clusters.Run();
        var ids = Ids(basis, before, clusters.Centres.Count);
        return
        [
            .. Enumerable.Range(0, clusters.Centres.Count).Where(g => clusters.Centres[g] is not null)
                .Select(g => Group(ids[g], basis, clusters.Centres[g]!, [.. vectors.Where((_, i) => clusters.Groups[i] == g).Select(v => v.Entity)], all, habit => having[habit] / (double)entities.Count)),
        ];
    }

    // A new group takes a number that none of the last training had.
    private static string[] Ids(string basis, LearnedPeerGroup[] before, int count)
    {
        var next = before.Select(b => int.TryParse(b.Id.AsSpan(b.Id.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).DefaultIfEmpty().Max() + 1;
        return [.. Enumerable.Range(0, count).Select(g => g < before.Length ? before[g].Id : string.Create(CultureInfo.InvariantCulture, $"{basis}-{next + g - before.Length}"))];
    }

    private static LearnedPeerGroup Group(string id, string basis, Dictionary<int, double> centre, List<string> members, PeerVectors all, Func<int, double> shareOfAll)
    {
        var habits = centre.OrderByDescending(h => h.Value).ThenBy(h => all.Names[h.Key], StringComparer.Ordinal).ToList();
        var ofMembers = all.Having(members);
        var reason = habits.Where(h => 2 * ofMembers.GetValueOrDefault(h.Key) >= members.Count).Take(4 * MostReasons)
            .OrderByDescending(h => h.Value * (1 - shareOfAll(h.Key)))
            .Take(MostReasons).Select(h => InWords(all.Names[h.Key]));
        return new LearnedPeerGroup(id, basis, [.. reason], [.. habits.Select(h => new PeerHabit(all.Names[h.Key], Math.Round(h.Value, 6)))], members);
    }

    private static string InWords(string habit)
    {
        var parts = habit.Split('|', 3);
        return parts is [_, var scope, var value] ? scope.Length == 0 ? value : $"{value} under {scope}" : habit;
    }
}
