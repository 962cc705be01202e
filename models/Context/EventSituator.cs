using Det0131.Models.Events;

namespace Det0131.Models.Context;

/// <summary>
/// Reads an event in the light of the context: direction, bytes leaving, entity, destination, local time, and whether it is scored.
/// The one place where this is decided, for training and scoring alike. Not thread-safe; returns the same <see cref="Situation"/> each time.
/// </summary>
public sealed class EventSituator
{
    private readonly SiteDirectory _directory;
    private readonly AddressBook _addresses;
    private readonly bool _knowsLocalNetworks;
    private readonly HashSet<string> _talking;
    private readonly LocalNames _names;
    private readonly Dictionary<(string Name, int Port, string Service), string> _services = [];
    private readonly Platform _fallback;
    private readonly Situation _situation = new();

    /// <param name="context">What the site is.</param>
    /// <param name="fallback">Platform of hosts that neither the context nor the record names.</param>
    public EventSituator(SiteContext context, Platform fallback = Platform.Linux)
    {
        ArgumentNullException.ThrowIfNull(context);
        _directory = new SiteDirectory(context);
        _knowsLocalNetworks = context.LocalNetworks.Count > 0;
        _addresses = new AddressBook([.. context.LocalNetworks.Select(AddressBlock.Parse)]);
        _talking = new HashSet<string>(context.TalkingProcesses, StringComparer.Ordinal);
        _names = new LocalNames(context.LocalDomains);
        _fallback = fallback == Platform.Unknown ? Platform.Linux : fallback;
    }

    public Situation Situate(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var s = _situation;
        Reset(s, e);
        switch (e.Kind)
        {
            case EventKind.CloudApiCall:
                PlaceCloudCall(s, e);
                break;
            case EventKind.DnsQuery:
                PlaceEndpoints(s, e);
                PlaceQuery(s, e);
                break;
            case EventKind.ProcessStart:
                PlaceProcess(s, e);
                break;
            case EventKind.FileAccess:
                PlaceFile(s, e);
                break;
            default:
                PlaceEndpoints(s, e);
                PlaceFlow(s, e);
                break;
        }

        PlaceOwner(s, e);
        return s;
    }

    private static void Reset(Situation s, SecurityEvent e)
    {
        s.Event = e;
        s.Host = s.User = s.HostEntity = s.UserEntity = s.RoleEntity = s.Destination = null;
        s.RemoteAddress = s.RemoteCountry = s.RemoteNetwork = null;
        s.ServicePort = null;
        s.BytesOut = s.BytesIn = null;
        s.Direction = Direction.None;
        s.IsLocal = s.IsScored = false;
    }

    /// <summary>
    /// Which end is ours. What leaves counts, not who opened the connection: a server answering the outside, a datastore download
    /// and a mail archive fetched from outside leave as responses.
    /// </summary>
    private void PlaceEndpoints(Situation s, SecurityEvent e)
    {
        var source = _addresses.ScopeOf(e.SourceAddress);
        var destination = _addresses.ScopeOf(e.DestinationAddress);
        var ownIsDestination = e.HostSide switch
        {
            HostSide.Source => false,
            HostSide.Destination => true,
            _ when e.Host is not null && IsOwn(e.Host, e.SourceAddress, e.TimeMicros) => false,
            _ when e.Host is not null && IsOwn(e.Host, e.DestinationAddress, e.TimeMicros) => true,
            _ => source != AddressScope.Local && destination == AddressScope.Local,
        };

        // A record of the host's own log about a connection between others does not exist; a record without sides is the source's.
        s.Direction = ownIsDestination ? Direction.Response : Direction.Outbound;
        var own = ownIsDestination ? e.DestinationAddress : e.SourceAddress;
        var far = ownIsDestination ? source : destination;
        s.RemoteAddress = ownIsDestination ? e.SourceAddress : e.DestinationAddress;
        s.RemoteCountry = ownIsDestination ? e.SourceCountry : e.DestinationCountry;
        s.RemoteNetwork = ownIsDestination ? e.SourceNetwork : e.DestinationNetwork;
        s.BytesOut = ownIsDestination ? e.DestinationBytes : e.SourceBytes;
        s.BytesIn = ownIsDestination ? e.SourceBytes : e.DestinationBytes;
        s.ServicePort = e.Transport == "icmp" ? null : e.DestinationPort;
        s.IsLocal = far is AddressScope.Local or AddressScope.Labelled;
        s.Host = e.Host is null ? _directory.At(own, e.TimeMicros)?.Name ?? own : _directory.Find(e.Host)?.Name ?? e.Host;
        s.IsScored = far is AddressScope.Remote or AddressScope.Local
            || (far == AddressScope.None && e.Domain is not null);
        if (source is AddressScope.Remote or AddressScope.Labelled && destination == AddressScope.Remote && IsBetweenStrangers(e))
        {
            s.IsScored = false;
        }
    }

