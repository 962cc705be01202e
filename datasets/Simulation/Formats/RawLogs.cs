using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Logs;
using Det0131.Datasets.Simulation.Sensors;

namespace Det0131.Datasets.Simulation.Formats;

/// <summary>Every log of the site in its own format. Filled for one day at a time, then flushed. Not thread-safe.</summary>
internal sealed class RawLogs : DayLogs
{
    private readonly WindowsEvents _windows;
    private readonly AuditRecords _audit;
    private readonly EndpointSecurityEvents _endpointSecurity;
    private readonly UnifiedLog _unifiedLog;
    private readonly CloudTrailRecords _cloudTrail;
    private readonly VpcFlowRecords _vpcFlow;
    private readonly AzureRecords _azure;
    private readonly GoogleCloudRecords _googleCloud;
    private readonly IReadOnlyList<IDailyLog> _all;

    /// <param name="acts">Marks what belongs to acts.</param>
    /// <param name="formats">Formats that are written (<c>zeek</c>, <c>windows</c>, <c>auditd</c>, <c>eslogger</c>, <c>mdnsresponder</c>, <c>cloudtrail</c>, <c>vpcflow</c>, <c>esxi</c>); null: all.</param>
    public RawLogs(ActLedger acts, IReadOnlySet<string>? formats = null)
        : this(acts, new ZeekLogs(acts), formats)
    {
    }

    private RawLogs(ActLedger acts, ZeekLogs zeek, IReadOnlySet<string>? formats)
        : base(acts, zeek)
    {
        _windows = new(acts);
        _audit = new(acts);
        _endpointSecurity = new(acts);
        _unifiedLog = new(acts);
        _cloudTrail = new(acts);
        _vpcFlow = new(acts);
        _azure = new(acts);
        _googleCloud = new(acts);
        var esxi = new EsxiLines(acts);
        Esxi = new HypervisorText(esxi);
        IDailyLog[] all = [.. zeek.Tables, _windows, _audit, _endpointSecurity, _unifiedLog, _cloudTrail, _vpcFlow, esxi, _azure, _googleCloud];
        _all = all;
        foreach (var log in all)
        {
            log.IsWritten = formats?.Contains(log.Format) ?? true;
        }
    }

    /// <summary>Names of all formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["zeek", "windows", "auditd", "eslogger", "mdnsresponder", "cloudtrail", "vpcflow", "esxi", "azure", "gcp"];

    public override IWindowsSensor Windows => _windows;

    public override ILinuxSensor Audit => _audit;

    public override IMacSensor EndpointSecurity => _endpointSecurity;

    public override IMacNameSensor UnifiedLog => _unifiedLog;

    public override ICloudSensor CloudTrail => _cloudTrail;

    public override ICloudSensor Azure => _azure;

    public override ICloudSensor GoogleCloud => _googleCloud;

    public override ICloudFlowSensor VpcFlow => _vpcFlow;

    public override IHypervisorSensor Esxi { get; }

    /// <summary>Writes the day. The logs are written side by side, each its own files; the acts hear of it in a fixed order.</summary>
    public void Flush(LogFolder folder, DateOnly day)
    {
        Parallel.ForEach(_all, log => log.Flush(folder, day));
        foreach (var log in _all)
        {
            log.Settle();
        }
    }

    /// <summary>Records written so far, by format; formats without any are left out.</summary>
    public IReadOnlyDictionary<string, long> Written() =>
        _all.Where(log => log.Written > 0).GroupBy(log => log.Format, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(log => log.Written), StringComparer.Ordinal);
}
