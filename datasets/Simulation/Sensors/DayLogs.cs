using Det0131.Datasets.Simulation.Acts;

namespace Det0131.Datasets.Simulation.Sensors;

/// <summary>
/// Every sensor of the site. Machines and habits tell it what happens, once; whether that becomes a record in a log's own format
/// or the event that the product's reader would make of that record is the implementation's affair. Not thread-safe.
/// </summary>
internal abstract class DayLogs
{
    private readonly GappedNetworkSensor _network;

    /// <param name="acts">Marks what belongs to acts.</param>
    /// <param name="network">The network sensor while it works.</param>
    protected DayLogs(ActLedger acts, INetworkSensor network)
    {
        Acts = acts;
        _network = new GappedNetworkSensor(network);
    }

    /// <summary>Which act is on stage: what comes up meanwhile is marked as its.</summary>
    public ActLedger Acts { get; }

    public INetworkSensor Zeek => _network;

    /// <summary>When the network sensor is down, microseconds since 1970, ends exclusive.</summary>
    public IReadOnlyList<(long From, long Until)> Gaps
    {
        get => _network.Gaps;
        set => _network.Gaps = value;
    }

    public abstract IWindowsSensor Windows { get; }

    public abstract ILinuxSensor Audit { get; }

    public abstract IMacSensor EndpointSecurity { get; }

    public abstract IMacNameSensor UnifiedLog { get; }

    public abstract ICloudSensor CloudTrail { get; }

    public abstract ICloudSensor Azure { get; }

    public abstract ICloudSensor GoogleCloud { get; }

    public abstract ICloudFlowSensor VpcFlow { get; }

    public abstract IHypervisorSensor Esxi { get; }
}
