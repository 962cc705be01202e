using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Windows;

/// <summary>Real records of each dialect; the expected values were read in the records by hand.</summary>
public sealed class WindowsFixtureTests
{
    [Fact]
    public void Import_NxLog2020_GivesAllKindsInUtc()
    {
        var (events, report) = Fixture.Import("otrf-nxlog-2020.ndjson");

        Assert.Equal(9, report.Total.Read);
        Assert.Equal(0, report.Total.Rejected);
        Assert.Equal(new Dictionary<string, long> { ["event id 10"] = 1, ["event id 12"] = 1 }, report.Total.IgnoredBy);

        var start = events.One("windows.sysmon", EventKind.ProcessStart);
        Assert.Equal("runtimebroker.exe", start.Process);
        Assert.Equal("svchost.exe", start.Parent);
        Assert.Equal(@"mordor\sbeavers", start.User);
        Assert.Equal(UserClass.Person, start.UserClass);
        Assert.Equal("workstation6.mordor.local", start.Host);
        Assert.Equal(Platform.Windows, start.Platform);
        Assert.Equal(Fixture.Micros("2020-06-10T02:51:07.460Z"), start.TimeMicros);
        Assert.StartsWith("Microsoft-Windows-Sysmon/Operational/", start.RecordId, StringComparison.Ordinal);
        Assert.Null(start.PrivilegeChange);

        // 22:50:56 local, received 22:50:57 local, @timestamp 02:50:57.553Z: the zone is -4 hours.
        var inbound = Assert.Single(events, found => found.Source == "windows.security" && found.HostSide == HostSide.Destination);
        Assert.Equal(Fixture.Micros("2020-06-10T02:50:56Z"), inbound.TimeMicros);
        Assert.Equal(("192.168.5.2", 49246, "172.18.38.5", 53), (inbound.SourceAddress, inbound.SourcePort, inbound.DestinationAddress, inbound.DestinationPort));
        Assert.Equal(("udp", "dns.exe", "3548"), (inbound.Transport, inbound.Process, inbound.ProcessKey));

        // A DNS server's answer: Initiated=false, yet the host is the source.
        var answer = Assert.Single(events, found => found.Source == "windows.sysmon" && found.SourcePort == 53);
        Assert.Equal(HostSide.Source, answer.HostSide);
        Assert.Equal("dns.exe", answer.Process);
    }

