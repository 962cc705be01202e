using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Lake;

/// <summary>Small cases whose outcome is worked out by hand.</summary>
public sealed class ImportJoinTests : LakeTests
{
    [Fact]
    public void Commit_NetworkEvent_TakesWhatItLacksFromItsProcess()
    {
        var result = Import(Start(1, Day, "1234", "curl"), Flow(2, Day + Second, "1234"));

        Assert.Equal((1, 0, 0), (result.JoinedToProcess, result.JoinedToParent, result.JoinedToFlow));
        var flow = Read(2);
        Assert.Equal(
            ("curl", "/usr/bin/curl", "curl", "bash", "/bin/bash", "curl -T x", "alice", UserClass.Person, "alice>root", "curl", "put"),
            (flow.Process, flow.ProcessPath, flow.OriginalName, flow.Parent, flow.ParentPath, flow.CommandLine, flow.User, flow.UserClass, flow.PrivilegeChange, flow.Tool, flow.Verb));
        Assert.Equal("1234", flow.ProcessKey);
    }

    [Fact]
    public void Commit_NetworkEventWithOwnFields_KeepsThem()
    {
        var flow = Flow(2, Day + Second, "1234");
        (flow.Process, flow.User, flow.Parent, flow.CommandLine) = ("curl", "bob", "own parent", "own line");
        (flow.ProcessPath, flow.OriginalName) = ("/own/curl", "curl");
        var lacksOnlyUser = Copy(flow);
        (lacksOnlyUser.Identity, lacksOnlyUser.User) = (3, null);
        Assert.Equal(1, Import(Start(1, Day, "1234", "curl"), flow, lacksOnlyUser).JoinedToProcess);

        AssertSame([flow], [Read(2)]);
        Assert.Equal(("alice", UserClass.Person, "own line", null), (Read(3).User, Read(3).UserClass, Read(3).CommandLine, Read(3).Tool));
    }

    [Fact]
    public void Commit_ProcessIdUsedAgain_TakesTheLatestStartAtOrBefore()
    {
        Import(
            Start(1, Day, "1234", "first"), Start(2, Day + (10 * Second), "1234", "second"),
            Flow(3, Day - 1, "1234"), Flow(4, Day, "1234"), Flow(5, Day + (10 * Second) - 1, "1234"), Flow(6, Day + (10 * Second), "1234"));
        Assert.Equal([null, "first", "first", "second"], new UInt128[] { 3, 4, 5, 6 }.Select(id => Read(id).Process));
    }

    [Fact]
    public void Commit_StartMoreThanADayBefore_IsAnotherProcess()
    {
        Import(Start(1, Day, "1234", "old"), Flow(2, Day + (24 * Hour), "1234"), Flow(3, Day + (24 * Hour) + 1, "1234"));
        Assert.Equal(("old", null), (Read(2).Process, Read(3).Process));
    }

    [Fact]
    public void Commit_NamesOfTheProcessDiffer_IsNotJoined()
    {
        var flow = Flow(2, Day + Second, "1234");
        flow.Process = "wget";
        Assert.Equal(0, Import(Start(1, Day, "1234", "curl"), flow).JoinedToProcess);
        Assert.Null(Read(2).CommandLine);
    }

    [Theory]
    [InlineData("other", "windows.sysmon", "1234")]
    [InlineData("host", "linux.auditd", "1234")]
    [InlineData("host", "windows.sysmon", "1235")]
    public void Commit_OtherHostSourceOrKey_IsNotJoined(string host, string source, string key)
    {
        var flow = Flow(2, Day + Second, key);
        (flow.Host, flow.Source) = (host, source);
        Assert.Equal(0, Import(Start(1, Day, "1234", "curl"), flow).JoinedToProcess);
    }

    [Fact]
    public void Commit_OtherLogOfTheSameSource_IsJoined()
    {
        var flow = Flow(2, Day + Second, "1234");
        flow.Source = "windows.security";
        Assert.Equal(1, Import(Start(1, Day, "1234", "curl"), flow).JoinedToProcess);
    }

    [Fact]
    public void Commit_DayBoundary_IsJoinedAcross()
    {
        Import(Start(1, Day - 1, "1234", "curl"), Flow(2, Day, "1234"));
        Assert.Equal("curl", Read(2).Process);
    }

