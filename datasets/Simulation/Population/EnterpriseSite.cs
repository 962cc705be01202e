using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Habits;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>
/// An enterprise of any size. Nothing of it is kept: each host of each day follows from the seed and its number. Immutable but for what it remembers of no consequence.
/// </summary>
internal sealed class EnterpriseSite : Site
{
    private const int UsersPerCloudUnit = 250;
    private const int MostWatched = 120;
    private const int BehindOneJumpHost = 40;
    private const string ServerZone = "Europe/Berlin";

    private readonly SimulationOptions _options;
    private readonly EnterpriseCalendar _calendar;
    private readonly EnterpriseAddresses _addresses;
    private readonly Dictionary<string, (EnterpriseRole Role, int Count, int FirstIndex)> _servers = new(StringComparer.Ordinal);

    public EnterpriseSite(SimulationOptions options)
    {
        _options = options;
        _calendar = new EnterpriseCalendar(options.Seed, options.Start);
        _addresses = new EnterpriseAddresses(options.Start, options.Days);
        var index = options.Users;
        foreach (var role in EnterpriseRole.All.Where(role => role.UsersPer > 0))
        {
            _servers.Add(role.Name, (role, role.CountFor(options.Users), index));
            index += role.CountFor(options.Users);
        }

        HostCount = index;
        CloudUnits = [.. Enumerable.Range(0, Math.Max(1, options.Users / UsersPerCloudUnit)).Select(unit =>
            new CloudUnit(unit == 0 ? "" : InvariantText.Text($"-u{unit + 1}"), Person.AccountOf(unit * 7), Person.AccountOf((unit * 7) + 3)))];
        Administrators = [.. Enumerable.Range(0, options.Users).Where(user => PersonAt(user).Role.Name == "sysadmin").Take(40).Select(Person.AccountOf)];
    }

    /// <summary>Hosts of all days together.</summary>
    public int HostCount { get; }

    public override IReadOnlyList<CloudUnit> CloudUnits { get; }

    public override IReadOnlyList<string> Administrators { get; }

    public override bool PlaysActsWithHosts => true;

    public override bool UsesOtherClouds => true;

    public override double Density => _options.Density;

    public override IEnumerable<DemoHost> HostsOn(DateOnly date)
    {
        for (var user = 0; user < _options.Users; user++)
        {
            var person = PersonAt(user);
            if (person.IsThereOn(date))
            {
                yield return Workstation(person, date);
            }
        }

        foreach (var host in Servers())
        {
            yield return host;
        }
    }

    public override DemoHost Named(string name, DateOnly date) =>
        HostsOn(date).FirstOrDefault(host => host.Name == name) ?? throw new ArgumentException($"Found the host '{name}'; expected one of the site's on {date:yyyy-MM-dd}.", nameof(name));

    /// <summary>All hosts with their addresses over the whole time.</summary>
    public IEnumerable<AssetLine> Assets()
    {
        for (var user = 0; user < _options.Users; user++)
        {
            var person = PersonAt(user);
            var date = _options.Start.AddDays(_options.Days - 1);
            yield return new AssetLine(Workstation(person, date < person.Leaves ? date : person.Leaves.AddDays(-1)), _addresses.AllOf(user));
        }

        foreach (var host in Servers())
        {
            yield return AssetLine.Of(host);
        }
    }

    public override WorkDay? WorkDayOf(DemoHost host, DateOnly date, DemoRandom random) => _calendar.WorkDayOf(PersonAt(host.Index), host, date, random);

    public override bool IsDayOff(DateOnly date) => EnterpriseCalendar.IsDayOff(date);

    public override RollOut? RollOutOn(DateOnly date) => _calendar.RollOutOn(date);

    public override IReadOnlyList<(long From, long Until)> SensorGapsOn(DateOnly date) => _calendar.SensorGapsOn(date);

    /// <summary>Some nine thousand ids a day, seven days long: longer than any reader remembers.</summary>
    public override int? FirstProcessId(DateOnly date) => 2_000 + (date.DayNumber % 7 * 9_000);

    public override IReadOnlyList<TrafficRow> TrafficOf(DemoHost host) => RoleOf(host).Traffic;

    public override Endpoint EndpointOf(string target, DemoHost host) => target switch
    {
        "resolver" => Resolver(host),
        "mail-server" => MailServerOf(host),
        _ when target[0] == '=' => new Endpoint(target[1..], ""),
        _ => Server(target, host.Index),
    };

    public override Endpoint Resolver(DemoHost host) => Server("domain-controller", host.Index);

    public override Endpoint FileServerOf(DemoHost host) => Server("file-server", host.Index);

    public override Endpoint MailServerOf(DemoHost host) => Server("mail-server", host.Index) with { Name = "mail.corp.example" };

