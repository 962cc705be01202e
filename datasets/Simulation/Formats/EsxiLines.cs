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
/// What ESXi 8 hosts forward to the log server, all lines of a host in one file a week.
/// </summary>
internal sealed class EsxiLines(ActLedger acts) : DailyLog<EsxiLine>("esxi", acts), IHypervisorLines
{
    protected override string Write(EsxiLine entry, LogFolder folder, DateOnly day)
    {
        var file = folder.Open(InvariantText.Text($"esxi/{entry.Host.FullName}-{LogFolder.WeekOf(day):yyyyMMdd}.log.gz"));
        file.WriteLine(HypervisorText.Line(entry.Host, entry.TimeMicros, entry.Priority, entry.Text));
        return InvariantText.Text($"file:{file.RelativePath}:{file.Lines}");
    }

    public void Line(DemoHost host, long at, int priority, string text) =>
        Add(new EsxiLine { TimeMicros = at, Host = host, Priority = priority, Text = text });
}
