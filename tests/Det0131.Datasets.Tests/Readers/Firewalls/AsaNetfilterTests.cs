using System.Text;
using Det0131.Datasets.Readers.Firewalls;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Firewalls;

/// <summary>Lines written by hand after Cisco's "ASA Series Syslog Messages" and the kernel's nf_log_syslog.</summary>
public sealed class AsaNetfilterTests
{
    private const string Head = "Jan 02 2026 09:00:30 asa-1 : ";
    private const string BuiltOut = Head + "%ASA-6-302013: Built outbound TCP connection 917 for outside:203.0.113.9/443 (203.0.113.9/443) to inside:10.0.1.2/50123 (198.51.100.1/33001)";
    private const string DownOut = Head + "%ASA-6-302014: Teardown TCP connection 917 for outside:203.0.113.9/443 to inside:10.0.1.2/50123 duration 0:00:30 bytes 4882591338 TCP FINs from inside (Corp\\Alice)";
    private const string BuiltIn = Head + "%ASA-6-302015: Built inbound UDP connection 918 for outside:203.0.113.9/40000 (203.0.113.9/40000) to dmz:10.2.0.3/53 (198.51.100.2/53)";
    private const string DownIn = Head + "%ASA-6-302016: Teardown UDP connection 918 for outside:203.0.113.9/40000 to dmz:10.2.0.3/53 duration 26:00:01 bytes 148";
    private const string Packet = "2026-01-02T09:00:00.000000+00:00 gw1 kernel: [12.5] [UFW ALLOW] IN= OUT=eth0 SRC=10.0.0.1 DST=203.0.113.9 LEN=60 TOS=0x00 PREC=0x00 TTL=64 ID=1 DF PROTO=TCP SPT=41000 DPT=21 WINDOW=64240 RES=0x00 SYN URGP=0 UID=1000 GID=1000";
    private const long Time = 1767344400000000;