    public override Endpoint PrinterOf(DemoHost host) => new(InvariantText.Text($"10.20.{60 + (host.Index / 40 / 200)}.{11 + (host.Index / 40 % 200)}"), "");

    public override Endpoint MonitoringOf(DemoHost host) => Server("monitoring", host.Index);

    public override Endpoint BackupServerOf(DemoHost host) => Server("backup-server", host.Index);

    public override Endpoint BackupGatewayOf(DemoHost host) => Server("backup-gateway", host.Index);

    public override Endpoint DatabaseOf(DemoHost host) => Server("database", host.Index);

    public override Endpoint JumpHostOf(DemoHost host) => Server("jump-host", host.Index);

    public override (Endpoint ByHand, Endpoint ByBuild) WebServersOf(DemoHost host) => (Server("web-server", host.Index), Server("web-server", host.Index + 1));

    public override string JumpAccountOf(DemoHost host) => host.Account;

    public override IReadOnlyList<Endpoint> BehindJumpHost(DemoHost host) =>
        [.. Each("application-server", host, "jump-host").Take(BehindOneJumpHost), Server("web-server", host.Index), Server("database", host.Index), Server("monitoring", host.Index)];

    public override IReadOnlyList<(Endpoint Target, bool IsHypervisor)> WatchedBy(DemoHost host) =>
        [.. Each("application-server", host, "monitoring").Concat(Each("web-server", host, "monitoring")).Take(MostWatched).Select(target => (target, false)),
         .. Each("hypervisor", host, "monitoring").Select(target => (target, true))];

    public override IReadOnlyList<Endpoint> HypervisorsOf(DemoHost host) => [.. Each("hypervisor", host, "backup-server")];

    public override IReadOnlyList<string> GuestsOn(DemoHost host) => [.. Each("guest", host, "hypervisor").Select(guest => guest.ShortName)];

    public override IReadOnlyList<Endpoint> ApplicationsOf(CloudUnit unit)
    {
        var own = CloudUnits.ToList().IndexOf(unit);
        return [.. Enumerable.Range(0, _servers["cloud-application"].Count).Where(n => n % CloudUnits.Count == own).Select(n => Server("cloud-application", n) with { Name = NameOf(_servers["cloud-application"].Role, n) })];
    }

    public override string ClientOf(DemoHost host, DemoRandom random) => _addresses.OfficeOf(random.Between(0, _options.Users - 1), _options.Start);

    private Person PersonAt(int index) => Person.Draw(_options.Seed, index, _options.Start, _options.Days);

    private DemoHost Workstation(Person person, DateOnly date)
    {
        var role = person.RoleOn(date);
        var address = _calendar.IsRemote(person, date) ? EnterpriseAddresses.TunnelOf(person.Index) : _addresses.OfficeOf(person.Index, date);
        return new DemoHost(
            this, person.Index, InvariantText.Text($"{role.Prefix}{person.Index:D5}"), role.Kind, role.PeerGroup, role.AssetRole, role.Criticality, person.TimeZone, address,
            Person.AccountOf(person.Index), person.ArrivesHour, person.LeavesHour, role.WeekendShare, person.VolumeScale, false, role.Habits);
    }

    private IEnumerable<DemoHost> Servers()
    {
        foreach (var (role, count, first) in _servers.Values)
        {
            for (var number = 0; number < count; number++)
            {
                yield return new DemoHost(
                    this, first + number, NameOf(role, number), role.Kind, role.PeerGroup, role.AssetRole, role.Criticality, role.Kind == "instance" ? "UTC" : ServerZone,
                    EnterpriseAddresses.ServerOf(role, number), "", 0, 0, 0, 1, false, role.Habits);
            }
        }
    }

    private EnterpriseRole RoleOf(DemoHost host) =>
        host.Index < _options.Users
            ? EnterpriseRole.All.First(role => role.PeerGroup == host.PeerGroup)
            : _servers.Values.Last(server => server.FirstIndex <= host.Index).Role;

    private Endpoint Server(string role, int number)
    {
        var (row, count, _) = _servers[role];
        return new Endpoint(EnterpriseAddresses.ServerOf(row, number % count), NameOf(row, number % count) + DnsSuffix);
    }

    /// <summary>Servers of a role that one of several owners looks after, dealt out in turn.</summary>
    private IEnumerable<Endpoint> Each(string role, DemoHost owner, string ownerRole)
    {
        var (_, owners, first) = _servers[ownerRole];
        for (var number = owner.Index - first; number < _servers[role].Count; number += owners)
        {
            yield return Server(role, number);
        }
    }

    private static string NameOf(EnterpriseRole role, int number) =>
        role.Kind == "instance" ? InvariantText.Text($"{role.Prefix}{number + 17:x4}") : InvariantText.Text($"{role.Prefix}{number + 1:D2}");
}
