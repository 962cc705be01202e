using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Habits;
using Det0131.Datasets.Simulation.Machines;

namespace Det0131.Datasets.Simulation.Population;

/// <summary>An address and the name by which clients know it, empty where they use the address.</summary>
internal readonly record struct Endpoint(string Address, string Name)
{
    /// <summary>The name without its domain.</summary>
    public string ShortName => Name.Split('.')[0];

    public Peer Peer(int port, string application, string transport = "tcp") => new(Address, port, application, Name, transport);
}

/// <summary>A part of the cloud account with its own people, roles and buckets.</summary>
/// <param name="Suffix">Tells its roles and buckets from those of others; empty for the first.</param>
/// <param name="Analyst">Who reads the curated data.</param>
/// <param name="Administrator">Who looks after the account.</param>
internal sealed record CloudUnit(string Suffix, string Analyst, string Administrator);

/// <summary>
/// A site: its hosts, which of its servers each host uses, its calendar. The constants are addresses and names that every site has: those of the first server of each kind.
/// Immutable.
/// </summary>
internal abstract class Site
{
    public const string DnsSuffix = ".corp.example";
    public const string WindowsDomain = "CORP";

    public const string DnsServer = "10.20.20.10";
    public const string FileServer = "10.20.20.11";
    public const string MailServer = "10.20.20.12";
    public const string BackupServer = "10.20.20.13";
    public const string Database = "10.20.20.21";
    public const string BackupGateway = "10.20.20.41";
    public const string Monitoring = "10.20.40.6";
    public const string JumpHost = "10.20.40.5";
    public const string VCenter = "10.20.40.20";
    public const string Storage = "10.20.40.30";
    public const string Printer = "10.20.60.11";

    /// <summary>The office's address as clouds see it (M-net, Munich).</summary>
    public const string OfficePublicAddress = "62.245.190.20";

    public const string CloudAccount = "111122223333";
    public const string ForeignAccount = "999988887777";
    public const string CloudRegion = "eu-central-1";

    /// <summary>Accounts on the Linux hosts and their uid.</summary>
    public static IReadOnlyDictionary<string, int> LinuxUsers { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["root"] = 0,
        ["www-data"] = 33,
        ["mysql"] = 112,
        ["zabbix"] = 115,
        ["_apt"] = 105,
        ["jenkins"] = 996,
        ["backup"] = 34,
        ["felix.baum"] = 1001,
        ["timo.becker"] = 1002,
        ["nadia.kaya"] = 1003,
        ["hanna.meyer"] = 1004,
    };

    /// <summary>Units of the cloud account, one or more.</summary>
    public abstract IReadOnlyList<CloudUnit> CloudUnits { get; }

    /// <summary>True when the units also live in Azure and Google Cloud.</summary>
    public virtual bool UsesOtherClouds => false;

    /// <summary>Accounts that administer servers, the one who also sends bundles to vendors first; one who works more may be listed twice.</summary>
    public abstract IReadOnlyList<string> Administrators { get; }

    /// <summary>True when an act is played together with its host's day, so that a host's day is complete before the next host's begins.</summary>
    public abstract bool PlaysActsWithHosts { get; }

    /// <summary>The hosts of a day, always in the same order. They are made on the way and not kept.</summary>
    public abstract IEnumerable<DemoHost> HostsOn(DateOnly date);

    /// <summary>One of the day's hosts by its short name.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public abstract DemoHost Named(string name, DateOnly date);

    /// <summary>When a person works on a day; null when not.</summary>
    public abstract WorkDay? WorkDayOf(DemoHost host, DateOnly date, DemoRandom random);

    /// <summary>True on weekends and holidays.</summary>
    public abstract bool IsDayOff(DateOnly date);

    /// <summary>What is rolled out on every managed host that day; null on most days.</summary>
    public abstract RollOut? RollOutOn(DateOnly date);

    /// <summary>Factor on the traffic of <c>traffic.csv</c>; 1 is usual.</summary>
    public virtual double Density => 1;

    /// <summary>The traffic of a host, by table.</summary>
    public virtual IReadOnlyList<TrafficRow> TrafficOf(DemoHost host) => [];

    /// <summary>Where a target of the traffic table leads from a host: <c>resolver</c>, a server's role, or <c>=address</c>.</summary>
    public virtual Endpoint EndpointOf(string target, DemoHost host) =>
        throw new ArgumentException($"Found the target '{target}'; expected none, because this site has no traffic table.", nameof(target));

    /// <summary>When the network sensor is down on a day, microseconds since 1970, ends exclusive.</summary>
    public virtual IReadOnlyList<(long From, long Until)> SensorGapsOn(DateOnly date) => [];

    /// <summary>Microseconds since 1970 of an act's local time of day on a host.</summary>
    public virtual long TimeOf(DemoHost host, DateOnly date, double hours) => host.Clock.At(date, hours);

    /// <summary>Ports that a host's clients take, rising from a first one.</summary>
    public virtual ClientPorts PortsOf(DemoHost host) => ClientPorts.Usual;

    /// <summary>First id of the processes that start that day on Linux and Macs; null: by chance.</summary>
    public virtual int? FirstProcessId(DateOnly date) => null;

    public abstract Endpoint Resolver(DemoHost host);

    public abstract Endpoint FileServerOf(DemoHost host);

    public abstract Endpoint MailServerOf(DemoHost host);

    public abstract Endpoint PrinterOf(DemoHost host);

    public abstract Endpoint MonitoringOf(DemoHost host);

    public abstract Endpoint BackupServerOf(DemoHost host);

    public abstract Endpoint BackupGatewayOf(DemoHost host);

    public abstract Endpoint DatabaseOf(DemoHost host);

    public abstract Endpoint JumpHostOf(DemoHost host);

    /// <summary>The web server that a team publishes to by hand, and the one that its builds publish to.</summary>
    public abstract (Endpoint ByHand, Endpoint ByBuild) WebServersOf(DemoHost host);

    /// <summary>The account that a host's user has on the jump host.</summary>
    public abstract string JumpAccountOf(DemoHost host);

    /// <summary>What a jump host's users go on to.</summary>
    public abstract IReadOnlyList<Endpoint> BehindJumpHost(DemoHost host);

    /// <summary>What a monitoring server asks: hypervisors by TLS, others by their agent.</summary>
    public abstract IReadOnlyList<(Endpoint Target, bool IsHypervisor)> WatchedBy(DemoHost host);

    /// <summary>Hypervisors whose machines a backup server copies.</summary>
    public abstract IReadOnlyList<Endpoint> HypervisorsOf(DemoHost host);

    /// <summary>Names of the guests on a hypervisor.</summary>
    public abstract IReadOnlyList<string> GuestsOn(DemoHost host);

    /// <summary>Instances of a unit's application: id and address.</summary>
    public abstract IReadOnlyList<Endpoint> ApplicationsOf(CloudUnit unit);

    /// <summary>The address of somebody who uses a server.</summary>
    public abstract string ClientOf(DemoHost host, DemoRandom random);

    /// <summary>True for the site's own addresses, as its network sensor is told.</summary>
    public static bool IsLocal(string address) => address.StartsWith("10.", StringComparison.Ordinal);
}
