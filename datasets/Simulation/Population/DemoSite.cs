using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Habits;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>The demo's site of some 40 machines, whose every record is fixed by a seed. Immutable.</summary>
internal sealed class DemoSite : Site
{
    private static readonly string[] JumpTargets = ["web01", "web02", "db01", "mon01", "bak01"];

    private readonly DateOnly? _scoredStart;
    private readonly IReadOnlyList<Endpoint> _clients;

    /// <param name="scoredStart">First of the days that are scored: new starters begin with it; null: they are there all the time.</param>
    public DemoSite(DateOnly? scoredStart)
    {
        _scoredStart = scoredStart;
        Hosts = DataTable.Read("population.csv").Select((row, index) => FromRow(index, row)).ToList();
        _clients = [.. Hosts.Where(host => host.Account.Length > 0 && !host.JoinsScored).Select(EndpointOf)];
    }

    /// <summary>The site outside of time.</summary>
    public static DemoSite Default { get; } = new(scoredStart: null);

    /// <summary>All hosts, in the order of the table.</summary>
    public IReadOnlyList<DemoHost> Hosts { get; }

    public override IReadOnlyList<CloudUnit> CloudUnits { get; } = [new("", "sofia.marin", "felix.baum")];

    public override IReadOnlyList<string> Administrators { get; } = ["felix.baum", "felix.baum", "timo.becker", "nadia.kaya", "hanna.meyer"];

    /// <summary>The demo's mDNSResponder numbers its questions in the order in which they are played.</summary>
    public override bool PlaysActsWithHosts => false;

    public override IEnumerable<DemoHost> HostsOn(DateOnly date) => Hosts.Where(host => !host.JoinsScored || _scoredStart is null || date >= _scoredStart);

    public override DemoHost Named(string name, DateOnly date) =>
        Hosts.FirstOrDefault(host => host.Name == name) ?? throw new ArgumentException($"Found the host '{name}'; expected one of the demo's site.", nameof(name));

    public override WorkDay? WorkDayOf(DemoHost host, DateOnly date, DemoRandom random) => WorkDay.Draw(host, date, random);

    public override bool IsDayOff(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public override RollOut? RollOutOn(DateOnly date) => date == _scoredStart?.AddDays(RollOut.ScoredDay) ? RollOut.Sentra : null;

    public override Endpoint Resolver(DemoHost host) => new(DnsServer, "dc01.corp.example");

    public override Endpoint FileServerOf(DemoHost host) => new(FileServer, "fs01.corp.example");

    public override Endpoint MailServerOf(DemoHost host) => new(MailServer, "mail.corp.example");

    public override Endpoint PrinterOf(DemoHost host) => new(Printer, "");

    public override Endpoint MonitoringOf(DemoHost host) => new(Monitoring, "");

    public override Endpoint BackupServerOf(DemoHost host) => new(BackupServer, "bkp01.corp.example");

    public override Endpoint BackupGatewayOf(DemoHost host) => new(BackupGateway, "bak01.corp.example");

    public override Endpoint DatabaseOf(DemoHost host) => new(Database, "db01.corp.example");

    public override Endpoint JumpHostOf(DemoHost host) => new(JumpHost, "jump01.corp.example");

    public override (Endpoint ByHand, Endpoint ByBuild) WebServersOf(DemoHost host) => (new("10.20.30.11", "web01.corp.example"), new("10.20.30.12", "web02.corp.example"));

    /// <summary>The developers with Macs share one account there.</summary>
    public override string JumpAccountOf(DemoHost host) => host.Kind == "macos" ? "hanna.meyer" : host.Account;

    public override IReadOnlyList<Endpoint> BehindJumpHost(DemoHost host) => [.. JumpTargets.Select(name => EndpointOf(Hosts.First(other => other.Name == name)))];

    public override IReadOnlyList<(Endpoint Target, bool IsHypervisor)> WatchedBy(DemoHost host) =>
        [.. Hosts.Where(other => other.Kind is "linux" or "esxi" && other.Name != host.Name).Select(other => (EndpointOf(other), other.Kind == "esxi"))];

    public override IReadOnlyList<Endpoint> HypervisorsOf(DemoHost host) => [.. Hosts.Where(other => other.Kind == "esxi").Select(EndpointOf)];

    public override IReadOnlyList<string> GuestsOn(DemoHost host) =>
        [.. Hosts.Where(other => other.Kind == "guest" && other.Index % 2 == host.Index % 2).Select(other => other.Name)];

    public override IReadOnlyList<Endpoint> ApplicationsOf(CloudUnit unit) =>
        [.. Hosts.Where(host => host.Role == "application").Select(host => new Endpoint(host.Address, host.Name))];

    public override string ClientOf(DemoHost host, DemoRandom random) => random.Pick(_clients).Address;

    private static Endpoint EndpointOf(DemoHost host) => new(host.Address, host.FullName);

    private DemoHost FromRow(int index, IReadOnlyDictionary<string, string> row)
    {
        double Number(string column) => row[column].Length == 0 ? 0 : double.Parse(row[column], CultureInfo.InvariantCulture);
        return new DemoHost(
            this,
            index,
            row["host"],
            row["kind"],
            row["peer_group"],
            row["role"],
            row["criticality"],
            row["time_zone"],
            row["address"],
            row["account"],
            Number("arrives"),
            Number("leaves"),
            Number("weekend_share"),
            Number("volume_scale"),
            row["joins"] == "scored",
            row["habits"].Split(';'));
    }
}
