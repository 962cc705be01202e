using Det0131.Datasets.DemoLogs.Acts;
using Det0131.Datasets.DemoLogs.Logs;

namespace Det0131.Datasets.DemoLogs.Formats;

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

    public VpcFlowRecords VpcFlow { get; } = new(acts);

    public EsxiLines Esxi { get; } = new(acts);

    public void Flush(LogFolder folder, DateOnly day)
    {
        foreach (var table in Zeek.Tables)
        {
            table.Flush(folder, day);
        }

        Windows.Flush(folder, day);
        Audit.Flush(folder, day);
        EndpointSecurity.Flush(folder, day);
        UnifiedLog.Flush(folder, day);
        CloudTrail.Flush(folder, day);
        VpcFlow.Flush(folder, day);
        Esxi.Flush(folder, day);
    }

    /// <summary>Records written so far, by format.</summary>
    public IReadOnlyDictionary<string, long> Written() => new SortedDictionary<string, long>(StringComparer.Ordinal)
    {
        ["zeek"] = Zeek.Tables.Sum(table => table.Written),
        ["windows"] = Windows.Written,
        ["auditd"] = Audit.Written,
        ["eslogger"] = EndpointSecurity.Written,
        ["mdnsresponder"] = UnifiedLog.Written,
        ["cloudtrail"] = CloudTrail.Written,
        ["vpcflow"] = VpcFlow.Written,
        ["esxi"] = Esxi.Written,
    };
}