    [Fact]
    public void Parse_AsaOutbound_OneEventAtTeardownWithTheInnerEndAsSource()
    {
        var found = CollectingSink.Read(FirewallFormats.Asa, "x", BuiltOut, DownOut);

        var one = Assert.Single(found.Events);
        Assert.Equal(1, found.Held);
        Assert.Equal(("cisco.asa", EventKind.NetworkFlow, null, Time, 30000000L, "917"), (one.Source, one.Kind, one.Host, one.TimeMicros, one.DurationMicros, one.RecordId));
        Assert.Equal(("10.0.1.2", 50123, "203.0.113.9", 443, "tcp", @"corp\alice"), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.Transport, one.User));
        Assert.Equal((4882591338L, null), (one.SourceBytes, one.DestinationBytes));
    }

    [Fact]
    public void Parse_AsaInbound_OuterEndIsSourceAndBytesAreTheInnerEnds()
    {
        var one = Assert.Single(CollectingSink.Read(FirewallFormats.Asa, "x", BuiltIn, DownIn).Events);

        Assert.Equal(("203.0.113.9", 40000, "10.2.0.3", 53, "udp"), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.Transport));
        Assert.Equal((null, 148L, 93601000000L), (one.SourceBytes, one.DestinationBytes, one.DurationMicros));
    }

    [Fact]
    public void Parse_AsaTeardownAlone_LowerPortWasCalled()
    {
        var found = CollectingSink.Read(FirewallFormats.Asa, "x", DownOut, DownIn);

        Assert.Equal(["10.0.1.2", "203.0.113.9"], found.Events.Select(e => e.SourceAddress));
    }

    [Fact]
    public void Parse_AsaSameNumberOfAnotherFirewall_IsAnotherConnection()
    {
        var other = BuiltIn.Replace("asa-1", "asa-2", StringComparison.Ordinal).Replace(" 918 ", " 917 ", StringComparison.Ordinal);
        var one = Assert.Single(CollectingSink.Read(FirewallFormats.Asa, "x", BuiltOut, other, DownOut).Events);

        Assert.Equal("10.0.1.2", one.SourceAddress);
    }

    [Fact]
    public void Parse_AsaUserAtItsEnd_Taken() =>
        Assert.Equal(@"local\bob", Assert.Single(CollectingSink.Read(FirewallFormats.Asa, "x", DownOut.Replace("50123 ", "50123(LOCAL\\bob) ", StringComparison.Ordinal).Replace(" (Corp\\Alice)", "", StringComparison.Ordinal)).Events).User);

    [Fact]
    public void Parse_AsaOthersAndBadLines_IgnoredByNameOrRejectedByReason()
    {
        var found = CollectingSink.Read(FirewallFormats.Asa, "x",
            Head + "%ASA-4-106023: Deny tcp src outside:203.0.113.9/61022 dst inside:10.0.0.5/3389", "hello", DownOut[..60], DownOut.Replace("4882591338", "x", StringComparison.Ordinal),
            DownOut.Replace("0:00:30", "0:00:70", StringComparison.Ordinal), DownOut.Replace("10.0.1.2", "10.0.1", StringComparison.Ordinal), DownOut.Replace("2026 ", "", StringComparison.Ordinal), DownOut[Head.Length..]);

        Assert.Equal(["asa other message"], found.Ignored);
        Assert.Equal(
            ["no %ASA message", "connection message not understood", "byte count not understood", "duration not understood", "address not understood", "time without a year, and none in the file's name", "time missing"],
            found.Rejected);
    }

    [Fact]
    public void Parse_NetfilterOutput_TheLoggingHostIsTheSource()
    {
        var one = FirewallTests.One(FirewallFormats.Netfilter, Packet);

        Assert.Equal(("netfilter.packet", EventKind.NetworkFlow, "gw1", HostSide.Source, Platform.Linux, Time), (one.Source, one.Kind, one.Host, one.HostSide, one.Platform, one.TimeMicros));
        Assert.Equal(("10.0.0.1", 41000, "203.0.113.9", 21, "tcp", "1000", UserClass.Person), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.Transport, one.User, one.UserClass));
        Assert.Equal((null, null, Outcome.Success), (one.SourceBytes, one.DestinationBytes, one.Outcome));
    }

    [Theory]
    [InlineData("IN=eth0 OUT=", "gw1", HostSide.Destination)]
    [InlineData("IN=eth1 OUT=eth0", null, HostSide.Unknown)]
    public void Parse_NetfilterChains_HostOnlyWhenItIsAnEnd(string chain, string? host, HostSide side)
    {
        var one = FirewallTests.One(FirewallFormats.Netfilter, Packet.Replace("IN= OUT=eth0", chain, StringComparison.Ordinal).Replace("UFW ALLOW", "UFW BLOCK", StringComparison.Ordinal));

        Assert.Equal((host, side, Outcome.Failure, null), (one.Host, one.HostSide, one.Outcome, one.User));
    }

    [Fact]
    public void Parse_NetfilterIcmpWithAQuotedPacket_TheOuterCounts()
    {
        var one = FirewallTests.One(FirewallFormats.Netfilter,
            "Jan  2 09:00:00 gw1 kernel: IN=eth0 OUT= SRC=203.0.113.9 DST=10.0.0.1 LEN=88 PROTO=ICMP TYPE=3 CODE=3 [SRC=10.0.0.1 DST=203.0.113.9 LEN=60 PROTO=UDP SPT=53 DPT=4000 LEN=40 ]");

        Assert.Equal(("203.0.113.9", "10.0.0.1", "icmp", null, Time, Outcome.Unknown), (one.SourceAddress, one.DestinationAddress, one.Transport, one.SourcePort, one.TimeMicros, one.Outcome));
    }

    [Fact]
    public void Parse_NetfilterOthersAndBadLines_IgnoredOrRejectedByReason()
    {
        var found = CollectingSink.Read(FirewallFormats.Netfilter, "kern.log",
            "2026-01-02T09:00:00Z gw1 kernel: eth0: link up", Packet.Replace("203.0.113.9", "x", StringComparison.Ordinal), Packet.Replace("DPT=21", "DPT=-1", StringComparison.Ordinal), Packet[Packet.IndexOf("IN=", StringComparison.Ordinal)..]);

        Assert.Equal(["other line"], found.Ignored);
        Assert.Equal(["address not understood", "port not understood", "time missing"], found.Rejected);
    }

    [Fact]
    public void Parse_DamagedLines_EachAccountedFor()
    {
        Damage.Check(FirewallFormats.Asa, [.. new[] { BuiltOut, DownOut, BuiltIn, DownIn }.Select(Encoding.UTF8.GetBytes)], 3000);
        Damage.Check(FirewallFormats.Netfilter, [Encoding.UTF8.GetBytes(Packet)], 3000);
    }

    [Fact]
    public void Parse_SteadyState_AllocatesNothing() => Damage.CheckAllocation(FirewallFormats.Netfilter, Encoding.UTF8.GetBytes(Packet), 1);
}
