using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class WindowsEvent : LogEntry
{
    public required DemoHost Host { get; init; }

    public required int EventId { get; init; }

    /// <summary>The event's own data, in the order of its template.</summary>
    public required IReadOnlyList<(string Name, string Value)> Data { get; init; }
}

/// <summary>
/// Sysmon and Security events of all Windows hosts as a collector writes them: NXLog's flat JSON, one event a line, a file a day.
/// The rendered Message is left out, as collectors do to save space; EventTime is the host's local time, @timestamp UTC.
/// </summary>
internal sealed class WindowsEvents(ActLedger acts) : DailyLog<WindowsEvent>("windows", acts), IWindowsSensor
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Dictionary<(string Host, bool Sysmon), long> _lastRecord = [];
    private Utf8JsonWriter? _json;

    public void FileCreated(DemoHost host, long at, RunningProgram program, string path) => Add(
        host,
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

    public void Connected(DemoHost host, long at, RunningProgram program, int port, Peer peer) => Add(
        host,
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
        ("SourceIp", host.Address),
        ("SourceHostname", host.FullName),
        ("SourcePort", Number(port)),
        ("SourcePortName", "-"),
        ("DestinationIsIpv6", "false"),
        ("DestinationIp", peer.Address),
        ("DestinationHostname", peer.Name.Length == 0 ? "-" : peer.Name),
        ("DestinationPort", Number(peer.Port)),
        ("DestinationPortName", peer.Port switch { 21 => "ftp", 22 => "ssh", 25 => "smtp", 80 => "http", 443 => "https", 445 => "microsoft-ds", _ => "-" }));

    public void Asked(DemoHost host, long at, RunningProgram program, DnsExchange dns) => Add(
        host,
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

    public void Started(DemoHost host, long at, RunningProgram program, RunningProgram parent, WindowsProgram facts)
    {
        var system = program.User.StartsWith("NT AUTHORITY", StringComparison.Ordinal);
        var logon = system ? "0x3e7" : InvariantText.Text($"0x{DemoRandom.HashOf(program.User) % 0xFFFFFF:x}");
        Add(
            host,
            at,
            1,
            ("RuleName", "-"),
            ("UtcTime", UtcTime(at)),
            ("ProcessGuid", program.Guid),
            ("ProcessId", Number(program.Pid)),
            ("Image", program.Path),
            ("Description", facts.Description),
            ("Company", facts.Company),
            ("OriginalFileName", facts.OriginalName),
            ("CommandLine", program.CommandLine),
            ("CurrentDirectory", system ? @"C:\Windows\System32\" : $@"C:\Users\{host.Account}\"),
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
        Add(
            host,
            at + 1_000,
            4688,
            ("SubjectUserSid", system ? "S-1-5-18" : InvariantText.Text($"S-1-5-21-2253742117-2054739524-205962475-{1100 + host.Index}")),
            ("SubjectUserName", system ? host.Name.ToUpperInvariant() + "$" : name),
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

    public void Permitted(DemoHost host, long at, RunningProgram program, int port, Peer peer) => Add(
        host,
        at + 1_000,
        5156,
        ("ProcessId", Number(program.Pid)),
        ("Application", DevicePath(program)),
        ("Direction", "%%14593"),
        ("SourceAddress", host.Address),
        ("SourcePort", Number(port)),
        ("DestAddress", peer.Address),
        ("DestPort", Number(peer.Port)),
        ("Protocol", peer.Transport == "udp" ? "17" : "6"),
        ("FilterRTID", "71485"),
        ("LayerName", "%%14611"),
        ("LayerRTID", "48"),
        ("RemoteUserID", "S-1-0-0"),
        ("RemoteMachineID", "S-1-0-0"));

    protected override string Write(WindowsEvent entry, LogFolder folder, DateOnly day)
    {
        var sysmon = entry.EventId < 1000;
        var record = NextRecord(entry.Host, sysmon);
        var local = entry.Host.Clock.Local(entry.TimeMicros);

        // The collector sees the event a little later; the delay depends on the record alone.
        var received = SiteClock.TimeOf(entry.TimeMicros + 600_000 + (record * 7919 % 1_900_000));
        _buffer.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(_buffer, Relaxed);
        json.Reset(_buffer);
        json.WriteStartObject();
        json.WriteString("EventTime", local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        json.WriteString("Hostname", entry.Host.FullName);
        json.WriteNumber("Keywords", sysmon ? -9223372036854775808 : -9214364837600034816);
        json.WriteString("EventType", sysmon ? "INFO" : "AUDIT_SUCCESS");
        json.WriteString("Severity", "INFO");
        json.WriteNumber("EventID", entry.EventId);
        json.WriteString("SourceName", sysmon ? "Microsoft-Windows-Sysmon" : "Microsoft-Windows-Security-Auditing");
        json.WriteString("ProviderGuid", sysmon ? "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}" : "{54849625-5478-4994-A5BA-3E3B0328C30D}");
        json.WriteNumber("Version", entry.EventId switch { 4688 or 11 => 2, 5156 => 1, _ => 5 });
        json.WriteNumber("Task", entry.EventId switch { 4688 => 13312, 5156 => 12810, var id => id });
        json.WriteNumber("OpcodeValue", 0);
        json.WriteNumber("RecordNumber", record);
        json.WriteNumber("ExecutionProcessID", sysmon ? 3180 + (entry.Host.Index * 4) : 4);
        json.WriteString("Channel", sysmon ? "Microsoft-Windows-Sysmon/Operational" : "Security");
        foreach (var (name, value) in entry.Data)
        {
            json.WriteString(name, value);
        }

        json.WriteString("EventReceivedTime", entry.Host.Clock.Local(entry.TimeMicros + 600_000).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        json.WriteString("SourceModuleName", "eventlog");
        json.WriteString("@timestamp", received.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.Flush();
        folder.Open(InvariantText.Text($"windows/events-{day:yyyyMMdd}.json.gz")).WriteLine(_buffer.WrittenSpan);
        return InvariantText.Text($"windows:{entry.Host.FullName}/{(sysmon ? "Microsoft-Windows-Sysmon/Operational" : "Security")}/{record}");
    }

    protected override void EndDay(LogFolder folder, DateOnly day) => folder.Close(InvariantText.Text($"windows/events-{day:yyyyMMdd}.json.gz"));

    /// <summary>Channels count their records on their own, from wherever the host's history stands.</summary>
    private long NextRecord(DemoHost host, bool sysmon)
    {
        var key = (host.Name, sysmon);
        var last = _lastRecord.TryGetValue(key, out var known)
            ? known
            : FirstRecord(host, sysmon);
        return _lastRecord[key] = last + 1;
    }

    private void Add(DemoHost host, long at, int eventId, params ReadOnlySpan<(string Name, string Value)> data) =>
        Add(new WindowsEvent { TimeMicros = at, Host = host, EventId = eventId, Data = data.ToArray() });

    /// <summary>64 hex digits that stay the same for one program.</summary>
    private static string Sha256Like(string path) => new DemoRandom(DemoRandom.HashOf(path)).Hex(64).ToUpperInvariant();

    private static string UtcTime(long at) => SiteClock.TimeOf(at).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Number of the last record before the simulation begins.</summary>
    internal static long FirstRecord(DemoHost host, bool isSysmon) =>
        (long)(DemoRandom.HashOf(host.Name + (isSysmon ? "/sysmon" : "/security")) % 900_000) + 100_000;

    /// <summary>A program as the filtering platform names it.</summary>
    internal static string DevicePath(RunningProgram program) =>
        program.Name == "System" ? "System" : @"\device\harddiskvolume3" + program.Path[2..].ToLowerInvariant();
}
