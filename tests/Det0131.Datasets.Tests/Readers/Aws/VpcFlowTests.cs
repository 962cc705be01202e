using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Aws;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Aws;

/// <summary>Records written by hand after AWS's documentation of flow log records.</summary>
public sealed class VpcFlowTests
{
    private const string Default = "2 111111111111 eni-0b0f 10.0.1.30 203.0.113.9 47254 22 6 17 2098 1697608042 1697608070 ACCEPT OK";

    [Fact]
    public void Parse_DefaultOrder_EveryFieldIsTaken()
    {
        var one = Assert.Single(CollectingSink.Read(AwsFormats.VpcFlowText, "x", Default).Events);

        Assert.Equal(("aws.vpcflow", EventKind.NetworkFlow, Platform.IaaS, 1697608042000000L, 28000000L), (one.Source, one.Kind, one.Platform, one.TimeMicros, one.DurationMicros));
        Assert.Equal(("eni-0b0f", "111111111111", "tcp", Outcome.Success, HostSide.Unknown), (one.Host, one.CloudAccount, one.Transport, one.Outcome, one.HostSide));
        Assert.Equal(("10.0.1.30", 47254, "203.0.113.9", 22), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort));
        Assert.Equal((2098L, null), (one.SourceBytes, one.DestinationBytes));
    }

    [Fact]
    public void Parse_FullOrderHeaderCloudWatchAndJson_SameFlow()
    {
        var expected = Assert.Single(CollectingSink.Read(AwsFormats.VpcFlowText, "x", Default + " vpc-1 subnet-1 i-0abc 2 IPv4 10.0.1.30 203.0.113.9 eu-west-1 euw1-az2 - - - - egress 8").Events);
        Assert.Equal(("i-0abc", HostSide.Source), (expected.Host, expected.HostSide));
        var header = CollectingSink.Read(AwsFormats.VpcFlowText, "x", "action flow-direction srcaddr dstaddr dstport srcport protocol instance-id bytes start end account-id",
            "ACCEPT egress 10.0.1.30 203.0.113.9 22 47254 6 i-0abc 2098 1697608042 1697608070 111111111111");
        var json = CollectingSink.Read(AwsFormats.VpcFlowJson, "x",
            """{"version":5,"account_id":"111111111111","interface_id":"eni-0b0f","srcaddr":"10.0.1.30","dstaddr":"203.0.113.9","srcport":47254.0,"dstport":22.0,"protocol":6.0,"bytes":2098.0,"start":1697608042,"end":1697608070,"action":"ACCEPT","log_status":"OK","instance_id":"i-0abc","flow_direction":"egress"}""",
            """{"version":5,"accountId":"111111111111","interfaceId":"eni-0b0f","srcAddr":"10.0.1.30","dstAddr":"203.0.113.9","srcPort":"47254","dstPort":"22","protocol":6,"bytes":2098,"start":1697608042,"end":1697608070,"action":"ACCEPT","logStatus":"OK","instanceId":"i-0abc","flowDirection":"egress"}""");

        Assert.Equal(["header"], header.Ignored);
        Zeek.ZeekConnTests.AssertEqual(expected, Assert.Single(header.Events));
        Assert.All(json.Events, one => Zeek.ZeekConnTests.AssertEqual(expected, one));
        Assert.Equal(2, json.Events.Count);
        var plain = Assert.Single(CollectingSink.Read(AwsFormats.VpcFlowText, "x", Default).Events);
        Zeek.ZeekConnTests.AssertEqual(plain, Assert.Single(CollectingSink.Read(AwsFormats.VpcFlowText, "x", "2023-10-18T05:47:22.000Z " + Default).Events));
    }

    [Fact]
    public void Parse_Answer_IsAFlowFromClientToServiceWithTheServicesBytes()
    {
        var one = Assert.Single(CollectingSink.Read(AwsFormats.VpcFlowText, "x", "2 111111111111 eni-0b0f 10.0.1.30 203.0.113.9 443 51515 6 17 2098 1697608042 1697608070 ACCEPT OK").Events);

        Assert.Equal(("203.0.113.9", 51515, "10.0.1.30", 443), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort));
        Assert.Equal((null, 2098L), (one.SourceBytes, one.DestinationBytes));
        var egress = CollectingSink.Read(AwsFormats.VpcFlowText, "x", "flow-direction srcaddr dstaddr dstport srcport protocol instance-id bytes start end", "egress 10.0.1.30 203.0.113.9 51515 8080 6 i-0abc 2098 1697608042 1697608070");
        Assert.Equal(HostSide.Destination, Assert.Single(egress.Events).HostSide);
    }

    [Theory]
    [InlineData(443, 51515, true)]
    [InlineData(443, 1024, true)]
    [InlineData(8080, 40000, true)]
    [InlineData(8080, 20000, false)] // could be either
    [InlineData(51515, 443, false)]
    [InlineData(51515, 51516, false)]
    [InlineData(123, 123, false)]
    [InlineData(53, 443, false)]
    [InlineData(null, 443, false)]
    [InlineData(443, null, false)]
    public void IsAnswer_Ports_ServiceToClientOnly(int? sender, int? receiver, bool expected) => Assert.Equal(expected, OneWayFlow.IsAnswer(sender, receiver));

    [Fact]
    public void Parse_NoDataAndBadRows_IgnoredOrRejectedByReason()
    {
        var found = CollectingSink.Read(AwsFormats.VpcFlowText, "x",
            "2 1 eni-1 - - - - - - - 1431280876 1431280934 - NODATA", "2 1 eni-1 - - - - - - - 1431280876 1431280934 - SKIPDATA",
            Default[..50], Default.Replace("10.0.1.30", "10.0.1.300", StringComparison.Ordinal), Default.Replace("47254", "99999", StringComparison.Ordinal),
            Default.Replace("2098", "-2098", StringComparison.Ordinal), Default.Replace("1697608042", "x", StringComparison.Ordinal), Default.Replace("1697608042", "-", StringComparison.Ordinal),
            string.Join(' ', Enumerable.Repeat("x", 200)));

        Assert.Equal(["vpc flow NODATA", "vpc flow SKIPDATA"], found.Ignored);
        Assert.Equal(
        [
            "fewer columns than expected", "address missing or not understood", "port not understood", "byte count or protocol not understood", "time not understood", "time missing",
            "more columns than a flow record has",
        ],
        found.Rejected);
    }

    [Theory]
    [InlineData("1", "icmp", null)]
    [InlineData("17", "udp", 22)]
    [InlineData("47", "gre", 22)]
    [InlineData("103", "ip-103", 22)]
    public void Parse_Protocol_NumberToName(string number, string name, int? port)
    {
        var one = Assert.Single(CollectingSink.Read(AwsFormats.VpcFlowText, "x", Default.Replace(" 6 ", $" {number} ", StringComparison.Ordinal)).Events);

        Assert.Equal((name, port), (one.Transport, one.DestinationPort));
    }

    [Theory]
    [InlineData(Default, "vpcflow", Framing.Lines)]
    [InlineData("version account-id interface-id srcaddr dstaddr\n", "vpcflow", Framing.Lines)]
    [InlineData("{\"srcaddr\":\"10.0.0.1\",\"dstaddr\":\"10.0.0.2\"}", "vpcflow", Framing.Json)]
    [InlineData("[{\"srcaddr\":\"10.0.0.1\",\"dstaddr\":\"10.0.0.2\"}]", "vpcflow", Framing.Json)]
    [InlineData("a b c d e f g h i j k l m n", null, Framing.Lines)]
    public void Choose_FirstLine_IsRecognised(string head, string? format, Framing framing)
    {
        var choice = FormatDetection.Choose([AwsFormats.VpcFlowText, AwsFormats.VpcFlowJson], Encoding.UTF8.GetBytes(head), "x");

        Assert.Equal(format, choice.Format?.Name);
        Assert.Equal(framing, choice.Format?.Framing ?? Framing.Lines);
    }
}
