using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>
/// A Linux host whose audit rules watch execve, connect and the opening of data under watched folders (x86_64).
/// connect names the destination only: the client's port is in no audit record.
/// </summary>
internal sealed class LinuxMachine(DemoHost host, DayLogs logs, DemoRandom random, int? firstProcessId = null) : Machine(host, logs, random)
{
    private int _nextPid = firstProcessId ?? random.Between(1500, 20000);

    /// <summary>A daemon that has been running since before the day began.</summary>
    public RunningProgram Resident(string path, string user = "root") =>
        new(BaseName(path), path, path, 400 + (int)(DemoRandom.HashOf(Host.Name + path) % 900), "", user, null);

    /// <summary>Runs a command: SYSCALL, EXECVE, CWD, PATH and PROCTITLE of one execve.</summary>
    /// <param name="login">The account that logged in (auid); empty for daemons and cron.</param>
    public RunningProgram Run(long at, string path, string commandLine, RunningProgram parent, string user, string login = "", string folder = "/")
    {
        _nextPid += Random.Between(1, 14);
        var program = new RunningProgram(BaseName(path), path, commandLine, _nextPid, "", user, parent);
        var arguments = CommandWords.Split(commandLine);
        Logs.Audit.Executed(Host, at, program, arguments, login, folder);
        return program;
    }

    /// <summary>Opening a watched file.</summary>
    public void Open(RunningProgram program, long at, string path, string login = "") => Logs.Audit.Opened(Host, at, program, path, login);

    protected override void LogConnection(RunningProgram program, long at, int port, Peer peer)
    {
        if (peer.Transport != "icmp")
        {
            Logs.Audit.Connected(Host, at + 2_000, program, peer);
        }
    }

    /// <summary>Resolvers connect their datagram socket before they ask.</summary>
    protected override void LogQuery(RunningProgram program, long at, DnsExchange dns) =>
        LogConnection(program, at, 0, new Peer(dns.Server, 53, "dns", Transport: "udp"));

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
