using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.Backgrounds;

/// <summary>Who lives in a background, when, and what its sensors record: two passes over its events. Not thread-safe.</summary>
internal sealed class BackgroundSurvey
{
    private const int MostDelays = 4_000;
    private const int MostOpen = 200_000;
    private const long LongestDelay = 5_000_000;

    private readonly Dictionary<string, BackgroundHost> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _open = new(StringComparer.Ordinal);
    private readonly SiteContext _context;
    private readonly AddressBook _local;
    private readonly HashSet<string> _assets;

    private BackgroundSurvey(SiteContext context)
    {
        _context = context;
        _local = new AddressBook([.. context.LocalNetworks.Select(AddressBlock.Parse)]);
        _assets = context.Assets.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Hosts that are there for a day or more, by name.</summary>
    public IReadOnlyList<BackgroundHost> Hosts { get; private set; } = [];

    /// <summary>Formats of the network's sensors: of all that is between hosts, not of one.</summary>
    public HashSet<string> NetworkSources { get; } = new(StringComparer.Ordinal);

    /// <summary>Microseconds from a connection to its TLS session, as seen.</summary>
    public List<long> SslDelays { get; } = [];

    /// <summary>Microseconds from a connection to its first request, as seen.</summary>
    public List<long> HttpDelays { get; } = [];

    /// <param name="read">Gives all events in order of time, anew at each call.</param>
    /// <param name="options">What is told of the site.</param>
    public static BackgroundSurvey Of(Func<IEnumerable<SecurityEvent>> read, BackgroundOptions options)
    {
        var learner = new ContextLearner(options.Site);
        foreach (var e in read())
        {
            learner.Observe(e);
        }

        var survey = new BackgroundSurvey(learner.Build());
        var situator = new EventSituator(survey._context, options.Fallback);
        foreach (var e in read())
        {
            survey.Observe(e, situator.Situate(e));
        }

        survey.Hosts = [.. survey._hosts.Values.Where(h => h.Days.Any()).OrderBy(h => h.Name, StringComparer.Ordinal)];
        return survey;
    }

    private void Observe(SecurityEvent e, Situation situation)
    {
        if (e.Host is null)
        {
            NetworkSources.Add(e.Source);
        }

        Delay(e);
        if (e is { Host: not null, User: { } user, UserClass: UserClass.Person } && situation.Host is { } used)
        {
            HostOf(used, situation).Used(user);
        }

        if (situation.Host is not { } name || situation.Direction != Direction.Outbound || !IsOurs(name, e.SourceAddress))
        {
            if (e.Host is { } owner && situation.Host is { } known)
            {
                HostOf(known, situation).OwnSources.Add(e.Source);
                HostOf(known, situation).Platform = e.Platform == Platform.Unknown ? HostOf(known, situation).Platform : e.Platform;
            }

            return;
        }

        var host = HostOf(name, situation);
        if (e.Host is not null)
        {
            host.OwnSources.Add(e.Source);
        }

        if (e is { Kind: EventKind.DnsQuery, DestinationAddress: { } resolver })
        {
            host.Asked(resolver);
        }
        else if (e is { Kind: EventKind.NetworkFlow, SourceAddress: { } own } && e.SourceBytes is not 0 && e.DestinationBytes is not 0)
        {
            host.Opened(own, e.SourcePort, e.TimeMicros);
        }
    }

    private bool IsOurs(string name, string? address) => _assets.Contains(name) || _local.ScopeOf(address) == AddressScope.Local;

    private BackgroundHost HostOf(string name, Situation situation)
    {
        if (!_hosts.TryGetValue(name, out var host))
        {
            _hosts[name] = host = new BackgroundHost(name) { Platform = situation.Platform };
        }

        return host;
    }

    private void Delay(SecurityEvent e)
    {
        if (e.FlowKey is not { } key)
        {
            return;
        }

        if (e.Source == "zeek.conn")
        {
            if (_open.Count >= MostOpen)
            {
                _open.Clear();
            }

            _open[key] = e.TimeMicros;
            return;
        }

        var delays = e.Source == "zeek.ssl" ? SslDelays : e.Source == "zeek.http" ? HttpDelays : null;
        if (delays is { Count: < MostDelays } && _open.TryGetValue(key, out var began) && e.TimeMicros - began is >= 0 and < LongestDelay and var delay)
        {
            delays.Add(delay);
        }
    }
}
