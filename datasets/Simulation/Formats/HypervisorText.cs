using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Takes the lines of ESXi hosts.</summary>
internal interface IHypervisorLines
{
    /// <param name="host">Where.</param>
    /// <param name="at">When.</param>
    /// <param name="priority">Syslog priority (facility times 8 plus severity).</param>
    /// <param name="text">Everything after the host name.</param>
    void Line(DemoHost host, long at, int priority, string text);
}

/// <summary>How ESXi's programs write what happens: <c>&lt;PRI&gt;time host Program[pid]: text</c>.</summary>
internal sealed class HypervisorText(IHypervisorLines lines) : IHypervisorSensor
{
    public void Hostd(DemoHost host, long at, string context, string text) =>
        lines.Line(host, at, 166, InvariantText.Text($"Hostd[{1050700 + (at / 1_000_000 % 60)}]: [Originator@6876 {context}] {text}"));

    public void Vpxa(DemoHost host, long at, string context, string text) =>
        lines.Line(host, at, 166, InvariantText.Text($"Vpxa[{1051900 + (at / 1_000_000 % 40)}]: [Originator@6876 {context}] {text}"));

    public void Shell(DemoHost host, long at, int session, string user, string command) =>
        lines.Line(host, at, 14, InvariantText.Text($"shell[{session}]: [{user}]: {command}"));

    public void Sshd(DemoHost host, long at, int session, string text) => lines.Line(host, at, 38, InvariantText.Text($"sshd[{session}]: {text}"));

    public void SftpServer(DemoHost host, long at, int session, string text) => lines.Line(host, at, 38, InvariantText.Text($"sftp-server[{session}]: {text}"));

    public void Vmkernel(DemoHost host, long at, string text) =>
        lines.Line(host, at, 182, InvariantText.Text($"vmkernel: cpu{at / 1_000_000 % 24}:{2097400 + (at / 1_000_000 % 90)}){text}"));

    /// <summary>The whole line as the log server gets it.</summary>
    public static string Line(DemoHost host, long at, int priority, string text) =>
        InvariantText.Text($"<{priority}>{SiteClock.TimeOf(at):yyyy-MM-ddTHH:mm:ss.fffZ} {host.FullName} {text}");
}
