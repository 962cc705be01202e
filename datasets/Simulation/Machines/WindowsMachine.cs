using System.Globalization;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Data;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Population;

namespace Det0131.Datasets.Simulation.Machines;

/// <summary>
/// A Windows host with Sysmon (1, 3, 11, 22) and process auditing (4688); servers audit connections too (5156).
/// Name look-ups leave through svchost, so Sysmon 22 names the program and Sysmon 3 does not, as recorded hosts show.
/// </summary>
internal sealed class WindowsMachine(DemoHost host, DayLogs logs, DemoRandom random) : Machine(host, logs, random)
{
    public const string SystemUser = @"NT AUTHORITY\SYSTEM";

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Programs =
        DataTable.Read("windows-programs.csv").ToDictionary(row => row["process"], StringComparer.Ordinal);

    /// <summary>Programs that people and scripts call by name, not by path.</summary>
    private static readonly HashSet<string> TypedByName =
        new(StringComparer.Ordinal) { "curl.exe", "ftp.exe", "cmd.exe", "rclone.exe", "svhost.exe", "scp.exe", "ssh.exe", "git.exe" };

    private readonly string _machineId = DemoRandom.HashOf(host.Name).ToString("x16", CultureInfo.InvariantCulture)[..8];
    private readonly Dictionary<string, RunningProgram> _resident = new(StringComparer.Ordinal);
    private int _token = random.Between(0x20000, 0x60000);

    public string Person => Site.WindowsDomain + @"\" + Host.Account;