    [Fact]
    public void Import_NxLog2019_ProcessIdOfTheEmitterIsNotTheEvents()
    {
        var (events, _) = Fixture.Import("otrf-nxlog-2019.ndjson");

        // The JSON number ProcessID 4 is NXLog's; the event's own stands in the rendered message alone.
        var flow = events.One("windows.security", EventKind.NetworkFlow);
        Assert.NotEqual("4", flow.ProcessKey);
        Assert.Matches("^[0-9]+$", flow.ProcessKey);
        var message = File.ReadLines(Fixture.PathOf("otrf-nxlog-2019.ndjson")).First(line => line.Contains("5156", StringComparison.Ordinal));
        Assert.Contains($@"Process ID:\t\t{flow.ProcessKey}\r\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_LocalTimeMarkedAsUtc_IsCorrectedForRecordsBeforeAndAfterTheFirstSysmonEvent()
    {
        var (events, report) = Fixture.Import("otrf-flat-local-time.ndjson");

        // TimeCreated says 09:02:23Z, Sysmon's own clock 16:02:23 for the same process: Windows logged one start twice.
        var sysmon = events.One("windows.sysmon", EventKind.ProcessStart);
        var security = events.One("windows.security", EventKind.ProcessStart);
        Assert.Equal(Fixture.Micros("2023-07-19T16:02:23.992Z"), sysmon.TimeMicros);
        Assert.Equal(sysmon.CommandLine, security.CommandLine);
        Assert.InRange(security.TimeMicros - sysmon.TimeMicros, -1_000_000, 1_000_000);
        Assert.True(report.Total.Held > 0);

        // UtcTime of these two is a day off (2023-07-18 14:43): the log's stamp counts, with the same seven hours.
        var flow = events.One("windows.sysmon", EventKind.NetworkFlow);
        Assert.Equal(Fixture.Micros("2023-07-19T16:02:19.613Z"), flow.TimeMicros);
        Assert.Equal("2001:500:2::c", flow.DestinationAddress);
        Assert.Equal(Fixture.Micros("2023-07-19T16:03:38.606Z"), events.One("windows.sysmon", EventKind.DnsQuery).TimeMicros);
        Assert.All(events, found => Assert.NotNull(found.Raw));
        Assert.Equal(events.Count, events.Select(found => found.Identity).Distinct().Count());
    }

    [Fact]
    public void Import_Winlogbeat6_UserOfTheEmitterIsNotTheEvents()
    {
        var (events, report) = Fixture.Import("otrf-winlogbeat6.ndjson");

        Assert.Equal(4, report.Total.Events);
        Assert.All(events, found => Assert.EndsWith(".shire.com", found.Host, StringComparison.Ordinal));
        var file = events.One("windows.sysmon", EventKind.FileAccess);
        Assert.Null(file.User);
        var start = events.One("windows.security", EventKind.ProcessStart);
        Assert.NotNull(start.ProcessKey);
        Assert.NotNull(start.ParentKey);
        Assert.NotEqual(start.ProcessKey, start.ParentKey);
    }

    [Fact]
    public void Import_LogAnalytics_ReadsEventDataFromJsonTextAndXmlTextAndTheRowItself()
    {
        var (events, report) = Fixture.Import("otrf-log-analytics.ndjson");

        Assert.Equal(4, report.Total.Events);
        var inbound = Assert.Single(events, found => found.Source == "windows.sysmon" && found.HostSide == HostSide.Destination);
        Assert.Equal(("192.168.3.5", "192.168.2.5", 8080, "tomcat9.exe"), (inbound.SourceAddress, inbound.DestinationAddress, inbound.DestinationPort, inbound.Process));
        Assert.Equal(Fixture.Micros("2022-05-13T08:54:05.123Z"), inbound.TimeMicros);
        Assert.Equal(UserClass.Service, inbound.UserClass);
        Assert.Equal("f3329a35-1c6c-627e-e516-000000000600", inbound.ProcessKey);

        var permitted = events.One("windows.security", EventKind.NetworkFlow);
        Assert.Equal(("tcp", "tomcat9.exe", "3936", HostSide.Destination), (permitted.Transport, permitted.Process, permitted.ProcessKey, permitted.HostSide));

        var start = events.One("windows.security", EventKind.ProcessStart);
        Assert.Equal(("11780", "2084"), (start.ProcessKey, start.ParentKey));
        Assert.Equal((@"nt authority\local service", UserClass.Service), (start.User, start.UserClass));
    }

    [Fact]
    public void Import_EqllibSysmon_ReadsAnArrayWithoutChannelAndComputer()
    {
        var (events, report) = Fixture.Import("eqllib-sysmon.json");

        Assert.Equal((5, 4), (report.Total.Read, report.Total.Events));
        Assert.All(events, found => Assert.Null(found.Host));
        var outgoing = Assert.Single(events, found => found.HostSide == HostSide.Source);
        Assert.Equal(("151.101.48.133", 443, "tcp", null), (outgoing.DestinationAddress, outgoing.DestinationPort, outgoing.Transport, outgoing.Application));
        Assert.Equal(@"art-desktop\bob", outgoing.User);
        var prefetch = events.One("windows.sysmon", EventKind.FileAccess);
        Assert.Equal((".pf", "svchost.exe"), (prefetch.FileExtension, prefetch.Process));
    }

    [Fact]
    public void Import_EqllibNormalised_ReadsTheRenamedFieldsAndFileTime()
    {
        var (events, report) = Fixture.Import("eqllib-normalized.json");

        Assert.Equal((6, 4), (report.Total.Read, report.Total.Events));
        var start = events.One("windows.eql", EventKind.ProcessStart);
        Assert.Equal(("cmd.exe", "powershell.exe"), (start.Process, start.Parent));
        Assert.Equal("42fc7e13-c11d-5c05-0000-0010c6e90401", start.ParentKey);

        // Independent of the reader's arithmetic: the runtime's own conversion.
        Assert.Equal((DateTime.FromFileTimeUtc(131883570844660000) - DateTime.UnixEpoch).Ticks / 10, start.TimeMicros);

        // Multicast as "source" of what came in: the host is the other end.
        var incoming = Assert.Single(events, found => found.SourceAddress == "239.255.255.250");
        Assert.Equal(HostSide.Destination, incoming.HostSide);
    }
}
