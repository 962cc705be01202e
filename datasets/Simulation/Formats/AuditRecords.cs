using System.Globalization;
using System.Text;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class AuditEvent : LogEntry
{
    public required DemoHost Host { get; init; }

    /// <summary>Records of the event: type and everything after the <c>msg=audit(…):</c>.</summary>
    public required IReadOnlyList<(string Type, string Fields)> Records { get; init; }
}

/// <summary>
/// The audit trail of all Linux hosts as audisp-remote gathers it: raw records with <c>node=</c>, enriched, a file a day.
/// The records of one event share time and serial; serials count up on each host.
/// </summary>
internal sealed class AuditRecords(ActLedger acts) : DailyLog<AuditEvent>("auditd", acts), ILinuxSensor
{
    private const uint Unset = uint.MaxValue;

    private readonly Dictionary<string, long> _lastSerial = new(StringComparer.Ordinal);

    /// <summary>SYSCALL, EXECVE, CWD, PATH and PROCTITLE of one execve.</summary>
    public void Executed(DemoHost host, long at, RunningProgram program, IReadOnlyList<string> arguments, string login, string folder)
    {
        var execve = new StringBuilder(InvariantText.Text($"argc={arguments.Count}"));
        for (var i = 0; i < arguments.Count; i++)
        {
            execve.Append(CultureInfo.InvariantCulture, $" a{i}={Value(arguments[i])}");
        }

        Add(
            host,
            at,
            ("SYSCALL", Syscall(59, "execve", true, 0, program, login, 2, "exec")),
            ("EXECVE", execve.ToString()),
            ("CWD", $"cwd=\"{folder}\""),
            ("PATH", InvariantText.Text($"item=0 name=\"{program.Path}\" inode={DemoRandom.HashOf(program.Path) % 900_000} dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\u001dOUID=\"root\" OGID=\"root\"")),
            ("PATH", "item=1 name=\"/lib64/ld-linux-x86-64.so.2\" inode=262146 dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\u001dOUID=\"root\" OGID=\"root\""),
            ("PROCTITLE", "proctitle=" + Convert.ToHexString(Encoding.UTF8.GetBytes(string.Join('\0', arguments)))));
    }

    /// <summary>SYSCALL, CWD and PATH of one openat.</summary>
    public void Opened(DemoHost host, long at, RunningProgram program, string path, string login) => Add(
        host,
        at,
        ("SYSCALL", Syscall(257, "openat", true, 3, program, login, 1, "data")),
        ("CWD", "cwd=\"/\""),
        ("PATH", InvariantText.Text($"item=0 name={Value(path)} inode={DemoRandom.HashOf(path) % 900_000} dev=fd:00 mode=0100640 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\u001dOUID=\"root\" OGID=\"root\"")));

    /// <summary>SYSCALL and SOCKADDR of one connect, which names the destination only.</summary>
    public void Connected(DemoHost host, long at, RunningProgram program, Peer peer) => Add(
        host,
        at,
        ("SYSCALL", Syscall(42, "connect", true, 0, program, "", 0, "net")),
        ("SOCKADDR", SocketAddress(peer.Address, peer.Port)));

    /// <summary>A value as the kernel prints it: quoted, or in hex when it holds a blank, a quote or anything outside printable ASCII.</summary>
    public static string Value(string text)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or '"' or > '~')
            {
                return Convert.ToHexString(Encoding.UTF8.GetBytes(text));
            }
        }

        return $"\"{text}\"";
    }

    protected override string Write(AuditEvent entry, LogFolder folder, DateOnly day)
    {
        var node = entry.Host.FullName;
        var last = _lastSerial.TryGetValue(node, out var known) ? known : FirstSerial(entry.Host);
        var serial = _lastSerial[node] = last + 1;
        var file = folder.Open(FileName(day));
        var milliseconds = entry.TimeMicros / 1000;
        foreach (var (type, fields) in entry.Records)
        {
            file.WriteLine(InvariantText.Text($"node={node} type={type} msg=audit({milliseconds / 1000}.{milliseconds % 1000:D3}:{serial}): {fields}"));
        }

        return InvariantText.Text($"auditd:{node}/{serial}");
    }

    /// <summary>Serial of the last event before the simulation begins.</summary>
    internal static long FirstSerial(DemoHost host) => (long)(DemoRandom.HashOf(host.FullName) % 90_000);

    protected override void EndDay(LogFolder folder, DateOnly day) => folder.Close(FileName(day));

    private static string FileName(DateOnly day) => InvariantText.Text($"linux/audit.log-{day:yyyyMMdd}.gz");

    private void Add(DemoHost host, long at, params ReadOnlySpan<(string Type, string Fields)> records) =>
        Add(new AuditEvent { TimeMicros = at, Host = host, Records = records.ToArray() });

    private static string Syscall(int number, string name, bool success, int exit, RunningProgram program, string login, int items, string key)
    {
        var uid = LinuxUserIds.Of(program.User);
        var auid = login.Length == 0 ? Unset : (uint)LinuxUserIds.Of(login);
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
}
