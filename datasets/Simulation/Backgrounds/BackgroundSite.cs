using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Population;
using Det0131.Models.Analytics;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.Backgrounds;

/// <summary>
/// A site that lives already, in recorded events: its hosts have no habits here and only play acts, in their own hours, from their own addresses and ports.
/// A host that nothing but the network's sensor sees plays acts of every platform, for the sensor cannot tell. Immutable.
/// </summary>
internal sealed class BackgroundSite : Site
{
    // The day that procedures are written for.
    private const double Begins = 8.5;
    private const double Ends = 17.5;
    private const double DayHours = 24;

    private static readonly Endpoint Nobody = new("", "");
    private static readonly string[] AnyKind = ["windows", "linux", "macos", "esxi", "guest"];

    private readonly Dictionary<string, BackgroundHost> _facts;
    private readonly IReadOnlyList<DemoHost> _hosts;

    public BackgroundSite(BackgroundSurvey survey)
    {
        _facts = survey.Hosts.ToDictionary(h => h.Name, StringComparer.Ordinal);
        _hosts = [.. survey.Hosts.SelectMany(HostsOf)];
    }

    /// <summary>Every host in each of the kinds that it can be.</summary>
    public IReadOnlyList<DemoHost> Hosts => _hosts;

    public override IReadOnlyList<CloudUnit> CloudUnits => [];

    public override IReadOnlyList<string> Administrators => [];

    public override bool PlaysActsWithHosts => true;

    public override IEnumerable<DemoHost> HostsOn(DateOnly date) => _hosts.Where(host => IsSeenOn(host, date));

    public override DemoHost Named(string name, DateOnly date) =>
        _hosts.FirstOrDefault(host => host.Name == name) ?? throw new ArgumentException($"Found the host '{name}'; expected one of the background's.", nameof(name));

    /// <summary>Whether enough of a host is recorded on a day.</summary>
    public bool IsSeenOn(DemoHost host, DateOnly date) => _facts[host.FullName].On(date) is not null;

    /// <summary>An office's day, laid onto the host's own; what would lie outside of what is recorded of it lies within.</summary>
    public override long TimeOf(DemoHost host, DateOnly date, double hours)
    {
        var (from, until) = (host.ArrivesHour, host.LeavesHour);
        var own = hours < Begins ? hours / Begins * from
            : hours < Ends ? from + ((hours - Begins) / (Ends - Begins) * (until - from))
            : until + ((hours - Ends) / (DayHours - Ends) * (DayHours - until));
        var at = SiteClock.DayMicros(date) + (long)(own * 3.6e9);
        return _facts[host.FullName].On(date) is { } seen && (at < seen.First || at > seen.Last)
            ? seen.First + (long)(Math.Clamp(hours / DayHours, 0, 1) * 0.9 * (seen.Last - seen.First))
            : at;
    }

    public override ClientPorts PortsOf(DemoHost host)
    {
        var (low, high) = _facts[host.FullName].Ports;
        return new ClientPorts(low, Math.Max(low, high - 1_000), high);
    }

    public override WorkDay? WorkDayOf(DemoHost host, DateOnly date, DemoRandom random) => null;

    public override bool IsDayOff(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public override RollOut? RollOutOn(DateOnly date) => null;

    public override Endpoint Resolver(DemoHost host) => new(_facts[host.FullName].Resolver, "");

    // Whom a host works with is in the recorded events; acts ask for none of them.
    public override Endpoint FileServerOf(DemoHost host) => Nobody;

    public override Endpoint MailServerOf(DemoHost host) => Nobody;

    public override Endpoint PrinterOf(DemoHost host) => Nobody;

    public override Endpoint MonitoringOf(DemoHost host) => Nobody;

    public override Endpoint BackupServerOf(DemoHost host) => Nobody;

    public override Endpoint BackupGatewayOf(DemoHost host) => Nobody;

    public override Endpoint DatabaseOf(DemoHost host) => Nobody;

    public override Endpoint JumpHostOf(DemoHost host) => Nobody;

    public override (Endpoint ByHand, Endpoint ByBuild) WebServersOf(DemoHost host) => (Nobody, Nobody);

    public override string JumpAccountOf(DemoHost host) => "";

    public override IReadOnlyList<Endpoint> BehindJumpHost(DemoHost host) => [];

    public override IReadOnlyList<(Endpoint Target, bool IsHypervisor)> WatchedBy(DemoHost host) => [];

    public override IReadOnlyList<Endpoint> HypervisorsOf(DemoHost host) => [];

    public override IReadOnlyList<string> GuestsOn(DemoHost host) => [];

    public override IReadOnlyList<Endpoint> ApplicationsOf(CloudUnit unit) => [];

    public override string ClientOf(DemoHost host, DemoRandom random) => "";

    private IEnumerable<DemoHost> HostsOf(BackgroundHost facts)
    {
        var (from, until) = facts.WorkingHours;
        var analytic = AnalyticCatalogue.All.First(a => a.Platform == (facts.Platform == Platform.Unknown ? Platform.Linux : facts.Platform)).Id;

        // Without a log of the host nobody sees an account: any will do for a desk.
        var person = facts.Person.Length > 0 ? facts.Person : facts.OwnSources.Count == 0 && facts.Platform is Platform.Windows or Platform.MacOS ? "user" : "";
        var (domain, account) = person.IndexOf('\\', StringComparison.Ordinal) is >= 0 and var at ? (person[..at], person[(at + 1)..]) : (WindowsDomain, person);
        return (facts.OwnSources.Count == 0 ? AnyKind : KindsOf(facts.Platform)).Select((kind, index) => new DemoHost(
            this, index, InvariantText.Text($"{kind}:{facts.Name}"), kind, "", "", "normal", "UTC", facts.Address, kind is "windows" or "macos" ? account : "",
            Math.Min(from, until), Math.Max(from, until), 0, 1, false, [])
        { FullName = facts.Name, ShortName = facts.Name.Split('.')[0], Domain = domain, JudgedBy = analytic });
    }

    private static string[] KindsOf(Platform platform) => platform switch
    {
        Platform.Windows => ["windows"],
        Platform.MacOS => ["macos"],
        Platform.ESXi => ["esxi"],
        Platform.Linux => ["linux"],
        _ => [],
    };
}
