using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Firewalls;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Firewalls;

/// <summary>Lines written by hand after Palo Alto's "Traffic Log Fields" and Fortinet's "FortiOS Log Message Reference".</summary>
public sealed class FirewallTests
{
    private const string PaloAlto = "1,2026/01/02 09:05:01,007051000011111,TRAFFIC,end,2562,2026/01/02 09:05:00,10.0.1.2,203.0.113.9,198.51.100.1,203.0.113.9,out,Corp\\Alice,,ssl,vsys1,trust,untrust,ethernet1/1,ethernet1/2,fwd,2026/01/02 09:05:01,33445,1,50123,443,33001,443,0x400053,tcp,allow,5120400,5100000,20400,4100,2026/01/02 09:00:00,290,any,,12,0x0,10.0.0.0-10.255.255.255,US,,2000,2100,tcp-fin,0,0";
    private const string FortiGate = "date=2026-01-02 time=10:04:50 devname=\"fgt-1\" devid=\"FGVM01\" eventtime=1767344690000000000 tz=\"+0100\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" srcip=10.0.1.2 srcname=\"PC 1\" srcport=50123 srcintf=\"port1\" dstip=203.0.113.9 dstport=443 dstintf=\"wan1\" sessionid=33445 proto=6 action=\"close\" policyid=9 user=\"ALICE\" service=\"HTTPS\" app=\"SSL\" dstname=\"Files.Example.com\" duration=290 sentbyte=5100000 rcvdbyte=20400 sentpkt=2000 rcvdpkt=2100";
    private const long Time = 1767344400000000;

