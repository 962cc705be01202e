using Det0131.Models.Context;

namespace Det0131.Datasets.Addresses;

/// <summary>Puts leases and names into a list of assets, so that a host or account is one entity whatever a log calls it. Not thread-safe.</summary>
public sealed class AssetMerge
{
    private readonly List<Asset> _assets;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<AddressLease> _leases = [];

    /// <param name="assets">What is known already; their settings stay.</param>
    public AssetMerge(IEnumerable<Asset> assets)
    {
        ArgumentNullException.ThrowIfNull(assets);
        _assets = [.. assets];
        for (var i = 0; i < _assets.Count; i++)
        {
            Enter(i);
        }
    }

    public void Add(NameFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _leases.AddRange(file.Leases);
        foreach (var named in file.Names)
        {
            string[] names = [named.Name, .. named.Aliases];
            var place = names.Select(PlaceOf).FirstOrDefault(p => p >= 0, -1);
            place = place >= 0 ? place : New(named.Name);
            foreach (var name in names)
            {
                AddName(place, name);
            }
        }
    }

    /// <summary>
    /// All assets, those that were there first. A lease ends when it says, or when somebody else gets the address; leases of one owner that follow each other
    /// are one.
    /// </summary>
    public IReadOnlyList<Asset> Build()
    {
        var aliases = new Dictionary<int, List<AddressAlias>>();
        foreach (var address in _leases.GroupBy(l => l.Address, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var (place, from, until) in Spans(address))
            {
                if (!aliases.TryGetValue(place, out var own))
                {
                    aliases[place] = own = [];
                }

                own.Add(new AddressAlias(address.Key, from, until));
            }
        }

        return [.. _assets.Select((asset, i) => aliases.TryGetValue(i, out var own) ? asset with { Addresses = [.. (asset.Addresses ?? []).Union(own)] } : asset)];
    }

    private List<(int Place, long From, long? Until)> Spans(IEnumerable<AddressLease> leases)
    {
        var spans = new List<(int Place, long From, long? Until)>();
        foreach (var lease in leases.OrderBy(l => l.FromMicros).ThenBy(l => l.UntilMicros ?? long.MaxValue).ThenBy(l => l.Owner, StringComparer.Ordinal))
        {
            var place = PlaceOf(lease.Owner) is >= 0 and var known ? known : New(lease.Owner);
            AddName(place, lease.Owner);
            if (spans.Count > 0 && spans[^1] is var last)
            {
                if (last.Place == place && (last.Until is null || last.Until >= lease.FromMicros))
                {
                    spans[^1] = (place, last.From, last.Until is { } a && lease.UntilMicros is { } b ? Math.Max(a, b) : null);
                    continue;
                }

                if (last.Place != place && (last.Until is null || last.Until > lease.FromMicros))
                {
                    spans[^1] = (last.Place, last.From, lease.FromMicros);
                }
            }

            spans.Add((place, lease.FromMicros, lease.UntilMicros));
        }

        spans.RemoveAll(s => s.Until <= s.From);
        return spans;
    }

    private void AddName(int place, string name)
    {
        // A name that is somebody else's already tells nobody apart.
        if (PlaceOf(name) is var owner && (owner < 0 || owner == place) && name != _assets[place].Name && _assets[place].Aliases?.Contains(name) != true)
        {
            _assets[place] = _assets[place] with { Aliases = [.. _assets[place].Aliases ?? [], name] };
            Enter(place);
        }
    }

    private int New(string name)
    {
        _assets.Add(new Asset(name));
        Enter(_assets.Count - 1);
        return _assets.Count - 1;
    }

    // By its name, or by its first label where one of the two has only that.
    private int PlaceOf(string name) =>
        _places.TryGetValue(name, out var place) ? place
        : IsHostName(name, out var dot) && _places.TryGetValue(name[..dot], out var shorter) ? shorter
        : -1;

    private void Enter(int place)
    {
        var asset = _assets[place];
        foreach (var name in (IEnumerable<string>)[asset.Name, .. asset.Aliases ?? []])
        {
            _places.TryAdd(name, place);
            if (IsHostName(name, out var dot))
            {
                _places.TryAdd(name[..dot], place);
            }
        }
    }

    private static bool IsHostName(string name, out int dot)
    {
        dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && name.AsSpan().IndexOfAny('@', '\\') < 0 && !System.Net.IPAddress.TryParse(name, out _);
    }
}