    [Fact]
    public void Commit_StartAlreadyInTheLake_StillGivesItsNames()
    {
        Import(Start(1, Day, "1234", "curl"));
        var result = Import(Start(1, Day, "1234", "curl"), Flow(2, Day + Second, "1234"));
        Assert.Equal((1, 1, 1), (result.Doubled, result.Written, result.JoinedToProcess));
    }

    [Fact]
    public void Commit_MissingParent_IsFoundByItsKey()
    {
        var child = Start(2, Day + Second, "2", "curl");
        (child.Parent, child.ParentPath, child.ParentKey) = (null, null, "1");
        var result = Import(Start(1, Day, "1", "bash"), child, Flow(3, Day + (2 * Second), "2"));

        Assert.Equal((1, 1), (result.JoinedToProcess, result.JoinedToParent));
        Assert.Equal(("bash", "/usr/bin/bash"), (Read(2).Parent, Read(2).ParentPath));
        Assert.Equal(("curl", "bash", "/usr/bin/bash"), (Read(3).Process, Read(3).Parent, Read(3).ParentPath));
    }

    [Fact]
    public void Commit_ProcessThatNamesItselfAsParent_HasNone()
    {
        var start = Start(1, Day, "1", "init");
        (start.Parent, start.ParentPath, start.ParentKey) = (null, null, "1");
        Assert.Equal(0, Import(start).JoinedToParent);
        Assert.Null(Read(1).Parent);
    }

    [Fact]
    public void Commit_Flow_TakesDomainAndProtocolFromItsOtherRecords()
    {
        var conn = Zeek(1, Day, "conn", "C1");
        var later = Zeek(2, Day + (2 * Second), "ssl", "C1");
        (later.Domain, later.RegisteredDomain) = ("late.example.org", "example.org");
        var http = Zeek(3, Day + Second, "http", "C1");
        (http.Kind, http.Domain, http.RegisteredDomain, http.HttpMethod, http.UserAgent, http.Application) =
            (EventKind.HttpRequest, "a.example.com", "example.com", "POST", "curl/8", "http");
        var other = Zeek(4, Day, "conn", "C2");
        Assert.Equal(2, Import(conn, later, http, other).JoinedToFlow);

        var joined = Read(1);
        Assert.Equal(("a.example.com", "example.com", "POST", "curl/8", "http"), (joined.Domain, joined.RegisteredDomain, joined.HttpMethod, joined.UserAgent, joined.Application));
        Assert.Equal(("late.example.org", "example.org", "POST"), (Read(2).Domain, Read(2).RegisteredDomain, Read(2).HttpMethod));
        Assert.Null(Read(4).Domain);
        AssertSame([http], [Read(3)]);
    }

    [Fact]
    public void Commit_FlowWithADomain_NeverTakesAnothersRegisteredDomain()
    {
        var conn = Zeek(1, Day, "conn", "C1");
        conn.Domain = "10.0.0.1";
        var ssl = Zeek(2, Day, "ssl", "C1");
        (ssl.Domain, ssl.RegisteredDomain) = ("a.example.com", "example.com");
        Import(conn, ssl);
        Assert.Equal(("10.0.0.1", null), (Read(1).Domain, Read(1).RegisteredDomain));
    }

    private SecurityEvent Read(UInt128 identity) => ReadAll().Single(e => e.Identity == identity);

    private static SecurityEvent Start(ulong identity, long time, string key, string name)
    {
        var start = Event(identity, time, EventKind.ProcessStart);
        (start.Source, start.Host, start.ProcessKey) = ("windows.sysmon", "host", key);
        (start.Process, start.ProcessPath, start.OriginalName, start.CommandLine) = (name, $"/usr/bin/{name}", name, $"{name} -T x");
        (start.Parent, start.ParentPath, start.User, start.UserClass, start.PrivilegeChange) = ("bash", "/bin/bash", "alice", UserClass.Person, "alice>root");
        (start.Tool, start.Verb) = (name, "put");
        return start;
    }

    private static SecurityEvent Flow(ulong identity, long time, string key)
    {
        var flow = Event(identity, time);
        (flow.Source, flow.Host, flow.ProcessKey) = ("windows.sysmon", "host", key);
        return flow;
    }

    private static SecurityEvent Zeek(ulong identity, long time, string log, string uid)
    {
        var record = Event(identity, time);
        (record.Source, record.FlowKey) = ($"zeek.{log}", uid);
        return record;
    }
}
