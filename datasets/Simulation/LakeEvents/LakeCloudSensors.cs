using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Aws;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>API calls: few enough to be written as CloudTrail does and read by the product's parser, which is then what judges requests and grants.</summary>
internal sealed class LakeCloudSensor(LakeOutlet outlet) : ICloudSensor
{
    private readonly CloudTrailJson _json = new();
    private readonly CloudTrailParser _parser = new();
    private readonly LakeRecordSink _sink = new(outlet);

    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call)
    {
        var record = new CloudTrailRecord { TimeMicros = at, EventId = random.Identifier(), Caller = caller, Call = call };
        _sink.StartRecord(outlet.Acts.Playing);
        _parser.Parse(_json.Compose(record), default, _sink);
    }
}

/// <summary>Calls to clouds whose logs the product does not read yet: an import gives no event, so neither does this. Chance is drawn as the raw logs draw it.</summary>
internal sealed class UnreadCloudSensor(Action<DemoRandom> drawId) : ICloudSensor
{
    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call) => drawId(random);
}

/// <summary>What becomes of VPC flow records.</summary>
internal sealed class LakeCloudFlowSensor(LakeOutlet outlet) : ICloudFlowSensor
{
    private long _number;

    public void Connection(DemoHost host, long at, int port, Peer peer, Transfer transfer)
    {
        outlet.Acts.Playing?.Sent(transfer.OutBytes);
        foreach (var (start, end, sent, received) in VpcFlowRecords.Windows(at, transfer))
        {
            Record(host, start, end, host.Address, peer.Address, port, peer.Port, peer, sent);
            Record(host, start, end, peer.Address, host.Address, peer.Port, port, peer, received);
        }
    }

    private void Record(DemoHost host, long start, long end, string source, string destination, int sourcePort, int destinationPort, Peer peer, long payload)
    {
        var flow = outlet.Begin();
        (flow.Source, flow.Kind, flow.Platform, flow.TimeMicros) = ("aws.vpcflow", EventKind.NetworkFlow, Platform.IaaS, start * LogTime.MicrosPerSecond);
        flow.DurationMicros = (end - start) * LogTime.MicrosPerSecond;
        flow.Transport = peer.Transport == "udp" ? "udp" : "tcp";
        var bytes = VpcFlowRecords.WireBytes(payload);
        (flow.SourceAddress, flow.SourcePort, flow.DestinationAddress, flow.DestinationPort, flow.SourceBytes, flow.DestinationBytes) = OneWayFlow.IsAnswer(sourcePort, destinationPort)
            ? (destination, destinationPort, source, sourcePort, (long?)null, (long?)bytes)
            : (source, sourcePort, destination, destinationPort, bytes, null);
        (flow.Host, flow.CloudAccount, flow.Outcome) = (host.FullName, Site.CloudAccount, Outcome.Success);
        outlet.Enrich(flow);
        var identity = new IdentityBuilder(stackalloc byte[IdentityBuilder.ScratchBytes]);
        identity.Add(flow.Source);
        identity.Add(flow.Host);
        identity.Add(flow.TimeMicros);
        identity.Add(++_number);
        flow.Identity = identity.ToIdentity();
        outlet.Emit(flow);
    }
}
