using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.NetFlow;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.NetFlow;

/// <summary>Records written by hand after nfdump's manual and output headers and IANA's registry of IPFIX elements; one flow in every form gives one event.</summary>
public sealed class NetFlowTests
{
    private const string LongHeader = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das";
    private const string LongRow = "2026-01-02 09:00:00,2026-01-02 09:00:05,5.000,10.0.2.20,203.0.113.9,51514,443,TCP,.AP.SF,0,0,10,120000,8,6400,1,2,0,0";
    private const long Time = 1767344400000000;

    [Fact]
    public void Parse_AllColumns_EveryFieldIsTaken()
    {
        var one = Assert.Single(CollectingSink.Read(NetFlowFormat.Csv, "flows.csv", LongHeader, LongRow).Events);

        Assert.Equal(("netflow.flow", EventKind.NetworkFlow, null, Time, 5000000L), (one.Source, one.Kind, one.Host, one.TimeMicros, one.DurationMicros));
        Assert.Equal(("10.0.2.20", 51514, "203.0.113.9", 443, "tcp", null), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.Transport, one.Application));
        Assert.Equal((120000L, 6400L, Outcome.Unknown), (one.SourceBytes, one.DestinationBytes, one.Outcome));
    }

    [Fact]
    public void Parse_OneFlowInEveryForm_SameEvent()
    {
        var expected = Assert.Single(CollectingSink.Read(NetFlowFormat.Csv, "x", LongHeader, LongRow.Replace(",8,6400,", ",0,0,", StringComparison.Ordinal)).Events);
        Assert.Null(expected.DestinationBytes);
        string[][] tables =
        [
            ["firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows", "2026-01-02 09:00:00.000,5.000,6,10.0.2.20,51514,203.0.113.9,443,10,120000,1"],
            ["cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,output,flags,srcTos,packets,bytes", "1,2,1767344400000,1767344405000,6,10.0.2.20,51514,203.0.113.9,443,0,0,1,2,.AP.SF,0,10,120000"],
            ["proto,srcAddr,dstAddr,srcPort,dstPort,bytes,firstSeen,lastSeen", "TCP, 10.0.2.20 ,\"203.0.113.9\",51514,443,120000,1767344400.000,1767344405"],
        ];
        foreach (var table in tables)
        {
            Zeek.ZeekConnTests.AssertEqual(expected, Assert.Single(CollectingSink.Read(NetFlowFormat.Csv, "x", table).Events));
        }

        var json = CollectingSink.Read(NetFlowFormat.Json, "x",
            """{"type":"FLOW","first":"2026-01-02T09:00:00.000","last":"2026-01-02T09:00:05.000","in_packets":10,"in_bytes":120000,"proto":6,"src_port":51514,"dst_port":443,"src4_addr":"10.0.2.20","dst4_addr":"203.0.113.9"}""",
            """{"sourceIPv4Address":"10.0.2.20","destinationIPv4Address":"203.0.113.9","sourceTransportPort":51514,"destinationTransportPort":443,"protocolIdentifier":6,"octetDeltaCount":120000,"packetDeltaCount":10,"flowStartMilliseconds":1767344400000,"flowEndMilliseconds":1767344405000}""",
            """{"IPV4_SRC_ADDR":"10.0.2.20","IPV4_DST_ADDR":"203.0.113.9","L4_SRC_PORT":"51514","L4_DST_PORT":"443","PROTOCOL":"6","IN_BYTES":"120000","IN_PKTS":"10","flowStartSeconds":1767344400,"flowDurationMilliseconds":5000}""");
        Assert.Equal(3, json.Events.Count);
        Assert.All(json.Events, one => Zeek.ZeekConnTests.AssertEqual(expected, one));
    }

    [Fact]
    public void Parse_DeniedByTheFirewallAndReverseCounts_Taken()
    {
        var one = Assert.Single(CollectingSink.Read(NetFlowFormat.Json, "x",
            """{"sourceIPv6Address":"2001:db8:0:0::1","destinationIPv6Address":"2001:db8::2","protocolIdentifier":58,"sourceTransportPort":3,"octetDeltaCount":400,"reverseOctetDeltaCount":80,"flowStartMilliseconds":1767344400000,"firewallEvent":3}""").Events);

        Assert.Equal(("2001:db8::1", "2001:db8::2", "icmp6", null, null), (one.SourceAddress, one.DestinationAddress, one.Transport, one.SourcePort, one.DestinationPort));
        Assert.Equal((400L, 80L, Outcome.Failure), (one.SourceBytes, one.DestinationBytes, one.Outcome));
    }

    [Fact]
    public void Parse_PacketsPrintedAsBytes_NoByteCount() =>
        Assert.Null(Assert.Single(CollectingSink.Read(NetFlowFormat.Json, "x",
            """{"first":"2026-01-02T09:00:00.000","in_packets":10,"in_bytes":10,"proto":6,"src4_addr":"10.0.2.20","dst4_addr":"203.0.113.9"}""").Events).SourceBytes);

    [Fact]
    public void Parse_SummaryAndBadRows_IgnoredOrRejectedByReason()
    {
        var found = CollectingSink.Read(NetFlowFormat.Csv, "x",
            LongRow, LongHeader, LongRow.Replace("10.0.2.20", "10.0.2", StringComparison.Ordinal), LongRow.Replace("51514", "70000", StringComparison.Ordinal),
            LongRow.Replace("120000", "12 M", StringComparison.Ordinal), LongRow[5..], LongRow[..45], string.Join(',', Enumerable.Repeat("1", 300)),
            "ICMP is here", "Summary", "flows,bytes,packets,avg_bps,avg_pps,avg_bpp", "2,65200,18,0,0,0", "");

        Assert.Equal(["header", "nfdump summary", "nfdump summary", "nfdump summary", "empty line"], found.Ignored);
        Assert.Equal(
            ["no header before this line", "address not understood", "port not understood", "byte count not understood", "time not understood", "address missing", "more columns than a flow record has", "neither a flow nor a header"],
            found.Rejected);
        Assert.Equal(["time missing"], CollectingSink.Read(NetFlowFormat.Json, "x", """{"sourceIPv4Address":"1.2.3.4","destinationIPv4Address":"5.6.7.8","octetDeltaCount":6561,"flowStartSysUpTime":61588}""").Rejected);
    }

    [Theory]
    [InlineData("2026-01-02 09:00:00", Time)]
    [InlineData("1767344400", Time)]
    [InlineData("1767344400000", Time)]
    [InlineData("1767344400000000", Time)]
    [InlineData("1767344400000.5", Time)]
    [InlineData("99999999999999999999", -1)]
    [InlineData("9223372036854775807", -1)]
    [InlineData("99999999999999", -1)]
    public void TryRead_Units_ByTheNumberOfDigits(string text, long expected)
    {
        var isTime = FlowTime.TryRead(Encoding.UTF8.GetBytes(text), out var micros);

        // The largest number of milliseconds that is read is in the year 5138, well within what a log time can be.
        Assert.Equal(expected < 0 && text.Length != 14 ? -1 : expected < 0 ? 99999999999999000 : expected, isTime ? micros : -1);
    }

    [Fact]
    public void Parse_DamagedRecords_EachAccountedFor()
    {
        Damage.Check(NetFlowFormat.Csv, [Encoding.UTF8.GetBytes(LongHeader), .. Enumerable.Repeat(Encoding.UTF8.GetBytes(LongRow), 3)], 3000);
        Damage.Check(NetFlowFormat.Json, [Encoding.UTF8.GetBytes("""{"first":"2026-01-02T09:00:00.000","td":1.5,"in_packets":10,"in_bytes":120000,"proto":6,"src4_addr":"10.0.2.20","dst4_addr":"203.0.113.9"}""")], 3000);
    }

    [Fact]
    public void Parse_SteadyState_AllocatesNothing() =>
        Damage.CheckAllocation(NetFlowFormat.Json, Encoding.UTF8.GetBytes("""{"first":"2026-01-02T09:00:00.000","in_packets":10,"in_bytes":120000,"proto":6,"src4_addr":"10.0.2.20","dst4_addr":"203.0.113.9"}"""), 1);

    [Theory]
    [InlineData(LongHeader, true)]
    [InlineData("""{"first":"2026-01-02T09:00:00.000","in_packets":10,"in_bytes":1,"proto":6,"src4_addr":"10.0.2.20","dst4_addr":"203.0.113.9"}""", true)]
    [InlineData("a,b,c\n", false)]
    [InlineData("""{"srcAddr":"10.0.0.1","dstAddr":"10.0.0.2","interfaceId":"eni-1","protocol":6,"bytes":1}""", false)]
    public void Choose_FirstLine_IsRecognised(string head, bool expected) =>
        Assert.Equal(expected, FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes(head), "x").Format?.Name == "netflow");
}
