using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Habits;

/// <summary>The bulk of a host's records, by table: browsing, agents, directory and file services, time, names that do not exist.</summary>
internal static class TrafficHabit
{
    private static readonly string[] MissingNames =
        ["wpad.corp.example", "isatap.corp.example", "print.corp.example", "sccm.corp.example", "_ldap._tcp.site._sites.corp.example", "wpad", "autodiscover.corp.example"];

    // An address of the same service in the other protocol: what it is does not matter.
    private const string Ipv6Answer = "2a02:26f0:1700::1";

    public static void Live(HostDay day)
    {
        var visitor = DemoRandom.HashOf(day.Host.Name);
        foreach (var row in day.Site.TrafficOf(day.Host))
        {
            var mean = row.PerDay * day.Site.Density;
            var target = new Target(row, day, visitor);
            foreach (var hour in row.IsAtWork ? day.WorkingHours(mean) : day.AnyHours(mean))
            {
                for (var i = row.Burst == 1 ? 1 : day.Random.Between(1, row.Burst); i > 0; i--)
                {
                    target.Visit(hour);
                }
            }
        }
    }

    /// <summary>Where a row leads from one host.</summary>
    private sealed class Target
    {
        private readonly TrafficRow _row;
        private readonly HostDay _day;
        private readonly ulong _visitor;
        private readonly RunningProgram? _connecting;
        private readonly RunningProgram? _asking;
        private readonly Peer? _fixed;
        private readonly IReadOnlyList<WebService> _services;
        private readonly bool _isMissing;

        public Target(TrafficRow row, HostDay day, ulong visitor)
        {
            (_row, _day, _visitor) = (row, day, visitor);
            var program = ProgramOf(row, day);
            _connecting = row.LogsConnections ? program : null;
            _asking = row.LogsLookUps ? program : null;
            _isMissing = row.Target[0] == "missing";
            _fixed = row.Target.Count == 1 ? null : day.Site.EndpointOf(row.Target[0], day.Host).Peer(int.Parse(row.Target[1], System.Globalization.CultureInfo.InvariantCulture), row.Target[2], row.Target[3]);
            _services = row.Target.Count > 1 || row.Target[0] is "tail" or "missing" ? [] : WebService.For(row.Target[0]);
        }

        public void Visit(double hour)
        {
            var random = _day.Random;
            var at = _day.At(hour);
            if (_isMissing)
            {
                _day.Machine.Resolve(_asking, at, new DnsExchange(random.Pick(MissingNames), random.Chance(0.5) ? "A" : "AAAA", null, _day.Machine.Resolver));
                return;
            }

            var peer = _fixed ?? (_services.Count == 0 ? TailSites.Pick(_visitor, random) : ServiceOf(random).Peer(random));
            if (peer.Name.Length > 0 && random.Chance(_row.LookUpShare))
            {
                _day.Machine.Resolve(_asking, at - 60_000, new DnsExchange(peer.Name, "A", peer.Address, _day.Machine.Resolver));
                if (random.Chance(0.4))
                {
                    _day.Machine.Resolve(_asking, at - 59_000, new DnsExchange(peer.Name, "AAAA", Ipv6Answer, _day.Machine.Resolver));
                }
            }

            var sent = _row.OutOctaves == 0 ? (long)_row.OutBytes : _day.Bytes(_row.OutBytes, _row.OutOctaves);
            var received = _row.InOctaves == 0 ? (long)_row.InBytes : random.Bytes(_row.InBytes, _row.InOctaves);
            var http = peer.Application == "http" ? new HttpCall("GET", "/" + random.Hex(8), "Microsoft-CryptoAPI/10.0", 0, received) : null;

            // Long conversations are rare: the square of a uniform number.
            var share = random.NextUnit();
            _day.Machine.Connect(_connecting, at, peer, new Transfer(sent, received, 0.02 + (_row.Seconds * share * share)), http);
        }

        /// <summary>Everybody's favourites are the same list from another place on.</summary>
        private WebService ServiceOf(DemoRandom random) => _services[(random.Favourite(_services.Count) + (int)(_visitor % (ulong)_services.Count)) % _services.Count];

        private static RunningProgram? ProgramOf(TrafficRow row, HostDay day) => day.Machine switch
        {
            WindowsMachine windows when row.Windows.Length > 0 => windows.Resident(row.Windows, row.IsAtWork ? windows.Person : WindowsMachine.SystemUser),
            MacMachine mac when row.MacOs.Length > 0 => mac.Resident(row.MacOs),
            LinuxMachine linux when row.Linux.Length > 0 => linux.Resident(row.Linux, "jenkins"),
            _ => null,
        };
    }
}
