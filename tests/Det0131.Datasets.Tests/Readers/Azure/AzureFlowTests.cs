using Det0131.Datasets.Readers.Azure;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Azure;

/// <summary>Flow tuples written after Microsoft's documentation of flow logs of network security groups (1, 2) and virtual networks (4).</summary>
public sealed class AzureFlowTests
{
    private static readonly List<SecurityEvent> Flows =
        [.. CollectingSink.ReadBytes(AzureFormat.Format.CreateParser("PT1H.json"), "PT1H.json", Seeds.Records("azure.json")).Events.Where(one => one.Kind == EventKind.NetworkFlow)];

    [Fact]
    public void Parse_Version1_RefusedFlowWithoutBytes()
    {
        var one = Flows[0];

        Assert.Equal(("azure.flow", Platform.IaaS, 1772445720L * 1_000_000, "11111111-2222-3333-4444-555555555555"), (one.Source, one.Platform, one.TimeMicros, one.CloudAccount));
        Assert.Equal(("198.51.100.95", 51529, "10.1.0.4", 5358), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort));
        Assert.Equal(("tcp", HostSide.Destination, Outcome.Failure, null, null), (one.Transport, one.HostSide, one.Outcome, one.SourceBytes, one.DestinationBytes));
    }

    [Fact]
    public void Parse_Version2_BytesOfContinuedAndEndedFlows()
    {
        Assert.Equal([null, 4096L, 66L], Flows.Skip(1).Take(3).Select(one => one.SourceBytes));
        Assert.Equal([null, 90_000L, 758L], Flows.Skip(1).Take(3).Select(one => one.DestinationBytes));
        Assert.Equal(["tcp", "tcp", "udp"], Flows.Skip(1).Take(3).Select(one => one.Transport));
        Assert.All(Flows.Skip(1).Take(3), one => Assert.Equal((HostSide.Source, Outcome.Success), (one.HostSide, one.Outcome)));
    }

    /// <summary>After the records that Sekoia's forwarder for Azure makes of a flow log.</summary>
    [Fact]
    public void Parse_TupleInARecordOfItsOwn_IsAFlow()
    {
        const string Record = """{"time":"2025-04-30T09:07:40.986182+00:00","flowLogVersion":4,"operationName":"FlowLogFlowEvent","aclID":"a","rule":"r","flow.0":"1663146003606,10.1.0.4,192.0.2.180,23956,443,6,O,E,NX,3,767,2,1580"}""";
        var sink = CollectingSink.Read(AzureFormat.Format, "x.json", Record, Record.Replace("767", "x", StringComparison.Ordinal), Record.Replace("\"flow.0\":\"1663146003606,", "\"flow.0\":{},\"x\":\"", StringComparison.Ordinal));

        var one = Assert.Single(sink.Events);
        Assert.Equal((1663146003606_000, "10.1.0.4", "192.0.2.180", 443, 767L, 1580L, HostSide.Source), (one.TimeMicros, one.SourceAddress, one.DestinationAddress, one.DestinationPort, one.SourceBytes, one.DestinationBytes, one.HostSide));
        Assert.Equal(["byte count not understood", "flow tuples missing"], sink.Rejected);
        Assert.Equal(95, AzureFormat.Format.Detect(System.Text.Encoding.UTF8.GetBytes(Record), "x").Confidence);
    }

    [Fact]
    public void Parse_Version4_MillisecondsProtocolNumbersAndRefusals()
    {
        var four = Flows.Skip(4).ToList();

        Assert.Equal([1772445840599_000L, 1772445840606_000, 1772445845503_000, 1772445846000_000], four.Select(one => one.TimeMicros));
        Assert.Equal([null, 767L, null, 900L], four.Select(one => one.SourceBytes));
        Assert.Equal([null, 1580L, null, 800L], four.Select(one => one.DestinationBytes));
        Assert.Equal([Outcome.Success, Outcome.Success, Outcome.Failure, Outcome.Success], four.Select(one => one.Outcome));
        Assert.Equal([HostSide.Source, HostSide.Source, HostSide.Destination, HostSide.Destination], four.Select(one => one.HostSide));
        Assert.Equal(("2001:db8::5", "2001:db8::6", "udp"), (four[3].SourceAddress, four[3].DestinationAddress, four[3].Transport));
    }

    [Theory]
    [InlineData("1772445720,10.0.0.1,10.0.0.2,1,2,T", "flow tuple not understood")]
    [InlineData("1772445720,10.0.0.1,10.0.0.2,1,2,T,O,A,B", "flow tuple not understood")]
    [InlineData("x,10.0.0.1,10.0.0.2,1,2,T,O,A", "time not understood")]
    [InlineData("1772445720,10.0.0.300,10.0.0.2,1,2,T,O,A", "address missing or not understood")]
    [InlineData("1772445720,10.0.0.1,10.0.0.2,1,65536,T,O,A", "port not understood")]
    [InlineData("1772445720,10.0.0.1,10.0.0.2,1,2,T,O,A,E,1,-5,1,1", "byte count not understood")]
    public void Parse_BadTuple_IsRejectedUnlessAnotherIsGood(string tuple, string reason)
    {
        const string Good = "1772445720,10.0.0.1,10.0.0.2,1,2,T,O,A";

        Assert.Equal([reason], Read(tuple).Rejected);
        var both = CollectingSink.Read(AzureFormat.Format, "x", Record($"\"{tuple}\",\"{Good}\",7,[1],{{}}"));
        Assert.Empty(both.Rejected);
        Assert.Single(both.Events);
    }

    [Fact]
    public void Parse_NoTuples_IsIgnoredOrRejected()
    {
        Assert.Equal(["azure flow record without flows"], CollectingSink.Read(AzureFormat.Format, "x", Record("")).Ignored);
        Assert.Equal(["flow tuples missing"], CollectingSink.Read(AzureFormat.Format, "x", """{"time":"2026-03-02T10:00:00Z","flowRecords":"none"}""").Rejected);
    }

    private static CollectingSink Read(string tuple) => CollectingSink.Read(AzureFormat.Format, "x", Record($"\"{tuple}\""));

    private static string Record(string tuples) =>
        $$$"""{"time":"2026-03-02T10:00:00Z","category":"NetworkSecurityGroupFlowEvent","resourceId":"/SUBSCRIPTIONS/S/X","operationName":"NetworkSecurityGroupFlowEvents","properties":{"Version":2,"flows":[{"rule":"r","flows":[{"mac":"m","flowTuples":[{{{tuples}}}]}]}]}}""";
}