    private bool IsOwn(string host, string? address, long timeMicros) =>
        _directory.At(address, timeMicros) is { } owner && (owner.Name == host || ReferenceEquals(owner, _directory.Find(host)));

    /// <summary>
    /// A packet between two public addresses of which neither is known to be ours, and that nobody answered, does not show that its
    /// source is ours: sources of scans and floods are forged, and a forged source gets no answer.
    /// </summary>
    private bool IsBetweenStrangers(SecurityEvent e) =>
        _knowsLocalNetworks
        && e is { Kind: EventKind.NetworkFlow, Host: null, HostSide: not (HostSide.Source or HostSide.Destination), SourceAddress: { } source }
        && !(e is { SourceBytes: > 0, DestinationBytes: > 0 })
        && !AddressBook.IsPrivate(source)
        && _directory.At(source, e.TimeMicros) is null;

    private void PlaceFlow(Situation s, SecurityEvent e)
    {
        // A response without content moved nothing out (a refused scan); where the log has no bytes, only what the host opened is outward.
        if (s.Direction == Direction.Response && s.BytesOut is null or 0)
        {
            s.IsScored = false;
        }

        var domain = s.Direction == Direction.Outbound ? e.RegisteredDomain : null;
        if (domain is not null && _names.IsLocal(domain))
        {
            s.IsLocal = true;
        }

        s.Destination = s.IsLocal || domain is null ? Service(s, e) : domain;
        s.IsScored &= s.Destination is not null;
    }

    private void PlaceQuery(Situation s, SecurityEvent e)
    {
        var name = e.DnsName;
        // Somebody outside asking our server is the server's flow, not our client's query.
        if (name is null || s.Direction == Direction.Response)
        {
            s.IsScored = false;
            return;
        }

        var masked = name.StartsWith('#');
        var reverse = name.EndsWith(".arpa", StringComparison.Ordinal);
        s.IsLocal = !masked && (!name.Contains('.', StringComparison.Ordinal) || _names.IsLocal(name));
        s.Destination = masked ? e.Process ?? "masked names" : e.RegisteredDomain ?? name;
        s.IsScored = !reverse && !s.IsLocal;
        // The resolver is where the packet goes, not where the data goes.
        s.RemoteAddress = s.RemoteCountry = s.RemoteNetwork = null;
    }

    private void PlaceProcess(Situation s, SecurityEvent e)
    {
        s.Host = _directory.Find(e.Host)?.Name ?? e.Host;
        s.RemoteAddress = e.DestinationAddress;
        s.RemoteCountry = e.DestinationCountry;
        s.RemoteNetwork = e.DestinationNetwork;
        s.ServicePort = e.DestinationPort;
        var far = _addresses.ScopeOf(e.DestinationAddress);
        s.IsLocal = far == AddressScope.Local || (e.RegisteredDomain is not null && _names.IsLocal(e.RegisteredDomain));
        if (far == AddressScope.Labelled)
        {
            // curl to 127.0.0.1 goes nowhere; it still teaches the lineage.
            s.IsLocal = true;
        }

        var capable = e.Tool is not null || (e.Process is not null && _talking.Contains(e.Process));
        s.Destination = s.IsLocal ? Service(s, e) : e.RegisteredDomain ?? e.DestinationAddress;
        s.Direction = s.Destination is null ? Direction.None : Direction.Outbound;
        s.Destination ??= e.Tool ?? e.Process;
        s.IsScored = capable && s.Destination is not null && far != AddressScope.Labelled;
    }

