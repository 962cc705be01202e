using System.Net;
using System.Runtime.InteropServices;
using Det0131.Models.Events;
using Det0131.Models.Learning;

namespace Det0131.Models.Context;

/// <summary>What the operator says of the site; everything else is learned.</summary>
/// <param name="Assets">From the assets file.</param>
/// <param name="Internal">Networks that are local, as told; empty = learn them.</param>
public sealed record SiteStatement(IReadOnlyList<Asset> Assets, IReadOnlyList<string> Internal)
{
    public static SiteStatement None { get; } = new([], []);

    /// <summary>Whether peer groups are learned, as asked: <c>learned</c>, <c>platform</c>, or <c>auto</c>: where the file groups nobody.</summary>
    public bool LearnsPeers(string asked) => asked == "learned" || (asked == "auto" && Assets.All(a => a.PeerGroup is null));
}

/// <summary>
/// Learns the site from one pass over its events: who the hosts are, which networks are local, which processes talk outward,
/// which names are common. Not thread-safe.
/// </summary>
/// <remarks>
/// Private ranges are not proof of being local: drop boxes sit there too. Local is what hosts were observed at: the host's own side in
/// host logs, private addresses that open answered connections, and among public addresses at a sensor the end that opens answered
/// connections to more others than its counterpart does (a scanner's go unanswered).
/// </remarks>
public sealed class ContextLearner
{
    // A site of a million hosts fits; beyond that the rest stays unlearned rather than the memory growing with hostile input.
    private const int MaximumTracked = 4_000_000;
    private const int MaximumCommonNames = 20_000;
    private const int HostsOfALearnedBlock = 8;
    private const int FewestInterfaceRecords = 5;
    private const double InterfaceShare = 0.9;

