using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Context;

public sealed class EventSituatorTests
{
    private static readonly SiteContext Site = new()
    {
        LocalNetworks = ["10.0.0.0/8"],
        LocalDomains = ["corp.example"],
        Assets =
        [
            new Asset("pc7", Platform.Windows, TimeZone: "Europe/Amsterdam", Criticality: 3, Addresses: [new AddressAlias("10.0.0.7")]),
            new Asset("web1", Platform.Linux, Addresses: [new AddressAlias("10.0.0.80", null, 1_000), new AddressAlias("10.0.0.81", 1_000)]),
            new Asset("old", Platform.MacOS, Addresses: [new AddressAlias("10.0.0.81", null, 1_000)]),
            new Asset("guest1", Platform.ESXi, Addresses: [new AddressAlias("10.0.0.90")]),
        ],
        TalkingProcesses = ["updater.exe"],
    };

    private static Situation Read(SecurityEvent e) => new EventSituator(Site).Situate(e);

    private static SecurityEvent Flow(string from, string to, long? sent, long? received, string? app = "ssl", int port = 443) => new()
    {
        TimeMicros = 1_700_000_000_000_000,
        Source = "zeek.conn",
        Kind = EventKind.NetworkFlow,
        Transport = "tcp",
        Application = app,
        SourceAddress = from,
        SourcePort = 50_000,
        DestinationAddress = to,
        DestinationPort = port,
        DestinationCountry = "NL",
        SourceCountry = "US",
        SourceBytes = sent,
        DestinationBytes = received,
    };

    [Fact]
    public void Flow_OpenedFromInside_LeavesWithTheSourcesBytes()
    {
        var s = Read(Flow("10.0.0.7", "203.0.113.9", 5_000, 10));
        Assert.Equal(Direction.Outbound, s.Direction);
        Assert.Equal("pc7", s.Host);
        Assert.Equal("host:pc7", s.HostEntity);
        Assert.Equal(Platform.Windows, s.Platform);
        Assert.Equal(5_000, s.BytesOut);
        Assert.Equal("NL", s.RemoteCountry);
        Assert.Equal("203.0.113.9", s.Destination);
        Assert.Equal(3, s.Criticality);
        Assert.True(s.IsScored);
        Assert.False(s.IsLocal);
    }

    /// <summary>A victim-side server, a datastore download and a fetched mail archive leave as responses.</summary>
    [Fact]
    public void Flow_OpenedFromOutside_LeavesAsTheResponse()
    {
        var s = Read(Flow("203.0.113.9", "10.0.0.7", 100, 9_000_000, "http", 8000));
        Assert.Equal(Direction.Response, s.Direction);
        Assert.Equal("pc7", s.Host);
        Assert.Equal(9_000_000, s.BytesOut);
        Assert.Equal("US", s.RemoteCountry);
        Assert.Equal(8000, s.ServicePort);
        Assert.True(s.IsScored);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(null)]
    public void Flow_UnansweredScan_IsNotScored(long? answered) =>
        Assert.False(Read(Flow("203.0.113.9", "10.0.0.7", 60, answered)).IsScored);

    /// <summary>Seen at a server on the internet: lone packets with forged sources to addresses that are not the server's.</summary>
    [Theory]
    [InlineData("198.51.100.4", 1_052L, 0L, false)]
    [InlineData("198.51.100.4", 1_052L, null, false)]
    [InlineData("232.31.29.242", 1_052L, 0L, false)]
    [InlineData("198.51.100.4", 1_052L, 60L, true)]
    [InlineData("172.16.5.4", 1_052L, 0L, true)]
    public void Flow_BetweenUnknownAddresses_IsScoredWhenItWasAnsweredOrItsSourceIsPrivate(string source, long? sent, long? received, bool isScored) =>
        Assert.Equal(isScored, Read(Flow(source, "203.0.113.9", sent, received, null, 15_924)).IsScored);

    [Fact]
    public void Flow_UnansweredOnASiteWithoutLocalNetworks_IsScored() =>
        Assert.True(new EventSituator(new SiteContext()).Situate(Flow("198.51.100.4", "203.0.113.9", 1_052, 0)).IsScored);

    [Fact]
    public void Flow_BetweenLocalHosts_IsLocalAndNamesTheService()
    {
        var s = Read(Flow("10.0.0.7", "10.0.0.90", 1, 1, "smb", 445));
        Assert.True(s.IsLocal);
        Assert.True(s.IsScored);
        Assert.Equal("guest1:445/smb", s.Destination);
    }

    [Theory]
    [InlineData("239.255.255.250")]
    [InlineData("10.0.0.255")]
    [InlineData("169.254.1.1")]
    [InlineData("ff02::fb")]
    public void Flow_ToMulticastBroadcastOrLinkLocal_IsNotScored(string destination) =>
        Assert.False(Read(Flow("10.0.0.7", destination, 100, 0)).IsScored);

    [Fact]
    public void Flow_GuestNamedInAssets_IsESXiEvenWhenItsOwnLogSaysWindows()
    {
        var e = Flow("10.0.0.90", "203.0.113.9", 1, 1);
        e.Host = "guest1";
        e.Platform = Platform.Windows;
        e.HostSide = HostSide.Source;
        Assert.Equal(Platform.ESXi, Read(e).Platform);
    }

