using Det0131.Datasets.Readers;
using Det0131.Datasets.Simulation.Chance;
using Det0131.Datasets.Simulation.Formats;
using Det0131.Datasets.Simulation.Machines;
using Det0131.Datasets.Simulation.Population;
using Det0131.Datasets.Simulation.Sensors;
using Det0131.Models.Events;

namespace Det0131.Datasets.Simulation.LakeEvents;

/// <summary>Writes a call as its cloud logs it, with an id drawn by chance. The bytes are good until the next call.</summary>
internal delegate ReadOnlySpan<byte> ComposeCall(DemoRandom random, long at, CloudCaller caller, CloudCall call);

/// <summary>API calls: few enough to be written as their cloud does and read by the product's parser, which is then what judges requests and grants.</summary>
internal sealed class LakeCloudSensor(LakeOutlet outlet, IRecordParser parser, ComposeCall compose) : ICloudSensor
{
    private readonly LakeRecordSink _sink = new(outlet);

    public void Add(DemoRandom random, long at, CloudCaller caller, CloudCall call)
    {
        _sink.StartRecord(outlet.Acts.Playing);
        parser.Parse(compose(random, at, caller, call), default, _sink);
    }
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
        (flow.SourceAddress, flow.SourcePort, flow.DestinationAddress, flow.DestinationPort) = (source, sourcePort, destination, destinationPort);
        (flow.SourceBytes, flow.Host, flow.CloudAccount, flow.Outcome) = (VpcFlowRecords.WireBytes(payload), host.FullName, Site.CloudAccount, Outcome.Success);
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
