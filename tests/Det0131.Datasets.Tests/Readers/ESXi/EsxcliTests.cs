using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.ESXi;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.ESXi;

/// <summary>Snapshots written after what esxcli prints; the table, JSON and CSV of one connection are each other's twins.</summary>
public sealed class EsxcliTests
{
    private const string Header = "Proto  Recv Q  Send Q  Local Address     Foreign Address      State        World ID  CC Algo  World Name";
    private const string Row = "tcp         0       0  192.0.2.8:41234   203.0.113.9:443      ESTABLISHED    101099  cubic    rhttpproxy-IO";
    private const long Nine = 1767344400000000;

    [Fact]
    public void Parse_TableJsonAndCsv_GiveTheSameEvent()
    {
        const string File = "/x/esx01-connections-20260102T0900";
        var table = Assert.Single(CollectingSink.Read(EsxcliFormat.Table, File + ".txt", Header, Row).Events);
        var json = Assert.Single(CollectingSink.Read(EsxcliFormat.Json, File + ".json",
            """{"CCAlgo":"cubic","ForeignAddress":"203.0.113.9:443","LocalAddress":"192.0.2.8:41234","Proto":"tcp","RecvQ":0,"SendQ":0,"State":"ESTABLISHED","WorldID":101099,"WorldName":"rhttpproxy-IO"}""").Events);
        var csv = new List<SecurityEvent>();
        var report = LogImporter.ReadStream(
            new MemoryStream("CCAlgo,ForeignAddress,LocalAddress,Proto,RecvQ,SendQ,State,WorldID,WorldName,\ncubic,203.0.113.9:443,192.0.2.8:41234,tcp,0,0,ESTABLISHED,101099,rhttpproxy-IO,\n"u8.ToArray()),
            File + ".csv", new ImportOptions { KeepRaw = false }, one =>
            {
                var copy = new SecurityEvent();
                copy.CopyFrom(one);
                (copy.File, copy.Line) = (null, 0);
                csv.Add(copy);
            });

        Assert.Equal(("esxi.esxcli", EventKind.NetworkFlow, Platform.ESXi, Nine, "esx01"), (table.Source, table.Kind, table.Platform, table.TimeMicros, table.Host));
        Assert.Equal(("192.0.2.8", 41234, "203.0.113.9", 443, "tcp", HostSide.Source), (table.SourceAddress, table.SourcePort, table.DestinationAddress, table.DestinationPort, table.Transport, table.HostSide));
        Assert.Equal(("rhttpproxy", "101099"), (table.Process, table.ProcessKey));
        Assert.Equal("esxcli", Assert.Single(report.Files).Format);
        Zeek.ZeekConnTests.AssertEqual(table, json);
        Zeek.ZeekConnTests.AssertEqual(table, Assert.Single(csv));
        Assert.True(table.Identity == json.Identity && table.Identity == csv[0].Identity);
    }

    [Fact]
    public void Parse_RowsOfEachKind_AreFlowsOrIgnored()
    {
        var found = CollectingSink.Read(EsxcliFormat.Table, "x", "Fri Jan  2 09:00:00 UTC 2026", "   " + Header,
            "   tcp   0  52  192.0.2.8:22  198.51.100.7:60123  ESTABLISHED  1  NewReno  sshd",
            "   udp   0   0  192.0.2.8:53211  192.0.2.1:53  67001  net lbt",
            "   tcp   0   0  [2001:db8::8]:41234  [2001:db8::9]:443  SYN_SENT  7  newreno  python3",
            "   udp   0   0  0.0.0.0:68  0.0.0.0:0  67000  dhclient-uw",
            "   tcp   0   0  127.0.0.1:80  127.0.0.1:51234  ESTABLISHED  9  newreno  x",
            "   tcp   0   0  0.0.0.0:22  0.0.0.0:0  LISTEN  67083  newreno  inetd",
            "   tcp   0   0  here:1  203.0.113.9:443  ESTABLISHED  7  newreno  x",
            "no row at all");

        Assert.Equal(
            [("198.51.100.7", 22, HostSide.Destination, "sshd"), ("192.0.2.8", 53, HostSide.Source, "net lbt"), ("2001:db8::8", 443, HostSide.Source, "python3")],
            found.Events.Select(one => (one.SourceAddress!, one.DestinationPort!.Value, one.HostSide, one.Process!)));
        Assert.All(found.Events, one => Assert.Equal(Nine, one.TimeMicros));
        Assert.Equal(["time of a snapshot", "header", "esxcli socket without a far end", "loopback connection", "esxcli socket without a far end"], found.Ignored);
        Assert.Equal(["address not understood", "no connection of esxcli"], found.Rejected);
    }

    [Theory]
    [InlineData("esx01.20260102-090000.txt", Nine)]
    [InlineData("2026-01-02_09-00.esxcli", Nine)]
    [InlineData("/20250101T0000/a-2026-01-02T09:00:00Z.txt", Nine)]
    [InlineData("esx01-20260102.txt", null)]
    [InlineData("esx01-20261302T0900.txt", null)]
    [InlineData("connections.txt", null)]
    public void OfName_DateAndTimeOfDay_AreTaken(string file, long? expected) => Assert.Equal(expected, SnapshotTime.OfName(file));

    [Fact]
    public void Run_NoTimeAnywhere_TakesTheFilesOwn()
    {
        using var folder = new TestFolder();
        var path = folder.Write("connections.txt", Header + "\n" + Row + "\n");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddMicroseconds(Nine));
        long? time = null;
        LogImporter.Run([path], new ImportOptions(), one => time = one.TimeMicros);
        Assert.Equal(Nine, time);

        var sent = LogImporter.ReadStream(new MemoryStream(Encoding.UTF8.GetBytes(Header + "\n" + Row)), path, new ImportOptions(), _ => { });
        Assert.Equal("time missing: none in the file, its name or its own", Assert.Single(sent.Total.RejectedBy).Key);
    }

    [Fact]
    public void Parse_SameConnectionInLaterSnapshots_IsOneEventADay()
    {
        var found = CollectingSink.Read(EsxcliFormat.Table, "x", "2026-01-02T09:00:00Z", Header, Row, "2026-01-02T10:00:00Z", Header, Row, "2026-01-03T09:00:00Z", Header, Row).Events;

        Assert.Equal(found[0].Identity, found[1].Identity);
        Assert.NotEqual(found[0].Identity, found[2].Identity);
    }
}
