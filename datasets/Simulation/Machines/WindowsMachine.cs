using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>
/// A Windows host with Sysmon (1, 3, 11, 22) and process auditing (4688); servers audit connections too (5156).
/// Name look-ups leave through svchost, so Sysmon 22 names the program and Sysmon 3 does not, as recorded hosts show.
/// </summary>
internal sealed class WindowsMachine(DemoHost host, DayLogs logs, DemoRandom random) : Machine(host, logs, random)
{
    public const string SystemUser = @"NT AUTHORITY\SYSTEM";

    /// <summary>Programs that people and scripts call by name, not by path.</summary>
    private static readonly HashSet<string> TypedByName =
        new(StringComparer.Ordinal) { "curl.exe", "ftp.exe", "cmd.exe", "rclone.exe", "svhost.exe", "scp.exe", "ssh.exe", "git.exe" };

    private readonly string _machineId = DemoRandom.HashOf(host.Name).ToString("x16", CultureInfo.InvariantCulture)[..8];
    private readonly Dictionary<string, RunningProgram> _resident = new(StringComparer.Ordinal);
    private int _token = random.Between(0x20000, 0x60000);

    public string Person { get; } = host.Domain + @"\" + host.Account;

    /// <summary>A program that has been running since before the day began: its start is in no log of the day.</summary>
    public RunningProgram Resident(string name, string user = SystemUser)
    {
        if (!_resident.TryGetValue(name, out var program))
        {
            var number = DemoRandom.HashOf(Host.Name + name);
            var pid = name == "System" ? 4 : 600 + ((int)(number % 1500) * 4);
            var guid = InvariantText.Text($"{{{_machineId}-{number & 0xFFFF:x4}-68b2-{(number >> 16) & 0xFFFF:x4}-{pid & 0xFF:x2}0000000400}}");
            program = new RunningProgram(name, WindowsProgram.Of(name).Path, WindowsProgram.Of(name).Path, pid, guid, user, null);
            _resident[name] = program;
        }

        return program;
    }

    /// <summary>Makes a program started today the one that later habits mean by its name.</summary>
    public RunningProgram Keep(RunningProgram program) => _resident[program.Name] = program;

    /// <summary>Starts a program of the table; the command line is its path and <paramref name="arguments"/>.</summary>
    /// <param name="renamed">Path of a copy under another name; the version resource stays the original's.</param>
    public RunningProgram Start(long at, string name, string arguments, RunningProgram parent, string? user = null, string? renamed = null)
    {
        var facts = WindowsProgram.Of(name);
        var path = renamed ?? facts.Path;
        name = renamed is null ? name : renamed[(renamed.LastIndexOf('\\') + 1)..];
        var commandLine = (TypedByName.Contains(name) ? name : $"\"{path}\"") + (arguments.Length == 0 ? "" : " " + arguments);
        var pid = 2000 + (Random.Between(0, 5000) * 4);
        var program = new RunningProgram(name, path, commandLine, pid, ProcessGuid(at, pid), user ?? Person, parent);
        Logs.Windows.Started(Host, at, program, parent, facts);
        return program;
    }

    /// <summary>A file that a program creates.</summary>
    public void CreateFile(RunningProgram program, long at, string path) => Logs.Windows.FileCreated(Host, at, program, path);

    protected override void LogConnection(RunningProgram program, long at, int port, Peer peer)
    {
        if (peer.Transport == "icmp")
        {
            // Sysmon and the filtering platform's 5156 here name TCP and UDP only.
            return;
        }

        Logs.Windows.Connected(Host, at, program, port, peer);
        if (Host.PeerGroup == "windows-servers")
        {
            Logs.Windows.Permitted(Host, at, program, port, peer);
        }
    }

    protected override void LogQuery(RunningProgram program, long at, DnsExchange dns) => Logs.Windows.Asked(Host, at, program, dns);

    /// <summary>Sysmon's shape: machine, start time in seconds (low word first), token.</summary>
    private string ProcessGuid(long at, int pid)
    {
        var seconds = (uint)(at / 1_000_000);
        _token += 3;
        return InvariantText.Text($"{{{_machineId}-{seconds & 0xFFFF:x4}-{seconds >> 16:x4}-{_token & 0xFFFF:x4}-{pid & 0xFF:x2}{_token >> 16:x2}00000400}}");
    }
}
