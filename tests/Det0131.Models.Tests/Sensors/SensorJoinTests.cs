using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Sensors;

namespace Det0131.Models.Tests.Sensors;

/// <summary>Expectations are hand-made: each case is one connection as its sensors tell of it.</summary>
public sealed class SensorJoinTests
{
    private const long Start = 1_780_000_000_000_000;
    private const long Second = 1_000_000;

    private static readonly SiteContext Site = new()
    {
        LocalNetworks = ["10.0.0.0/24"],
        Assets =
        [
            new Asset("web1", Platform.Linux, Addresses: [new AddressAlias("10.0.0.80", null, Start), new AddressAlias("10.0.0.81", Start)]),
            new Asset("db1", Platform.Linux, Addresses: [new AddressAlias("10.0.0.81", null, Start), new AddressAlias("10.0.0.80", Start)]),
        ],
    };

    private UInt128 _next = 1;

    [Fact]
    public void Take_FlowOfAHostThatLogsIt_TakesWhoAndKeepsWhatTheSensorKnows()
    {
        var (host, flow) = (Sysmon(0), Conn(1));
        (flow.User, flow.Verb) = (null, "put");
        var (events, figures) = Join(host, flow);
        var joined = events.Single(e => e.Source == "zeek.conn");
        Assert.Equal(("pc7", Platform.Windows, HostSide.Source, @"corp\alice", UserClass.Person), (joined.Host, joined.Platform, joined.HostSide, joined.User, joined.UserClass));
        Assert.Equal(("curl.exe", @"c:\windows\system32\curl.exe", "cmd.exe", "curl", "put"), (joined.Process, joined.ProcessPath, joined.Parent, joined.Tool, joined.Verb));
        Assert.Equal((5_000, "ssl", "files.example"), (joined.SourceBytes, joined.Application, joined.Domain));
        // The host's record passes as it came.
        Assert.Equal(SensorJoinTwinTests.Print(host), SensorJoinTwinTests.Print(events.Single(e => e.Source == "windows.sysmon")));
        Assert.Equal(new SensorFigures(1, 1, 0, 0, 0), figures);
    }

    /// <summary>Five seconds either way are near, a microsecond more is not.</summary>
    [Theory]
    [InlineData(5 * Second, true)]
    [InlineData(-5 * Second, true)]
    [InlineData((5 * Second) + 1, false)]
    [InlineData((-5 * Second) - 1, false)]
    public void Take_FlowSoFarFromItsRecord_IsJoinedWithinFiveSeconds(long later, bool isJoined)
    {
        var flow = Conn(0);
        flow.TimeMicros += later;
        Assert.Equal(isJoined ? 1 : 0, Join(Sysmon(0), flow).Figures.Joined);
    }

    [Fact]
    public void Take_TwoProcessesUnderOneKey_IsAmbiguousAndNotJoined()
    {
        var other = Sysmon(2);
        other.Process = "nc.exe";
        var (events, figures) = Join(Sysmon(0), Conn(1), other);
        Assert.Null(events.Single(e => e.Source == "zeek.conn").Process);
        Assert.Equal(new SensorFigures(1, 0, 1, 0, 0), figures);
    }

    /// <summary>The same port minutes later is another connection: each has the process of its own time.</summary>
    [Fact]
    public void Take_ReusedPort_TakesTheProcessOfItsTime()
    {
        var (other, later) = (Sysmon(120), Conn(121));
        other.Process = "nc.exe";
        var (events, _) = Join(Sysmon(0), Conn(1), other, later);
        Assert.Equal(["curl.exe", "nc.exe"], events.Where(e => e.Source == "zeek.conn").Select(e => e.Process));
    }

    /// <summary>auditd names neither its own address nor its port: the address tells the host, and whose it is changes.</summary>
    [Theory]
    [InlineData("10.0.0.80", -60, true)]
    [InlineData("10.0.0.80", 60, false)]
    [InlineData("10.0.0.81", 60, true)]
    [InlineData("10.0.0.81", -60, false)]
    public void Take_RecordWithoutItsOwnEnd_MeetsByTheHostsAddressOfThatTime(string address, int second, bool isJoined)
    {
        var flow = Conn(second);
        flow.SourceAddress = address;
        var (events, figures) = Join(Audit(second + 1, "web1"), flow);
        Assert.Equal(isJoined ? 1 : 0, figures.Joined);
        Assert.Equal(isJoined ? "web1" : null, events.Single(e => e.Source == "zeek.conn").Host);
    }

    /// <summary>Behind an address translation the sensor sees another address and port: nothing says that these are one.</summary>
    [Fact]
    public void Take_TranslatedAddress_IsNotJoined()
    {
        var flow = Conn(0);
        (flow.SourceAddress, flow.SourcePort) = ("198.51.100.7", 1_024);
        Assert.Equal(0, Join(Sysmon(0), flow).Figures.Joined);
    }