    [Theory]
    [InlineData("")]
    [InlineData("<14>Jan  2 09:05:01 fw-1 ")]
    [InlineData("<14>1 2026-01-02T09:05:01.000Z fw-1 - - - - ")]
    public void Parse_PaloAltoTraffic_EveryFieldIsTakenAlsoInSyslog(string head)
    {
        var one = One(FirewallFormats.PaloAlto, head + PaloAlto);

        Assert.Equal(("paloalto.traffic", EventKind.NetworkFlow, null, HostSide.Unknown, Time, 290000000L), (one.Source, one.Kind, one.Host, one.HostSide, one.TimeMicros, one.DurationMicros));
        Assert.Equal(("10.0.1.2", 50123, "203.0.113.9", 443, "tcp", "ssl"), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.Transport, one.Application));
        Assert.Equal((5100000L, 20400L, @"corp\alice", "33445", Outcome.Success), (one.SourceBytes, one.DestinationBytes, one.User, one.RecordId, one.Outcome));
    }

    [Fact]
    public void Parse_PaloAltoHighResolutionTimestamp_ItsZoneCounts() =>
        Assert.Equal(Time + 28800000000, One(FirewallFormats.PaloAlto, PaloAlto + ",0,0,,fw-1,from-policy,,,0,,0,,N/A,0,0,0,0,2026-01-02T09:05:01.123-08:00").TimeMicros);

    [Theory]
    [InlineData("web-browsing", "http")]
    [InlineData("ms-ds-smbv3", "smb")]
    [InlineData("incomplete", null)]
    [InlineData("unknown-tcp", null)]
    [InlineData("dns-base", "dns")]
    [InlineData("mega-base", "mega-base")]
    public void Parse_PaloAltoApplication_InTheWordsOfOtherSensors(string name, string? expected) =>
        Assert.Equal(expected, One(FirewallFormats.PaloAlto, PaloAlto.Replace(",ssl,", $",{name},", StringComparison.Ordinal)).Application);

    [Fact]
    public void Parse_PaloAltoOthersAndBadLines_IgnoredByNameOrRejectedByReason()
    {
        var found = CollectingSink.Read(FirewallFormats.PaloAlto, "x",
            PaloAlto.Replace("TRAFFIC,end", "TRAFFIC,start", StringComparison.Ordinal), PaloAlto.Replace("TRAFFIC", "THREAT", StringComparison.Ordinal),
            "Domain,Receive Time,Serial #,Type,Threat/Content Type,Config Version", PaloAlto[..150], "x", PaloAlto.Replace("10.0.1.2", "host", StringComparison.Ordinal),
            PaloAlto.Replace("50123", "99999", StringComparison.Ordinal), PaloAlto.Replace("5100000", "-5", StringComparison.Ordinal), PaloAlto.Replace(",290,", ",x,", StringComparison.Ordinal),
            PaloAlto.Replace("2026/", "26/", StringComparison.Ordinal));

        Assert.Equal(["paloalto session start", "paloalto THREAT", "header"], found.Ignored);
        Assert.Equal(
            ["fewer columns than a TRAFFIC record has", "not a line of PAN-OS columns", "address not understood", "port not understood", "byte count not understood", "duration not understood", "time not understood"],
            found.Rejected);
        Assert.Equal(Outcome.Failure, One(FirewallFormats.PaloAlto, PaloAlto.Replace("TRAFFIC,end", "TRAFFIC,drop", StringComparison.Ordinal).Replace(",allow,", ",deny,", StringComparison.Ordinal)).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<189>")]
    [InlineData("Jan  2 09:05:01 fgt-1 ")]
    public void Parse_FortiGateTraffic_EveryFieldIsTakenAlsoInSyslog(string head)
    {
        var one = One(FirewallFormats.FortiGate, head + FortiGate);

        Assert.Equal(("fortigate.traffic", EventKind.NetworkFlow, null, Time, 290000000L), (one.Source, one.Kind, one.Host, one.TimeMicros, one.DurationMicros));
        Assert.Equal(("10.0.1.2", 50123, "203.0.113.9", 443, "tcp", "ssl"), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.Transport, one.Application));
        Assert.Equal((5100000L, 20400L, "alice", "33445", Outcome.Success, "files.example.com"), (one.SourceBytes, one.DestinationBytes, one.User, one.RecordId, one.Outcome, one.Domain));
    }

    [Theory]
    [InlineData(" eventtime=1767344690000000000", "")]
    [InlineData("1767344690000000000", "1767344690")]
    [InlineData("1767344690000000000", "1767344690000")]
    [InlineData("1767344690000000000", "1767344690000000")]
    public void Parse_FortiGateTimes_OfEveryRelease(string replaced, string by) => Assert.Equal(Time, One(FirewallFormats.FortiGate, FortiGate.Replace(replaced, by, StringComparison.Ordinal)).TimeMicros);

    [Fact]
    public void Parse_FortiGatePartOfALongSession_OnlyWhatIsNewCounts()
    {
        var part = One(FirewallFormats.FortiGate, FortiGate + " sentdelta=4745 rcvddelta=997");

        Assert.Equal((4745L, 997L, null, Time + 290000000), (part.SourceBytes, part.DestinationBytes, part.DurationMicros, part.TimeMicros));
    }

    [Fact]
    public void Parse_FortiGateLastLineOfALongSessionWithoutDelta_WhatWasToldIsTakenOff()
    {
        var part = FortiGate.Replace("sentbyte=5100000 rcvdbyte=20400", "sentbyte=5000000 rcvdbyte=20000 sentdelta=70 rcvddelta=60", StringComparison.Ordinal);
        var found = CollectingSink.Read(FirewallFormats.FortiGate, "x", part, FortiGate, FortiGate, part, FortiGate.Replace("=33445", "=33446", StringComparison.Ordinal));

        Assert.Equal([(70L, 60L), (100000L, 400L), (5100000L, 20400L), (70L, 60L), (5100000L, 20400L)], found.Events.Select(e => (e.SourceBytes!.Value, e.DestinationBytes!.Value)));
    }

    [Fact]
    public void Parse_FortiGateOthersAndBadLines_IgnoredByNameOrRejectedByReason()
    {
        var found = CollectingSink.Read(FirewallFormats.FortiGate, "x",
            FortiGate.Replace("\"traffic\"", "\"utm\"", StringComparison.Ordinal), FortiGate.Replace("\"close\"", "\"start\"", StringComparison.Ordinal), "a=b", FortiGate[..200],
            FortiGate.Replace("sentbyte=5100000", "sentbyte=x", StringComparison.Ordinal), FortiGate.Replace("1767344690000000000", "9223372036854775807", StringComparison.Ordinal).Replace("eventtime", "eventtimes", StringComparison.Ordinal).Replace("2026-01-02", "2026-13-02", StringComparison.Ordinal));

        Assert.Equal(["fortigate utm", "fortigate session start"], found.Ignored);
        Assert.Equal(["type missing", "address missing", "byte count not understood", "time not understood"], found.Rejected);
        Assert.Equal((Outcome.Failure, null), (One(FirewallFormats.FortiGate, FortiGate.Replace("\"close\"", "\"deny\"", StringComparison.Ordinal).Replace("app=\"SSL\"", "app=\"tcp/8443\"", StringComparison.Ordinal)) is var one ? one.Outcome : default, one.Application));
    }

    [Fact]
    public void Parse_DamagedLines_EachAccountedFor()
    {
        Damage.Check(FirewallFormats.PaloAlto, [Encoding.UTF8.GetBytes(PaloAlto)], 3000);
        Damage.Check(FirewallFormats.FortiGate, [Encoding.UTF8.GetBytes(FortiGate)], 3000);
    }

    [Theory]
    [InlineData("<14>Jan  2 09:05:01 fw-1 " + PaloAlto, "paloalto")]
    [InlineData("<189>" + FortiGate, "fortigate")]
    [InlineData("Jan 02 2026 09:00:00 asa : %ASA-6-302013: Built", "asa")]
    [InlineData("2026-01-02T09:00:00Z gw kernel: [1.0] [UFW BLOCK] IN=eth0 OUT= MAC= SRC=203.0.113.9 DST=10.0.0.1 LEN=40 PROTO=TCP SPT=1 DPT=2", "netfilter")]
    public void Choose_FirstLine_IsRecognised(string head, string expected) =>
        Assert.Equal(expected, FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes(head + "\n"), "x").Format?.Name);

    internal static SecurityEvent One(SourceFormat format, params string[] lines)
    {
        var found = CollectingSink.Read(format, "logs/2026/x.log", lines);
        Assert.Empty(found.Rejected);
        return Assert.Single(found.Events);
    }
}
