using Det0131.Models.Context;

namespace Det0131.Models.Pictures;

/// <summary>Which entities the model knows, and who is whose peer. Immutable, thread-safe.</summary>
internal sealed class PeerDirectory
{
    private readonly PeerGroups _groups;
    private readonly SiteContext _context;
    private readonly Dictionary<string, int[]> _members;

    public PeerDirectory(TableView table)
    {
        _context = table.Model.Context;
        _groups = new PeerGroups(_context);
        Entities = table.Entities();
        Names = [.. Entities.Select(table.TextOf)];
        _members = Entities.Select(id => (Id: id, Group: _groups.Of(table.TextOf(id)))).Where(e => e.Group is not null)
            .GroupBy(e => e.Group!, e => e.Id, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>String ids of all entities, in ordinal order of their names.</summary>
    public int[] Entities { get; }

    /// <summary>Their names.</summary>
    public string[] Names { get; }

    public string? GroupOf(string entity) => _groups.Of(entity);

    /// <summary>String ids of a group's entities; of everybody without a group.</summary>
    public int[] Members(string? group) => group is null ? Entities : _members.GetValueOrDefault(group) ?? [];

    public PeerMembership Membership(string entity)
    {
        var (group, reason) = _groups.Find(entity);
        var name = NameOf(entity);
        var text = reason switch
        {
            PeerReason.AssetsFile => $"{group}, as the assets file says",
            PeerReason.Platform => $"{group}, because the platform is {Asset(name)?.Platform}",
            PeerReason.AccountName => $"{group}, the same account on other machines",
            PeerReason.CloudRoles => "all cloud roles, and users who act without one, are each other's peers",
            PeerReason.Learned => $"{group}, learned: they share {string.Join(", ", _groups.LearnedOf(entity)?.Reason ?? [])}",
            PeerReason.AddressOnly => $"{group}, because only its address is known",
            _ => "no group: everybody is its peer",
        };
        return new(group, reason, text, group is null ? 0 : Members(group).Length);
    }

    public Asset? Asset(string name) => _context.Assets.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.Ordinal));

    /// <summary>The kind of a baseline entity; empty where it names none.</summary>
    public static string KindOf(string entity)
    {
        var colon = entity.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : entity[..colon];
    }

    public static string NameOf(string entity) => entity[(entity.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