    /// <summary>With one host at each end the one that opened it is meant; a listener's record alone does for what came from outside.</summary>
    [Fact]
    public void Take_BothEndsLogIt_TakesTheOneThatOpenedIt()
    {
        var listener = Sysmon(0);
        (listener.Host, listener.Process, listener.HostSide) = ("srv1", "httpd.exe", HostSide.Destination);
        Assert.Equal("curl.exe", Join(listener, Sysmon(0), Conn(1)).Events.Single(e => e.Source == "zeek.conn").Process);
        var alone = Join(listener, Conn(1)).Events.Single(e => e.Source == "zeek.conn");
        Assert.Equal(("srv1", HostSide.Destination), (alone.Host, alone.HostSide));
    }

    /// <summary>A request minutes after its connection began is of the same process; a flow is not: its port may have been used again.</summary>
    [Theory]
    [InlineData(EventKind.HttpRequest, true)]
    [InlineData(EventKind.NetworkFlow, false)]
    public void Take_RecordMinutesAfterTheConnection_IsJoinedWhereItIsARequest(EventKind kind, bool isJoined)
    {
        var later = Conn(600);
        later.Kind = kind;
        Assert.Equal(isJoined ? "curl.exe" : null, Join(Sysmon(0), later).Events[^1].Process);
    }

    [Fact]
    public void Take_OneFlowByTwoSensors_KeepsTheOneWithMore()
    {
        var (zeek, firewall) = (Conn(1), Conn(0));
        (firewall.Source, firewall.SourceBytes, firewall.DestinationBytes, firewall.Transport) = ("paloalto.traffic", null, null, null);
        var (events, figures) = Join(zeek, firewall);
        Assert.Equal("zeek.conn", Assert.Single(events).Source);
        Assert.Equal(1, figures.Doubles);
    }

    /// <summary>Records of one connection by one sensor are no doubles.</summary>
    [Fact]
    public void Take_ConnectionAndSessionOfOneSensor_KeepsBoth()
    {
        Assert.Equal(2, Join(Conn(0), Session()).Events.Count);
    }

    /// <summary>Two Zeeks on two lines: each has a connection and its session under a name of its own. All of the one that missed packets goes.</summary>
    [Fact]
    public void Take_OneConnectionByTwoSensorsOfAFamily_KeepsAllOfTheOneThatCountedMore()
    {
        SecurityEvent[] events = [Named(Conn(0), "C1", 20), Named(Session(), "C1", 0), Named(Conn(0), "C2", 20), Named(Session(), "C2", 0)];
        events[2].TimeMicros += 3_000;
        events[3].TimeMicros += 3_000;
        events[0].SourceBytes = 4_000;
        var (kept, figures) = Join(events);
        Assert.Equal([("zeek.conn", "C2"), ("zeek.ssl", "C2")], kept.Select(e => (e.Source, e.FlowKey)).Order());
        Assert.Equal(2, figures.Doubles);
    }

    /// <summary>One sensor's connections of the same ends follow each other: a port used again, or a scan.</summary>
    [Theory]
    [InlineData(2, 3, 2)]
    [InlineData(4, 3, 1)]
    [InlineData(0, 3, 2)]
    public void Take_ConnectionsOfTheSameEnds_AreDoublesWhereTheyOverlap(int lasts, int later, int kept) =>
        Assert.Equal(kept, Join(Named(Conn(0), "C1", lasts), Named(Conn(later), "C2", 1)).Events.Count);

    /// <summary>Two routers export one flow without a name of it; one exports both directions apart, and parts of a flow one after the other.</summary>
    [Theory]
    [InlineData(1, 5_000, false, 1)]
    [InlineData(1, 5_001, false, 2)]
    [InlineData(1, 5_000, true, 2)]
    [InlineData(2, 5_000, false, 2)]
    public void Take_FlowsWithoutAName_AreDoublesWhereTheyOverlapAndCountTheSame(int later, long bytes, bool isBack, int kept)
    {
        var (one, two) = (Named(Connection("netflow", 0), null, 2), Named(Connection("netflow", later), null, 2));
        (one.SourceBytes, two.SourceBytes) = (5_000, bytes);
        if (isBack)
        {
            (two.SourceAddress, two.SourcePort, two.DestinationAddress, two.DestinationPort) = (one.DestinationAddress, one.DestinationPort, one.SourceAddress, one.SourcePort);
        }

        Assert.Equal(kept, Join(one, two).Events.Count);
    }

    /// <summary>Echoes have a type and a code where others have ports: two at a time are two.</summary>
    [Fact]
    public void Take_EchoesAtATime_AreNotDoubles()
    {
        var (one, two) = (Named(Conn(0), "C1", 9), Named(Conn(1), "C2", 9));
        one.Transport = two.Transport = "icmp";
        Assert.Equal(2, Join(one, two).Events.Count);
    }