    [Fact]
    public void Address_UsedByTwoHostsInTurn_MeansTheOneOfThatTime()
    {
        var early = Flow("10.0.0.81", "203.0.113.9", 1, 1);
        early.TimeMicros = 999;
        var late = Flow("10.0.0.81", "203.0.113.9", 1, 1);
        late.TimeMicros = 1_000;
        Assert.Equal("old", Read(early).Host);
        Assert.Equal("web1", Read(late).Host);
    }

    [Fact]
    public void Host_WithFullName_IsTheAssetListedByItsFirstLabel()
    {
        var e = new SecurityEvent { Kind = EventKind.ProcessStart, Host = "pc7.corp.example", Platform = Platform.Windows, Process = "curl.exe", Tool = "curl", User = "corp\\ann", UserClass = UserClass.Person };
        var s = Read(e);
        Assert.Equal("pc7", s.Host);
        Assert.Equal("corp\\ann", s.User);
        Assert.Equal("curl", s.Destination);
        Assert.True(s.IsScored);
    }

    [Fact]
    public void User_MachineWideAccount_IsQualifiedByItsHost()
    {
        var e = new SecurityEvent { Kind = EventKind.ProcessStart, Host = "web1", Platform = Platform.Linux, Process = "scp", Tool = "scp", User = "root", UserClass = UserClass.System };
        Assert.Equal("user:root@web1", Read(e).UserEntity);
    }

    [Theory]
    [InlineData("notepad.exe", null, false)]
    [InlineData("updater.exe", null, true)]
    [InlineData("x.exe", "rclone", true)]
    public void ProcessStart_IsScored_WhenItCanTransferOrTalksOutward(string process, string? tool, bool scored) =>
        Assert.Equal(scored, Read(new SecurityEvent { Kind = EventKind.ProcessStart, Host = "pc7", Process = process, Tool = tool }).IsScored);

    [Theory]
    [InlineData("a.tunnel.test", "tunnel.test", true)]
    [InlineData("dc1.corp.example", "corp.example", false)]
    [InlineData("printer", null, false)]
    [InlineData("9.113.0.203.in-addr.arpa", "in-addr.arpa", false)]
    [InlineData("_x.local", null, false)]
    public void DnsQuery_LocalAndReverseNames_AreNotScored(string name, string? registered, bool scored)
    {
        var s = Read(new SecurityEvent { Kind = EventKind.DnsQuery, SourceAddress = "10.0.0.7", DestinationAddress = "10.0.0.1", DnsName = name, RegisteredDomain = registered });
        Assert.Equal(scored, s.IsScored);
        Assert.Equal("pc7", s.Host);
    }

    [Fact]
    public void CloudCall_ReadingAnObject_LeavesWithTheStoresBytes()
    {
        var s = Read(new SecurityEvent
        {
            Kind = EventKind.CloudApiCall, CloudAction = "s3:GetObject", CloudRole = "backup", CloudPrincipal = "arn:aws:sts::1:assumed-role/backup/i-1",
            CloudResource = "payroll", SourceAddress = "203.0.113.9", SourceCountry = "RU", SourceBytes = 10, DestinationBytes = 7_000, Outcome = Outcome.Success,
        });
        Assert.Equal(Platform.IaaS, s.Platform);
        Assert.Equal("role:backup", s.RoleEntity);
        Assert.Equal(7_000, s.BytesOut);
        Assert.Equal("RU", s.RemoteCountry);
        Assert.Equal("payroll", s.Destination);
        Assert.True(s.IsScored);
    }

    [Theory]
    [InlineData("s3:GetObject", Outcome.Failure, null, false)]
    [InlineData("iam:CreateUser", Outcome.Success, null, false)]
    [InlineData("iam:CreateUser", Outcome.Success, "999999999999", true)]
    public void CloudCall_IsScored_WhenItSucceededAndCanMoveData(string action, Outcome outcome, string? foreign, bool scored) =>
        Assert.Equal(scored, Read(new SecurityEvent { Kind = EventKind.CloudApiCall, CloudAction = action, CloudPrincipal = "p", CloudResource = "r", Outcome = outcome, ForeignAccount = foreign }).IsScored);

    /// <summary>2023-11-14T22:13:20Z is 23:13 in Amsterdam; the date is the local one.</summary>
    [Fact]
    public void LocalTime_FollowsTheAssetsZone()
    {
        var s = Read(Flow("10.0.0.7", "203.0.113.9", 1, 1));
        Assert.Equal(23, s.LocalHour);
        Assert.Equal(new DateOnly(2023, 11, 14).DayNumber - new DateOnly(1970, 1, 1).DayNumber, s.LocalDate);
        Assert.Equal("Europe/Amsterdam", s.TimeZone);
    }

    [Fact]
    public void Situate_RepeatedEvent_AllocatesNothing()
    {
        var situator = new EventSituator(Site);
        var e = Flow("10.0.0.7", "203.0.113.9", 5_000, 10);
        situator.Situate(e);
        Assert.Equal(0, Allocation.LeastOfRounds(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                situator.Situate(e);
            }
        }));
    }
}
