using System.Text;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Population;

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
internal sealed class AuditRecords(ActLedger acts) : DailyLog<AuditEvent>("auditd", acts)
{
    private readonly Dictionary<string, long> _lastSerial = new(StringComparer.Ordinal);

    public void Add(DemoHost host, long at, params ReadOnlySpan<(string Type, string Fields)> records) =>
        Add(new AuditEvent { TimeMicros = at, Host = host, Records = records.ToArray() });

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
        var last = _lastSerial.TryGetValue(node, out var known) ? known : (long)(DemoRandom.HashOf(node) % 90_000);
        var serial = _lastSerial[node] = last + 1;
        var file = folder.Open(FileName(day));
        var milliseconds = entry.TimeMicros / 1000;
        foreach (var (type, fields) in entry.Records)
        {
            file.WriteLine(InvariantText.Text($"node={node} type={type} msg=audit({milliseconds / 1000}.{milliseconds % 1000:D3}:{serial}): {fields}"));
        }

        return InvariantText.Text($"auditd:{node}/{serial}");
    }

    protected override void EndDay(LogFolder folder, DateOnly day) => folder.Close(FileName(day));

    private static string FileName(DateOnly day) => InvariantText.Text($"linux/audit.log-{day:yyyyMMdd}.gz");
}
