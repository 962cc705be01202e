using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

internal sealed class EsxiLine : LogEntry
{
    public required DemoHost Host { get; init; }

    /// <summary>Syslog priority (facility times 8 plus severity).</summary>
    public required int Priority { get; init; }

    /// <summary>Everything after the host name.</summary>
    public required string Text { get; init; }
}

/// <summary>
/// Lines that ESXi 8 hosts forward to the log server: <c>&lt;PRI&gt;time host Program[pid]: text</c>, all of a host in one file a week.
/// </summary>
internal sealed class EsxiLines(ActLedger acts) : DailyLog<EsxiLine>("esxi", acts), IHypervisorSensor
{
    /// <summary>hostd, the management agent. <paramref name="context"/> is the originator block's rest: <c>sub=… opID=… user=…</c>.</summary>
    public void Hostd(DemoHost host, long at, string context, string text) =>
        Add(host, at, 166, InvariantText.Text($"Hostd[{1050700 + (at / 1_000_000 % 60)}]: [Originator@6876 {context}] {text}"));

    /// <summary>vpxa, vCenter's agent on the host.</summary>
    public void Vpxa(DemoHost host, long at, string context, string text) =>
        Add(host, at, 166, InvariantText.Text($"Vpxa[{1051900 + (at / 1_000_000 % 40)}]: [Originator@6876 {context}] {text}"));

    /// <summary>A command typed in the shell.</summary>
    public void Shell(DemoHost host, long at, int session, string user, string command) =>
        Add(host, at, 14, InvariantText.Text($"shell[{session}]: [{user}]: {command}"));

    public void Sshd(DemoHost host, long at, int session, string text) => Add(host, at, 38, InvariantText.Text($"sshd[{session}]: {text}"));

    public void SftpServer(DemoHost host, long at, int session, string text) => Add(host, at, 38, InvariantText.Text($"sftp-server[{session}]: {text}"));

    public void Vmkernel(DemoHost host, long at, string text) =>
        Add(host, at, 182, InvariantText.Text($"vmkernel: cpu{at / 1_000_000 % 24}:{2097400 + (at / 1_000_000 % 90)}){text}"));

    protected override string Write(EsxiLine entry, LogFolder folder, DateOnly day)
    {
        var file = folder.Open(InvariantText.Text($"esxi/{entry.Host.FullName}-{LogFolder.WeekOf(day):yyyyMMdd}.log.gz"));
        file.WriteLine(InvariantText.Text($"<{entry.Priority}>{SiteClock.TimeOf(entry.TimeMicros):yyyy-MM-ddTHH:mm:ss.fffZ} {entry.Host.FullName} {entry.Text}"));
        return InvariantText.Text($"file:{file.RelativePath}:{file.Lines}");
    }

    private void Add(DemoHost host, long at, int priority, string text) =>
        Add(new EsxiLine { TimeMicros = at, Host = host, Priority = priority, Text = text });
}