    private readonly SiteStatement _statement;
    private readonly Dictionary<string, (Platform Platform, long LastMicros)> _platforms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Address, string Host), (long First, long Last)> _ownAddresses = [];
    private readonly Dictionary<(string Host, string Address), int> _endsOfHost = [];
    private readonly Dictionary<string, int> _flowsOfHost = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _answeredPeers = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _answeredPairs = [];
    private readonly SortedSet<string> _talking = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? First, string? Second, bool Common)> _names = new(StringComparer.Ordinal);

    public ContextLearner(SiteStatement statement) => _statement = statement ?? throw new ArgumentNullException(nameof(statement));

    public void Observe(SecurityEvent e) => Observe(SiteSighting.Of(e));

    public void Observe(SiteSighting sighting)
    {
        var e = sighting.Event;
        if (e.Host is not null && e.Platform != Platform.Unknown && _platforms.Count < MaximumTracked)
        {
            // The latest record decides.
            ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_platforms, e.Host, out var isKnown);
            if (!isKnown || sighting.LastMicros >= known.LastMicros)
            {
                known = (e.Platform, sighting.LastMicros);
            }
        }

        if (e.Kind == EventKind.NetworkFlow)
        {
            ObserveFlow(e, sighting.LastMicros, checked((int)Math.Min(sighting.Records, int.MaxValue)));
        }
        else if (e is { Kind: EventKind.DnsQuery, DnsName: { } name })
        {
            // The labels below the registered domain are what the character model reads.
            if (e.RegisteredDomain is { } registered && name.Length > registered.Length + 1 && name.EndsWith(registered, StringComparison.Ordinal))
            {
                ObserveName(name[..^(registered.Length + 1)], e.Host ?? e.SourceAddress ?? "");
            }
        }
    }

    /// <summary>What was learned, with what was told.</summary>
    public SiteContext Build()
    {
        LearnInterfaceAddresses();
        var assets = BuildAssets();
        return new SiteContext
        {
            LocalNetworks = _statement.Internal.Count > 0
                ? [.. _statement.Internal.Select(text => AddressBlock.Parse(text).ToString()).Distinct().Order(StringComparer.Ordinal)]
                : LearnNetworks(assets),
            LocalDomains = LearnDomains(),
            Assets = assets,
            TalkingProcesses = [.. _talking],
            CommonNames = [.. _names.Where(n => n.Value.Common).Select(n => n.Key).Order(StringComparer.Ordinal).Take(MaximumCommonNames)],
        };
    }

    private void ObserveFlow(SecurityEvent e, long lastMicros, int records)
    {
        var own = e.HostSide switch { HostSide.Source => e.SourceAddress, HostSide.Destination => e.DestinationAddress, _ => null };
        if (e is { Host: { } host, HostSide: HostSide.Unknown })
        {
            CountEnd(host, e.SourceAddress, records);
            CountEnd(host, e.DestinationAddress, records);
            _flowsOfHost[host] = Sum(_flowsOfHost.GetValueOrDefault(host), records);
        }

        if (e.Host is not null && own is not null && _ownAddresses.Count < MaximumTracked)
        {
            var key = (own, e.Host);
            _ownAddresses[key] = _ownAddresses.TryGetValue(key, out var span)
                ? (Math.Min(span.First, e.TimeMicros), Math.Max(span.Last, lastMicros))
                : (e.TimeMicros, lastMicros);
        }

        if (e is { Process: { } process, HostSide: HostSide.Source, DestinationAddress: { } far } && !AddressBook.IsPrivate(far))
        {
            _talking.Add(process);
        }

        if (e is { Host: null, SourceAddress: { } source, DestinationAddress: { } destination, SourceBytes: > 0, DestinationBytes: > 0 }
            && _answeredPairs.Count < MaximumTracked && _answeredPairs.Add((source, destination)))
        {
            _answeredPeers[source] = _answeredPeers.GetValueOrDefault(source) + 1;
        }
    }

    private void CountEnd(string host, string? address, int records)
    {
        if (address is not null && (_endsOfHost.Count < MaximumTracked || _endsOfHost.ContainsKey((host, address))))
        {
            _endsOfHost[(host, address)] = Sum(_endsOfHost.GetValueOrDefault((host, address)), records);
        }
    }

    private static int Sum(int a, int b) => (int)Math.Min((long)a + b, int.MaxValue);

    /// <summary>A network interface's log does not say which end it is: its address is the one that is in nearly every record.</summary>
    private void LearnInterfaceAddresses()
    {
        foreach (var ((host, address), records) in _endsOfHost)
        {
            if (records >= FewestInterfaceRecords && records >= InterfaceShare * _flowsOfHost[host])
            {
                _ownAddresses.TryAdd((address, host), (long.MinValue, long.MaxValue));
            }
        }
    }

    private void ObserveName(string name, string client)
    {
        if (!_names.TryGetValue(name, out var seen))
        {
            if (_names.Count < MaximumTracked)
            {
                _names[name] = (client, null, false);
            }
        }
        else if (!seen.Common && seen.First != client && seen.Second != client)
        {
            // The third client makes it common.
            _names[name] = (seen.First, seen.Second ?? client, seen.Second is not null);
        }
    }

    private List<Asset> BuildAssets()
    {
        var told = _statement.Assets.ToDictionary(a => a.Name, StringComparer.Ordinal);
        var learned = _ownAddresses
            .Where(own => !IsLabelled(own.Key.Address))
            .GroupBy(own => own.Key.Address, StringComparer.Ordinal)
            .SelectMany(Aliases)
            .GroupBy(alias => alias.Host, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(a => a.Alias).OrderBy(a => a.Address, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        var otherNames = _statement.Assets.SelectMany(a => a.Aliases ?? []).ToHashSet(StringComparer.Ordinal);
        var assets = new List<Asset>();
        foreach (var asset in told.Values)
        {
            string[] names = [asset.Name, .. asset.Aliases ?? []];
            assets.Add(asset with
            {
                Platform = asset.Platform != Platform.Unknown ? asset.Platform : names.Select(PlatformOf).FirstOrDefault(p => p != Platform.Unknown),
                Addresses = asset.Addresses is { Count: > 0 } ? asset.Addresses : names.Select(name => Addresses(name, learned)).FirstOrDefault(found => found is not null),
            });
        }

        foreach (var (host, (platform, _)) in _platforms)
        {
            var dot = host.IndexOf('.', StringComparison.Ordinal);
            if (!told.ContainsKey(host) && !otherNames.Contains(host) && !(dot > 0 && told.ContainsKey(host[..dot])))
            {
                assets.Add(new Asset(host, platform, Addresses: Addresses(host, learned)));
            }
        }

        return [.. assets.OrderBy(a => a.Name, StringComparer.Ordinal)];
    }

    private Platform PlatformOf(string name) =>
        _platforms.TryGetValue(name, out var own) ? own.Platform
        : _platforms.Where(p => p.Key.StartsWith(name + ".", StringComparison.Ordinal)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value.Platform).FirstOrDefault();

    private static AddressAlias[]? Addresses(string host, Dictionary<string, AddressAlias[]> learned) =>
        learned.TryGetValue(host, out var own) ? own
        : learned.FirstOrDefault(l => l.Key.StartsWith(host + ".", StringComparison.Ordinal)).Value;

    /// <summary>One host: its address for good. Several hosts one after another: each for its time. Several at once: nobody's.</summary>
    private static IEnumerable<(string Host, AddressAlias Alias)> Aliases(IGrouping<string, KeyValuePair<(string Address, string Host), (long First, long Last)>> owners)
    {
        var ordered = owners.OrderBy(o => o.Value.First).ThenBy(o => o.Key.Host, StringComparer.Ordinal).ToList();
        if (ordered.Count == 1)
        {
            return [(ordered[0].Key.Host, new AddressAlias(owners.Key))];
        }

        for (var i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Value.First <= ordered[i - 1].Value.Last)
            {
                return [];
            }
        }

        return ordered.Select(o => (o.Key.Host, new AddressAlias(owners.Key, o.Value.First, o.Value.Last + 1)));
    }

    private List<string> LearnNetworks(List<Asset> assets)
    {
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in assets.SelectMany(a => a.Addresses ?? []).Select(a => a.Address).Concat(_ownAddresses.Keys.Select(k => k.Address)))
        {
            hosts.Add(address);
        }

        foreach (var (address, _) in _answeredPeers)
        {
            if (AddressBook.IsPrivate(address))
            {
                hosts.Add(address);
            }
        }

        foreach (var (source, destination) in _answeredPairs)
        {
            // Between two public ends the local one is the one that gets around more.
            if (!AddressBook.IsPrivate(source) && !AddressBook.IsPrivate(destination)
                && _answeredPeers.GetValueOrDefault(source) > Math.Max(2, _answeredPeers.GetValueOrDefault(destination)))
            {
                hosts.Add(source);
            }
        }

        return Blocks(hosts.Where(h => !IsLabelled(h)));
    }

    private static List<string> Blocks(IEnumerable<string> hosts)
    {
        var blocks = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var block in hosts.Select(h => (Host: h, Parsed: IPAddress.TryParse(h, out var p) ? p : null)).Where(h => h.Parsed is not null)
            .GroupBy(h => BlockOf(h.Parsed!), StringComparer.Ordinal))
        {
            var members = block.ToList();
            if (AddressBook.IsPrivate(members[0].Host) || members.Count >= HostsOfALearnedBlock)
            {
                blocks.Add(block.Key);
            }
            else
            {
                blocks.UnionWith(members.Select(m => AddressBlock.Parse(m.Host).ToString()));
            }
        }

        return [.. blocks];
    }

    /// <summary>The usual size of one site network: /24, and /64 for IPv6 (RFC 4291).</summary>
    private static string BlockOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 8;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    private static bool IsLabelled(string address) => new AddressBook([]).ScopeOf(address) is AddressScope.Labelled or AddressScope.None;

    private List<string> LearnDomains() =>
    [
        .. _platforms.Keys
            .Where(h => !IPAddress.TryParse(h, out _) && h.Contains('.', StringComparison.Ordinal))
            .Select(h => h[(h.IndexOf('.', StringComparison.Ordinal) + 1)..])
            .Where(d => d.Contains('.', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
