using System.Globalization;
using System.Text;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>
/// A Linux host whose audit rules watch execve, connect and the opening of data under watched folders (x86_64).
/// connect names the destination only: the client's port is in no audit record.
/// </summary>
internal sealed class LinuxMachine(DemoHost host, DayLogs logs, DemoRandom random) : Machine(host, logs, random)
{
    private const uint Unset = uint.MaxValue;

    private int _nextPid = random.Between(1500, 20000);

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
        var execve = new StringBuilder(InvariantText.Text($"argc={arguments.Count}"));
        for (var i = 0; i < arguments.Count; i++)
        {
            execve.Append(CultureInfo.InvariantCulture, $" a{i}={AuditRecords.Value(arguments[i])}");
        }

        Logs.Audit.Add(
            Host,
            at,
            ("SYSCALL", Syscall(59, "execve", true, 0, program, login, 2, "exec")),
            ("EXECVE", execve.ToString()),
            ("CWD", $"cwd=\"{folder}\""),
            ("PATH", InvariantText.Text($"item=0 name=\"{path}\" inode={DemoRandom.HashOf(path) % 900_000} dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\u001dOUID=\"root\" OGID=\"root\"")),
            ("PATH", "item=1 name=\"/lib64/ld-linux-x86-64.so.2\" inode=262146 dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\u001dOUID=\"root\" OGID=\"root\""),
            ("PROCTITLE", "proctitle=" + Convert.ToHexString(Encoding.UTF8.GetBytes(string.Join('\0', arguments)))));
        return program;
    }

    /// <summary>Opening a watched file: SYSCALL, CWD and PATH of one openat.</summary>
    public void Open(RunningProgram program, long at, string path, string login = "") => Logs.Audit.Add(
        Host,
        at,
        ("SYSCALL", Syscall(257, "openat", true, 3, program, login, 1, "data")),
        ("CWD", "cwd=\"/\""),
        ("PATH", InvariantText.Text($"item=0 name={AuditRecords.Value(path)} inode={DemoRandom.HashOf(path) % 900_000} dev=fd:00 mode=0100640 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\u001dOUID=\"root\" OGID=\"root\"")));

    protected override void LogConnection(RunningProgram program, long at, int port, Peer peer)
    {
        if (peer.Transport != "icmp")
        {
            Logs.Audit.Add(
                Host,
                at + 2_000,
                ("SYSCALL", Syscall(42, "connect", true, 0, program, "", 0, "net")),
                ("SOCKADDR", SocketAddress(peer.Address, peer.Port)));
        }
    }

    /// <summary>Resolvers connect their datagram socket before they ask.</summary>
    protected override void LogQuery(RunningProgram program, long at, DnsExchange dns) =>
        LogConnection(program, at, 0, new Peer(dns.Server, 53, "dns", Transport: "udp"));

    private static string Syscall(int number, string name, bool success, int exit, RunningProgram program, string login, int items, string key)
    {
        var uid = UserId(program.User);
        var auid = login.Length == 0 ? Unset : (uint)UserId(login);
        var auidName = login.Length == 0 ? "unset" : login;
        var ppid = program.Parent?.Pid ?? 1;
        var comm = program.Name.Length > 15 ? program.Name[..15] : program.Name;
        var terminal = login.Length == 0 ? "(none)" : "pts0";
        return InvariantText.Text($"arch=c000003e syscall={number} success={(success ? "yes" : "no")} exit={exit} a0=55d0a61f2b40 a1=7ffc3f0a1d80 a2=10 a3=8 items={items} ppid={ppid} pid={program.Pid} auid={auid} uid={uid} gid={uid} euid={uid} suid={uid} fsuid={uid} egid={uid} sgid={uid} fsgid={uid} tty={terminal} ses={(login.Length == 0 ? Unset : 12u)} comm=\"{comm}\" exe=\"{program.Path}\" subj=unconfined key=\"{key}\"\u001dARCH=x86_64 SYSCALL={name} AUID=\"{auidName}\" UID=\"{program.User}\" GID=\"{program.User}\" EUID=\"{program.User}\" SUID=\"{program.User}\" FSUID=\"{program.User}\" EGID=\"{program.User}\" SGID=\"{program.User}\" FSGID=\"{program.User}\"");
    }

    /// <summary>sockaddr_in as the kernel holds it (family in host order, port and address in network order), and auditd's own reading of it.</summary>
    private static string SocketAddress(string address, int port)
    {
        var hex = string.Concat(address.Split('.').Select(octet => int.Parse(octet, CultureInfo.InvariantCulture).ToString("X2", CultureInfo.InvariantCulture)));
        return InvariantText.Text($"saddr=0200{port:X4}{hex}0000000000000000\u001dSADDR={{ saddr_fam=inet laddr={address} lport={port} }}");
    }

    private static int UserId(string user) =>
        Site.LinuxUsers.TryGetValue(user, out var id) ? id : throw new ArgumentException($"Found account '{user}'; expected one of the site's Linux users.");

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
