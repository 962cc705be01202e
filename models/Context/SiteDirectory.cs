using Det0131.Models.Events;

namespace Det0131.Models.Context;

/// <summary>
/// Resolves names and addresses to the site's entities. Every answer is remembered, so that a repeated host or user costs one
/// look-up and no allocation. Not thread-safe.
/// </summary>
internal sealed class SiteDirectory
{
    // Entities are at most a few millions; hostile logs may invent more names than that, and then the memory starts anew.
    private const int MaximumRemembered = 4 << 20;

    private static readonly Asset Unlisted = new("");

    private readonly Dictionary<string, Asset> _assets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Asset> _others = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(AddressAlias Alias, Asset Asset)>> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Asset> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LocalClock> _clocks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Prefix, string Name), string> _entities = [];
    private readonly Dictionary<(string User, string Host), string> _qualified = [];

    public SiteDirectory(SiteContext context)
    {
        foreach (var asset in context.Assets)
        {
            _assets[asset.Name] = asset;
            foreach (var name in asset.Aliases ?? [])
            {
                // A name of its own is nobody's other name.
                _others.TryAdd(name, asset);
            }

            foreach (var alias in asset.Addresses ?? [])
            {
                if (!_aliases.TryGetValue(alias.Address, out var list))
                {
                    _aliases[alias.Address] = list = [];
                }

                list.Add((alias, asset));
            }
        }
    }

    /// <summary>The asset with this name: as written, or its first label when only that is listed.</summary>
    public Asset? Find(string? name)
    {
        if (name is null)
        {
            return null;
        }

        if (!_byName.TryGetValue(name, out var asset))
        {
            if (!_assets.TryGetValue(name, out asset) && !_others.TryGetValue(name, out asset))
            {
                var dot = name.IndexOf('.', StringComparison.Ordinal);
                // An address is no host name with labels.
                asset = dot > 0 && !System.Net.IPAddress.TryParse(name, out _) && _assets.TryGetValue(name[..dot], out var shorter) ? shorter : Unlisted;
            }

            Remember(_byName, name, asset);
        }

        return ReferenceEquals(asset, Unlisted) ? null : asset;
    }

    /// <summary>The account's one name among all that logs have for it; as written where none is listed.</summary>
    public string Account(string user) => _others.Count > 0 && !_assets.ContainsKey(user) && _others.TryGetValue(user, out var asset) ? asset.Name : user;

    /// <summary>The asset that had this address at that time.</summary>
    public Asset? At(string? address, long timeMicros)
    {
        if (address is null || !_aliases.TryGetValue(address, out var list))
        {
            return null;
        }

        foreach (var (alias, asset) in list)
        {
            if (timeMicros >= (alias.FromMicros ?? long.MinValue) && timeMicros < (alias.UntilMicros ?? long.MaxValue))
            {
                return asset;
            }
        }

        return null;
    }

    /// <summary>The entity's name in baselines: <c>host:pc7</c>.</summary>
    public string Entity(string prefix, string name)
    {
        if (!_entities.TryGetValue((prefix, name), out var entity))
        {
            Remember(_entities, (prefix, name), entity = string.Concat(prefix, name));
        }

        return entity;
    }

    /// <summary>Accounts that exist on every machine are told apart by their host.</summary>
    public string Qualify(string user, string host)
    {
        if (!_qualified.TryGetValue((user, host), out var name))
        {
            Remember(_qualified, (user, host), name = string.Concat(user, "@", host));
        }

        return name;
    }

    /// <summary>The clock of an IANA zone; UTC when none is told or the name is unknown here.</summary>
    public LocalClock Clock(string? zone)
    {
        var name = zone ?? "UTC";
        if (!_clocks.TryGetValue(name, out var clock))
        {
            clock = new LocalClock(TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : TimeZoneInfo.Utc);
            _clocks[name] = clock;
        }

        return clock;
    }

    private static void Remember<TKey, TValue>(Dictionary<TKey, TValue> memory, TKey key, TValue value)
        where TKey : notnull
    {
        if (memory.Count >= MaximumRemembered)
        {
            memory.Clear();
        }

        memory[key] = value;
    }
}
