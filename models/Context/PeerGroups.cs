using System.Net;
using Det0131.Models.Events;

namespace Det0131.Models.Context;

/// <summary>Which entities are expected to behave alike: as the assets file says, else as learned, else by platform. Immutable, thread-safe.</summary>
public sealed class PeerGroups
{
    private readonly Dictionary<string, (string Group, PeerReason Reason)> _groups = new(StringComparer.Ordinal);

    private readonly Dictionary<string, LearnedPeerGroup> _learned = new(StringComparer.Ordinal);

    public PeerGroups(SiteContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var group in context.LearnedPeers)
        {
            foreach (var member in group.Members)
            {
                _learned[member] = group;
            }
        }

        foreach (var asset in context.Assets)
        {
            if ((asset.PeerGroup ?? PlatformGroup(asset.Platform)) is { } group)
            {
                _groups[asset.Name] = (group, asset.PeerGroup is null ? PeerReason.Platform : PeerReason.AssetsFile);
            }
        }
    }

    /// <summary>The group of a baseline entity (<c>host:pc7</c>); null when nothing is known of it.</summary>
    public string? Of(string entity) => Find(entity).Group;

    /// <summary>The group of a baseline entity and why it is in it.</summary>
    public (string? Group, PeerReason Reason) Find(string entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var colon = entity.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            // Entities are named by stored alerts too, which are input.
            return (null, PeerReason.None);
        }

        var kind = entity[..colon];
        var name = entity[(colon + 1)..];
        var isListed = _groups.TryGetValue(name, out var listed);
        if (isListed && listed.Reason == PeerReason.AssetsFile)
        {
            return listed;
        }

        if (_learned.TryGetValue(entity, out var learned))
        {
            return (learned.Id, PeerReason.Learned);
        }

        if (isListed)
        {
            return listed;
        }

        // root@web1 behaves like root on other machines; a host known by address only is a sensor's host. A new name may be of any
        // platform: everybody is its peer.
        var at = name.LastIndexOf('@');
        return kind switch
        {
            "user" when at > 0 => ("account " + name[..at], PeerReason.AccountName),
            "role" => ("roles", PeerReason.CloudRoles),
            "host" when IPAddress.TryParse(name, out _) => (PlatformGroup(Platform.Linux), PeerReason.AddressOnly),
            _ => (null, PeerReason.None),
        };
    }

    /// <summary>The learned group that an entity is in; null: none.</summary>
    public LearnedPeerGroup? LearnedOf(string entity) => _learned.GetValueOrDefault(entity);

    private static string? PlatformGroup(Platform platform) => platform switch
    {
        Platform.Windows => "windows",
        Platform.Linux => "linux",
        Platform.MacOS => "macos",
        Platform.IaaS => "iaas",
        Platform.ESXi => "esxi",
        _ => null,
    };
}
