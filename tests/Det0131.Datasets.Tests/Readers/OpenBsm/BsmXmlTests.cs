using Det0131.Datasets.Readers.OpenBsm;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.OpenBsm;

/// <summary>Records as OpenBSM's bsm_io.c prints them with AU_OFLAG_XML.</summary>
public sealed class BsmXmlTests
{
    private const string Head = "<record version=\"11\" event=\"execve(2)\" modifier=\"0\" time=\"Sun Mar  1 10:00:00 2026\" msec=\" + 195 msec\" >";
    private const string Tail = "<subject audit-uid=\"ann\" uid=\"root\" gid=\"wheel\" ruid=\"root\" rgid=\"wheel\" pid=\"412\" sid=\"1\" tid=\"5 0.0.0.0\" /><return errval=\"success\" retval=\"0\" /></record>";

    [Fact]
    public void Parse_VisualAndEntityEscapes_AreResolved()
    {
        var start = Assert.Single(Read($"{Head}<exec_args><arg>curl</arg><arg>a\\\\b&amp;\\n\\M-C\\M-)\\^[\\s\\240x</arg></exec_args><path>/a & b/c&lt;url</path>{Tail}").Events);
        Assert.Equal("curl \"a\\b&\né\u001b \uFFFDx\"", start.CommandLine);
        Assert.Equal(("/a & b/c<url", "ann", "ann>root"), (start.ProcessPath, start.User, start.PrivilegeChange));
    }

    /// <summary>print_header32_ex_tok leaves the tag open and separates by commas.</summary>
    [Fact]
    public void Parse_OpenHeaderWithMachine_IsUnderstood()
    {
        var sink = Read("<record ,201,11,execve(2),0,10.0.0.8,Sun Mar  1 10:00:00 2026, + 195 msec", "<path>/bin/ls</path>", Tail);
        var start = Assert.Single(sink.Events);
        Assert.Equal(("10.0.0.8", "ls", Fixture.Micros("2026-03-01T10:00:00.195Z"), 1L), (start.Host, start.Process, start.TimeMicros, start.Line));
    }

    [Fact]
    public void Parse_PathThatLooksLikeASubject_DoesNotTakeItsPlace()
    {
        var start = Assert.Single(Read(Head, "<path>/tmp/<subject audit-uid=\"eve\" pid=\"1\" /><return errval=\"failure\" />", "</path>", Tail).Events);
        Assert.Equal(("ann", "412", Outcome.Success), (start.User, start.ProcessKey, start.Outcome));
    }

    [Fact]
    public void Parse_RecordWithoutEnd_IsRefusedWhenTheNextBegins()
    {
        var sink = Read(Head, "<path>/bin/ls</path>", Head, "<path>/bin/cp</path>", Tail, "</audit>", Head);
        Assert.Equal("cp", Assert.Single(sink.Events).Process);
        Assert.Equal([OpenBsmParser.CutOff, OpenBsmParser.CutOff], sink.Rejected);
    }

    [Theory]
    [InlineData("<record version=\"11\" event=\"execve(2)\" time=\"Sun Mar 41 10:00:00 2026\" msec=\" + 195 msec\" >" + Tail, OpenBsmParser.NotReadable)]
    [InlineData("<record version=\"11\" time=\"Sun Mar  1 10:00:00 2026\" msec=\" + 195 msec\" >" + Tail, OpenBsmParser.NotReadable)]
    [InlineData("<record ,1,11,execve(2)" + Tail, OpenBsmParser.NotReadable)]
    [InlineData(Head + "</record>", "process id missing")]
    public void Parse_Damaged_IsRefused(string line, string reason) => Assert.Equal([reason], Read(line).Rejected);

    [Fact]
    public void Parse_LongRecord_IsRefused()
    {
        var sink = Read([Head, .. Enumerable.Repeat(new string('x', 1000), 300), Tail]);
        Assert.Equal([OpenBsmParser.TooLong], sink.Rejected);
        Assert.Empty(sink.Events);
    }

    private static CollectingSink Read(params string[] lines) => CollectingSink.Read(OpenBsmFormat.Printed, "x.log", lines);
}
