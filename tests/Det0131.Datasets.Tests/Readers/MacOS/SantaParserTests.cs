using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.MacOS;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.MacOS;

public sealed class SantaParserTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "MacOS", "santa2.log"));

    // Real log (plaso's test data): expected values read off the lines by hand.
    [Fact]
    public void Parse_RealLog_GivesStartsAndWrites()
    {
        CollectingSink sink = CollectingSink.Read(SantaFormat.Format, "mac9.santa.log", Lines);

        Assert.Empty(sink.Rejected);
        Assert.Equal([EventKind.ProcessStart, EventKind.FileAccess, EventKind.ProcessStart], sink.Events.Select(e => e.Kind));
        SecurityEvent ps = sink.Events[0];
        Assert.Equal(("ps", "/bin/ps -x -o utime,stime -p 57680", "root", "75780", "155"), (ps.Process, ps.CommandLine, ps.User, ps.ProcessKey, ps.ParentKey));
        Assert.Equal(Outcome.Success, ps.Outcome);
        Assert.Equal("mac9", ps.Host);
        Assert.Null(ps.Parent);
        Assert.Equal(("google chrome helper", "testuser", UserClass.Person), (sink.Events[1].Process, sink.Events[1].User, sink.Events[1].UserClass));
        Assert.Equal("launchd", sink.Events[2].Parent);
        Assert.Contains("action EXIT", sink.Ignored);
    }

    [Fact]
    public void Parse_ParentSeenBefore_IsNamed()
    {
        CollectingSink sink = CollectingSink.Read(
            SantaFormat.Format,
            "x",
            "[2022-02-09T16:47:01.893Z] I santad: action=EXEC|decision=ALLOW|pid=10|ppid=1|uid=501|user=Ann|path=/bin/zsh|args=zsh",
            "[2022-02-09T16:47:02.893Z] I santad: action=EXEC|decision=DENY|pid=11|ppid=10|uid=501|user=Ann|path=/usr/bin/curl|args=curl -d a|path=/x http://h");

        Assert.Equal(("curl", "zsh", "curl -d a|path=/x http://h", "ann", Outcome.Failure),
            (sink.Events[1].Process, sink.Events[1].Parent, sink.Events[1].CommandLine, sink.Events[1].User, sink.Events[1].Outcome));
    }

    [Theory]
    [InlineData("", "not a santa line")]
    [InlineData("x", "not a santa line")]
    [InlineData("[now] I santad: action=EXEC|path=/a", "time missing or not a time")]
    [InlineData("[2022-02-09T16:47:01.893Z] I santad: action=EXEC|args=x", "path missing")]
    public void Parse_BrokenLines_AreRejected(string line, string reason) =>
        Assert.Equal([reason], CollectingSink.Read(SantaFormat.Format, "x", line).Rejected);

    [Fact]
    public void Parse_NoticeOfLostMessages_IsIgnored() => Assert.Equal(
        ["notice of lost messages"],
        CollectingSink.Read(SantaFormat.Format, "x", "[2018-08-19T03:13:12.253Z] *** LOG MESSAGE QUOTA EXCEEDED - SOME MESSAGES FROM THIS PROCESS HAVE BEEN DISCARDED ***").Ignored);

    [Fact]
    public void Parse_DamagedLines_AreEachAccountedForOnce() => Damage.Check(SantaFormat.Format, [.. Lines.Select(Encoding.UTF8.GetBytes)], rounds: 3000);

    [Fact]
    public void Detect_RealLog_IsCertain()
    {
        Assert.Equal(100, SantaFormat.Format.Detect(Encoding.UTF8.GetBytes(string.Join('\n', Lines)), "x").Confidence);
        Assert.Equal(0, SantaFormat.Format.Detect("[2022] kernel: x"u8.ToArray(), "santa.log").Confidence);
    }
}
