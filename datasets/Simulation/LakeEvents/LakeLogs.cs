using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Readers.Aws;
using Det0131.Datasets.Readers.Azure;
using Det0131.Datasets.Readers.GoogleCloud;
using Det0131.Datasets.Simulation.Acts;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Sensors;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>
/// Sensors whose records are the events that the product's readers and import would make of the raw records: enriched, joined to process, parent and flow.
/// Nothing is formatted but what ESXi and the clouds' trails write, which goes through the product's own parsers. Not thread-safe.
/// </summary>
/// <remarks>
/// Records that a log numbers in the order of time (Windows, auditd, eslogger) and ESXi's lines wait for <see cref="Flush"/>, which is to be called when
/// all of a host's day has happened; the rest goes out at once.
/// </remarks>
internal sealed class LakeLogs : DayLogs
{
    private readonly HostRecords _records;
    private readonly LakeHypervisorLines _hypervisors;

    /// <param name="acts">Marks what belongs to acts.</param>
    /// <param name="enricher">As at import.</param>
    /// <param name="take">Gets each event, in no order; it is used again.</param>
    /// <param name="sight">What the sensors see; null: everything.</param>
    public LakeLogs(ActLedger acts, EventEnricher enricher, Action<SecurityEvent> take, LakeSight? sight = null)
        : this(new LakeOutlet(acts, enricher, take, sight ?? new LakeSight()))
    {
    }

    private LakeLogs(LakeOutlet outlet)
        : base(outlet.Acts, new LakeNetworkSensor(outlet))
    {
        _records = new HostRecords(outlet);
        _hypervisors = new LakeHypervisorLines(outlet);
        Windows = new LakeWindowsSensor(outlet, _records);
        Audit = new LakeLinuxSensor(outlet, _records);
        EndpointSecurity = new LakeMacSensor(outlet, _records);
        UnifiedLog = new LakeMacNameSensor(outlet);
        CloudTrail = new LakeCloudSensor(outlet, new CloudTrailParser(), new CloudTrailJson().Compose);
        Azure = new LakeCloudSensor(outlet, new AzureParser(), new AzureJson().Compose);
        GoogleCloud = new LakeCloudSensor(outlet, new GoogleCloudParser(), new GoogleCloudJson().Compose);
        VpcFlow = new LakeCloudFlowSensor(outlet);
        Esxi = new HypervisorText(_hypervisors);
    }

    public override IWindowsSensor Windows { get; }

    public override ILinuxSensor Audit { get; }

    public override IMacSensor EndpointSecurity { get; }

    public override IMacNameSensor UnifiedLog { get; }

    public override ICloudSensor CloudTrail { get; }

    public override ICloudSensor Azure { get; }

    public override ICloudSensor GoogleCloud { get; }

    public override ICloudFlowSensor VpcFlow { get; }

    public override IHypervisorSensor Esxi { get; }

    /// <summary>Hands out what waits.</summary>
    public void Flush()
    {
        _records.Flush();
        _hypervisors.Flush();
    }
}