    private void PlaceFile(Situation s, SecurityEvent e)
    {
        if (e.DestinationAddress is null && e.Domain is null)
        {
            s.Host = _directory.Find(e.Host)?.Name ?? e.Host;
            s.Destination = e.Tool ?? e.Process;
            s.IsScored = e.Tool is not null;
            return;
        }

        PlaceEndpoints(s, e);
        s.Destination = s.IsLocal ? Service(s, e) : e.RegisteredDomain ?? s.RemoteAddress;
        s.BytesOut ??= e.FileBytes;
    }

    private void PlaceCloudCall(Situation s, SecurityEvent e)
    {
        s.RemoteAddress = e.SourceAddress;
        s.RemoteCountry = e.SourceCountry;
        s.RemoteNetwork = e.SourceNetwork;
        // The store is ours: what it sent is what left.
        s.BytesOut = e.DestinationBytes;
        s.BytesIn = e.SourceBytes;
        s.Direction = Direction.Response;
        var caller = _addresses.ScopeOf(e.SourceAddress);
        s.IsLocal = caller is AddressScope.Local or AddressScope.Labelled && e.ForeignAccount is null;
        s.Destination = e.CloudResource ?? e.CloudAction;
        // A refused call moved nothing.
        s.IsScored = e.Outcome != Outcome.Failure && s.Destination is not null
            && (e.ForeignAccount is not null || CloudEgress.CanMoveData(e.CloudAction));
    }

    private void PlaceOwner(Situation s, SecurityEvent e)
    {
        var asset = _directory.Find(s.Host);
        var cloud = e.Kind == EventKind.CloudApiCall;
        s.Platform = cloud ? Platform.IaaS
            : e.Host is not null && e.Platform != Platform.Unknown && asset is not { Platform: Platform.ESXi } ? e.Platform
            : asset is { Platform: not Platform.Unknown } ? asset.Platform
            : e.Platform != Platform.Unknown ? e.Platform
            : _fallback;
        if (cloud)
        {
            s.User = e.CloudPrincipal ?? e.User ?? e.CloudRole;
            s.UserEntity = s.User is null ? null : _directory.Entity("user:", s.User);
            var role = e.CloudRole ?? s.User;
            s.RoleEntity = role is null ? null : _directory.Entity("role:", role);
            asset = _directory.Find(e.CloudRole) ?? _directory.Find(s.User);
        }
        else
        {
            s.HostEntity = s.Host is null ? null : _directory.Entity("host:", s.Host);
            s.User = e.User is null ? null
                : e.UserClass is UserClass.System or UserClass.Service && s.Host is not null ? _directory.Qualify(e.User, s.Host)
                : _directory.Account(e.User);
            s.UserEntity = s.User is null ? null : _directory.Entity("user:", s.User);
        }

        var userAsset = asset is null ? _directory.Find(s.User) : null;
        var zone = asset?.TimeZone ?? userAsset?.TimeZone;
        var clock = _directory.Clock(zone);
        (s.LocalDate, s.LocalHour) = clock.LocalHour(e.TimeMicros);
        s.TimeZone = zone ?? "UTC";
        s.Criticality = asset?.Criticality ?? userAsset?.Criticality ?? 2;
        s.IsScored &= s.HostEntity is not null || s.UserEntity is not null || s.RoleEntity is not null;
    }

    /// <summary>A local far end with its service, so that one domain controller's many services stay apart.</summary>
    private string? Service(Situation s, SecurityEvent e)
    {
        if (s.RemoteAddress is null)
        {
            return e.RegisteredDomain;
        }

        if (!s.IsLocal)
        {
            return s.RemoteAddress;
        }

        // By name, because an address may be another host's at another time.
        var name = _directory.At(s.RemoteAddress, e.TimeMicros)?.Name ?? s.RemoteAddress;
        var key = (name, s.ServicePort ?? -1, e.Application ?? e.Transport ?? "");
        if (!_services.TryGetValue(key, out var service))
        {
            var port = key.Item2 is < 0 ? "" : key.Item2 >= Features.ServiceName.FirstEphemeralPort ? ":high" : $":{key.Item2}";
            service = $"{name}{port}{(key.Item3.Length == 0 ? "" : "/" + key.Item3)}";
            if (_services.Count >= 1 << 20)
            {
                _services.Clear();
            }

            _services[key] = service;
        }

        return service;
    }
}