    /// <summary>A program that has been running since before the day began: its start is in no log of the day.</summary>
    public RunningProgram Resident(string name, string user = SystemUser)
    {
        if (!_resident.TryGetValue(name, out var program))
        {
            var number = DemoRandom.HashOf(Host.Name + name);
            var pid = name == "System" ? 4 : 600 + ((int)(number % 1500) * 4);
            var guid = InvariantText.Text($"{{{_machineId}-{number & 0xFFFF:x4}-68b2-{(number >> 16) & 0xFFFF:x4}-{pid & 0xFF:x2}0000000400}}");
            program = new RunningProgram(name, Programs[name]["path"], Programs[name]["path"], pid, guid, user, null);
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
        var facts = Programs[name];
        var path = renamed ?? facts["path"];
        name = renamed is null ? name : renamed[(renamed.LastIndexOf('\\') + 1)..];
        var commandLine = (TypedByName.Contains(name) ? name : $"\"{path}\"") + (arguments.Length == 0 ? "" : " " + arguments);
        var pid = 2000 + (Random.Between(0, 5000) * 4);
        var program = new RunningProgram(name, path, commandLine, pid, ProcessGuid(at, pid), user ?? Person, parent);
        LogStart(program, parent, facts, at);
        return program;
    }

    /// <summary>A file that a program creates (Sysmon 11).</summary>
    public void CreateFile(RunningProgram program, long at, string path) => Logs.Windows.Add(
        Host,
        at,
        11,
        ("RuleName", "-"),
        ("UtcTime", UtcTime(at)),
        ("ProcessGuid", program.Guid),
        ("ProcessId", Number(program.Pid)),
        ("Image", program.Path),
        ("TargetFilename", path),
        ("CreationUtcTime", UtcTime(at)),
        ("User", program.User));

    protected override void LogConnection(RunningProgram program, long at, int port, Peer peer)
    {
        if (peer.Transport == "icmp")
        {
            // Sysmon and the filtering platform's 5156 here name TCP and UDP only.
            return;
        }

        Logs.Windows.Add(
            Host,
            at + 4_000,
            3,
            ("RuleName", "-"),
            ("UtcTime", UtcTime(at)),
            ("ProcessGuid", program.Guid),
            ("ProcessId", Number(program.Pid)),
            ("Image", program.Path),
            ("User", program.User),
            ("Protocol", peer.Transport),
            ("Initiated", "true"),
            ("SourceIsIpv6", "false"),
            ("SourceIp", Host.Address),
            ("SourceHostname", Host.FullName),
            ("SourcePort", Number(port)),
            ("SourcePortName", "-"),
            ("DestinationIsIpv6", "false"),
            ("DestinationIp", peer.Address),
            ("DestinationHostname", peer.Name.Length == 0 ? "-" : peer.Name),
            ("DestinationPort", Number(peer.Port)),
            ("DestinationPortName", peer.Port switch { 21 => "ftp", 22 => "ssh", 25 => "smtp", 80 => "http", 443 => "https", 445 => "microsoft-ds", _ => "-" }));
        if (Host.PeerGroup == "windows-servers")
        {
            LogFilteringPlatform(program, at, port, peer);
        }
    }

    protected override void LogQuery(RunningProgram program, long at, DnsExchange dns) => Logs.Windows.Add(
        Host,
        at + 30_000,
        22,
        ("RuleName", "-"),
        ("UtcTime", UtcTime(at)),
        ("ProcessGuid", program.Guid),
        ("ProcessId", Number(program.Pid)),
        ("QueryName", dns.Name),
        ("QueryStatus", dns.Answer is null ? "9003" : "0"),
        ("QueryResults", dns.Answer is null ? "-" : dns.Type == "A" ? $"::ffff:{dns.Answer};" : $"type:  {dns.TypeNumber} {dns.Answer};"),
        ("Image", program.Path),
        ("User", program.User));

    private void LogStart(RunningProgram program, RunningProgram parent, IReadOnlyDictionary<string, string> facts, long at)
    {
        var system = program.User.StartsWith("NT AUTHORITY", StringComparison.Ordinal);
        var logon = system ? "0x3e7" : InvariantText.Text($"0x{DemoRandom.HashOf(program.User) % 0xFFFFFF:x}");
        Logs.Windows.Add(
            Host,
            at,
            1,
            ("RuleName", "-"),
            ("UtcTime", UtcTime(at)),
            ("ProcessGuid", program.Guid),
            ("ProcessId", Number(program.Pid)),
            ("Image", program.Path),
            ("Description", facts["description"]),
            ("Company", facts["company"]),
            ("OriginalFileName", facts["original_name"]),
            ("CommandLine", program.CommandLine),
            ("CurrentDirectory", system ? @"C:\Windows\System32\" : $@"C:\Users\{Host.Account}\"),
            ("User", program.User),
            ("LogonId", logon),
            ("TerminalSessionId", system ? "0" : "1"),
            ("IntegrityLevel", system ? "System" : "Medium"),
            ("Hashes", "SHA256=" + Sha256Like(program.Path)),
            ("ParentProcessGuid", parent.Guid),
            ("ParentProcessId", Number(parent.Pid)),
            ("ParentImage", parent.Path),
            ("ParentCommandLine", parent.CommandLine),
            ("ParentUser", parent.User));
        var (domain, name) = program.User.Split('\\') is [var first, var second] ? (first, second) : ("-", program.User);
        Logs.Windows.Add(
            Host,
            at + 1_000,
            4688,
            ("SubjectUserSid", system ? "S-1-5-18" : InvariantText.Text($"S-1-5-21-2253742117-2054739524-205962475-{1100 + Host.Index}")),
            ("SubjectUserName", system ? Host.Name.ToUpperInvariant() + "$" : name),
            ("SubjectDomainName", system ? Site.WindowsDomain : domain),
            ("SubjectLogonId", logon),
            ("NewProcessId", InvariantText.Text($"0x{program.Pid:x}")),
            ("NewProcessName", program.Path),
            ("TokenElevationType", system ? "%%1936" : "%%1938"),
            ("ProcessId", InvariantText.Text($"0x{parent.Pid:x}")),
            ("CommandLine", program.CommandLine),
            ("TargetUserSid", "S-1-0-0"),
            ("TargetUserName", "-"),
            ("TargetDomainName", "-"),
            ("TargetLogonId", "0x0"),
            ("ParentProcessName", parent.Path),
            ("MandatoryLabel", system ? "S-1-16-16384" : "S-1-16-8192"));
    }

    private void LogFilteringPlatform(RunningProgram program, long at, int port, Peer peer) => Logs.Windows.Add(
        Host,
        at + 1_000,
        5156,
        ("ProcessId", Number(program.Pid)),
        ("Application", program.Name == "System" ? "System" : @"\device\harddiskvolume3" + program.Path[2..].ToLowerInvariant()),
        ("Direction", "%%14593"),
        ("SourceAddress", Host.Address),
        ("SourcePort", Number(port)),
        ("DestAddress", peer.Address),
        ("DestPort", Number(peer.Port)),
        ("Protocol", peer.Transport == "udp" ? "17" : "6"),
        ("FilterRTID", "71485"),
        ("LayerName", "%%14611"),
        ("LayerRTID", "48"),
        ("RemoteUserID", "S-1-0-0"),
        ("RemoteMachineID", "S-1-0-0"));

    /// <summary>Sysmon's shape: machine, start time in seconds (low word first), token.</summary>
    private string ProcessGuid(long at, int pid)
    {
        var seconds = (uint)(at / 1_000_000);
        _token += 3;
        return InvariantText.Text($"{{{_machineId}-{seconds & 0xFFFF:x4}-{seconds >> 16:x4}-{_token & 0xFFFF:x4}-{pid & 0xFF:x2}{_token >> 16:x2}00000400}}");
    }

    /// <summary>64 hex digits that stay the same for one program.</summary>
    private static string Sha256Like(string path) => new DemoRandom(DemoRandom.HashOf(path)).Hex(64).ToUpperInvariant();

    private static string UtcTime(long at) => SiteClock.TimeOf(at).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