    [Fact]
    public void Take_OneConnectionInTwoLogsOfAHost_KeepsTheOneThatNamesTheUser()
    {
        var audited = Sysmon(1);
        (audited.Source, audited.User, audited.UserClass) = ("windows.security", null, UserClass.Unknown);
        var (events, figures) = Join(Sysmon(0), audited, Conn(0));
        Assert.Equal(["windows.sysmon", "zeek.conn"], events.Select(e => e.Source).Order());
        Assert.Equal(new SensorFigures(1, 1, 0, 1, 0), figures);
    }

    /// <summary>More at once than may wait: the oldest goes on before its time, in order, and is counted.</summary>
    [Fact]
    public void Take_MoreThanMayWait_GoesOnInOrderAndIsCounted()
    {
        var events = Enumerable.Range(0, 100).Select(i => Conn(i / 50, port: 40_000 + i)).ToList();
        var times = new List<UInt128>();
        var join = new SensorJoin(Site, e => times.Add(e.Identity), new SensorBounds { Held = 10, HostRecords = 10, Sightings = 10 });
        events.ForEach(join.Take);
        join.Complete();
        Assert.Equal(events.Select(e => e.Identity), times);
        Assert.True(join.Figures.Early >= 90, $"{join.Figures.Early} of 100 went early.");
    }

    /// <summary>Counted by the runtime: once rings and slots have their size, an event costs no memory.</summary>
    [Fact]
    public void Take_SteadyStream_AllocatesNothing()
    {
        var join = new SensorJoin(Site, _ => { });
        SecurityEvent[] kinds = [Sysmon(0), Conn(0), Audit(0, "web1"), Connection("suricata.flow", 0)];
        void Feed(int from, int until)
        {
            for (var i = from; i < until; i++)
            {
                var e = kinds[i % kinds.Length];
                (e.TimeMicros, e.Identity) = (Start + (i * Second / 10), (UInt128)i);
                join.Take(e);
            }
        }

        // More than the hour for which host records are remembered.
        Feed(0, 60_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(60_000, 80_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(join.Figures is { Joined: > 10_000, Doubles: > 10_000 }, join.Figures.ToString());
    }

    [Fact]
    public void Check_BoundsOfNothing_NamesAll()
    {
        var fault = Assert.Throws<ArgumentException>(() => new SensorJoin(Site, _ => { }, new SensorBounds { Held = 0, HostChars = -1 }));
        Assert.Contains("Held is 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("HostChars is -1", fault.Message, StringComparison.Ordinal);
    }

    private static (List<SecurityEvent> Events, SensorFigures Figures) Join(params IEnumerable<SecurityEvent> events)
    {
        var found = new List<SecurityEvent>();
        var join = new SensorJoin(Site, e =>
        {
            found.Add(new SecurityEvent());
            found[^1].CopyFrom(e);
        });
        foreach (var e in events.OrderBy(e => e.TimeMicros).ThenBy(e => e.Identity))
        {
            join.Take(e);
        }

        join.Complete();
        return (found, join.Figures);
    }

    private SecurityEvent Connection(string source, int second, int port = 50_000) => new()
    {
        Identity = _next++, TimeMicros = Start + (second * Second), Source = source, Kind = EventKind.NetworkFlow, Transport = "tcp",
        SourceAddress = "10.0.0.7", SourcePort = port, DestinationAddress = "203.0.113.9", DestinationPort = 443,
    };

    private SecurityEvent Conn(int second, int port = 50_000)
    {
        var e = Connection("zeek.conn", second, port);
        (e.SourceBytes, e.DestinationBytes, e.Application, e.Domain, e.RegisteredDomain) = (5_000, 100, "ssl", "files.example", "files.example");
        return e;
    }

    private SecurityEvent Session()
    {
        var e = Conn(0);
        (e.Source, e.SourceBytes, e.DestinationBytes) = ("zeek.ssl", null, null);
        return e;
    }

    private static SecurityEvent Named(SecurityEvent e, string? key, int lasts)
    {
        (e.FlowKey, e.DurationMicros) = (key, lasts == 0 ? null : lasts * Second);
        return e;
    }

    private SecurityEvent Sysmon(int second)
    {
        var e = Connection("windows.sysmon", second);
        (e.Host, e.Platform, e.HostSide, e.User, e.UserClass) = ("pc7", Platform.Windows, HostSide.Source, @"corp\alice", UserClass.Person);
        (e.Process, e.ProcessPath, e.Parent, e.Tool, e.Verb) = ("curl.exe", @"c:\windows\system32\curl.exe", "cmd.exe", "curl", "post");
        return e;
    }

    private SecurityEvent Audit(int second, string host)
    {
        var e = Connection("linux.auditd", second);
        (e.SourceAddress, e.SourcePort, e.Transport) = (null, null, null);
        (e.Host, e.Platform, e.HostSide, e.User, e.Process) = (host, Platform.Linux, HostSide.Source, "deploy", "scp");
        return e;
    }
}
