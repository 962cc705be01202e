using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Logs;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Every log of the site. Filled for one day at a time, then flushed. Not thread-safe.</summary>
internal sealed class DayLogs(ActLedger acts)
{
    public ActLedger Acts { get; } = acts;

    public ZeekLogs Zeek { get; } = new(acts);

    public WindowsEvents Windows { get; } = new(acts);

    public AuditRecords Audit { get; } = new(acts);

    public EndpointSecurityEvents EndpointSecurity { get; } = new(acts);

    public UnifiedLog UnifiedLog { get; } = new(acts);

    public CloudTrailRecords CloudTrail { get; } = new(acts);

    public AzureRecords Azure { get; } = new(acts);

    public GoogleCloudRecords GoogleCloud { get; } = new(acts);

    public VpcFlowRecords VpcFlow { get; } = new(acts);

    public EsxiLines Esxi { get; } = new(acts);

    private IReadOnlyList<IDailyLog> All => [.. Zeek.Tables, Windows, Audit, EndpointSecurity, UnifiedLog, CloudTrail, VpcFlow, Esxi, Azure, GoogleCloud];

    /// <summary>Writes the day. The logs are written side by side, each its own files; the acts hear of it in a fixed order.</summary>
    public void Flush(LogFolder folder, DateOnly day)
    {
        Parallel.ForEach(All, log => log.Flush(folder, day));
        foreach (var log in All)
        {
            log.Settle();
        }
    }

    /// <summary>Records written so far, by format; formats without any are left out.</summary>
    public IReadOnlyDictionary<string, long> Written() =>
        All.Where(log => log.Written > 0).GroupBy(log => log.Format, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(log => log.Written), StringComparer.Ordinal);
}
