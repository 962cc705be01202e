using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>
/// One host on one day: what programs do on it goes through here into the network sensor's logs and, where the platform has them,
/// into the host's own, with the same 5-tuple. Not thread-safe.
/// </summary>
internal class Machine(DemoHost host, DayLogs logs, DemoRandom random)
{
    private readonly string _resolver = host.Site.Resolver(host).Address;
    private readonly ClientPorts _ports = host.Site.PortsOf(host);
    private int _nextPort = random.Between(host.Site.PortsOf(host).Low, host.Site.PortsOf(host).LatestStart);

    public DemoHost Host { get; } = host;

    /// <summary>Whom the host asks for names.</summary>
    public string Resolver => _resolver;

    protected DayLogs Logs { get; } = logs;

    protected DemoRandom Random { get; } = random;

    /// <summary>A connection by <paramref name="program"/> (null where nobody logs programs). Bytes out count for the act on stage.</summary>
    public void Connect(RunningProgram? program, long at, Peer peer, Transfer transfer, HttpCall? http = null)
    {
        var port = NextPort();
        Logs.Acts.Playing?.Sent(transfer.OutBytes);
        Logs.Zeek.Connection(Random, at, Host.Address, port, peer, transfer, http);
        if (program is not null)
        {
            LogConnection(program, at, port, peer);
        }
    }

    /// <summary>Looks the peer's name up, then connects.</summary>
    public void ResolveAndConnect(RunningProgram? program, long at, Peer peer, Transfer transfer, HttpCall? http = null)
    {
        Resolve(program, at - 60_000, new DnsExchange(peer.Name, "A", peer.Address, _resolver));
        Connect(program, at, peer, transfer, http);
    }

    /// <summary>A connection that somebody else opened to this host. Bytes that this host answers count for the act on stage.</summary>
    public void Accept(string client, int clientPort, long at, int port, string application, Transfer transfer, HttpCall? http = null, string transport = "tcp")
    {
        Logs.Acts.Playing?.Sent(transfer.InBytes);
        Logs.Zeek.Connection(Random, at, client, clientPort, new Peer(Host.Address, port, application, http is null ? Host.FullName : "", transport), transfer, http);
    }

    /// <summary>Echo requests with a payload and their answers, as one flow: a sensor has ICMP type and code where others have ports. No host log names them.</summary>
    public void Echo(long at, string address, long bytes, double seconds)
    {
        Logs.Acts.Playing?.Sent(bytes);
        Logs.Zeek.Connection(Random, at, Host.Address, 8, new Peer(address, 0, "", Transport: "icmp"), new Transfer(bytes, bytes, seconds));
    }

    /// <summary>A name look-up.</summary>
    public void Resolve(RunningProgram? program, long at, DnsExchange dns)
    {
        Logs.Zeek.Query(Random, at, Host.Address, NextPort(), dns);
        if (program is not null)
        {
            LogQuery(program, at, dns);
        }
    }

    /// <summary>A look-up whose name carries data away: its bytes count for the act on stage.</summary>
    public void Tunnel(RunningProgram? program, long at, DnsExchange dns)
    {
        Logs.Acts.Playing?.Sent(dns.QueryBytes);
        Resolve(program, at, dns);
    }

    /// <summary>A look-up that carries data away by a program with a resolver of its own: the host sees a connection to the server, no question.</summary>
    public void TunnelAlone(RunningProgram? program, long at, DnsExchange dns)
    {
        var port = NextPort();
        Logs.Acts.Playing?.Sent(dns.QueryBytes);
        Logs.Zeek.Query(Random, at, Host.Address, port, dns);
        if (program is not null)
        {
            LogConnection(program, at, port, new Peer(dns.Server, 53, "dns", Transport: "udp"));
        }
    }

    protected virtual void LogConnection(RunningProgram program, long at, int port, Peer peer)
    {
    }

    protected virtual void LogQuery(RunningProgram program, long at, DnsExchange dns)
    {
    }

    /// <summary>Client ports count upward with gaps, as a busy stack's do.</summary>
    private int NextPort()
    {
        _nextPort += Random.Between(1, 9);
        if (_nextPort > _ports.High)
        {
            _nextPort = _ports.Low + Random.Between(0, 400);
        }

        return _nextPort;
    }
}
