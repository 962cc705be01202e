using Det0131.Datasets.Readers.Linux;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Linux;

/// <summary>Lines written by hand after the kernel's record formats (linux/audit.h, auditsc.c) and auditd's enriched form.</summary>
public sealed class AuditdParserTests
{
    private const string Enriched = "\u001DARCH=x86_64 SYSCALL=connect AUID=\"Ubuntu\" UID=\"root\" EUID=\"root\"";

    [Fact]
    public void Parse_ConnectInProgress_IsAnAttempt()
    {
        var flow = Assert.Single(Read(
            "node=web1 type=SYSCALL msg=audit(1700000000.250:10): arch=c000003e syscall=42 success=no exit=-115 a0=5 a1=7f a2=10 a3=0 items=0 ppid=1 pid=77 auid=1000 uid=0 gid=0 euid=0 comm=\"curl\" exe=\"/usr/bin/curl\" key=(null)" + Enriched,
            "node=web1 type=SOCKADDR msg=audit(1700000000.250:10): saddr=020001BBACD9A46E0000000000000000",
            "node=web1 type=EOE msg=audit(1700000000.250:10): ").Events);

        Assert.Equal((EventKind.NetworkFlow, "web1", "curl", "77"), (flow.Kind, flow.Host, flow.Process, flow.ProcessKey));
        Assert.Equal(("172.217.164.110", 443, "tcp", HostSide.Source), (flow.DestinationAddress, flow.DestinationPort, flow.Transport, flow.HostSide));
        Assert.Equal((Outcome.Unknown, null, null), (flow.Outcome, flow.SourceAddress, flow.Application));
        Assert.Equal(("ubuntu", "ubuntu>root", UserClass.Person), (flow.User, flow.PrivilegeChange, flow.UserClass));
        Assert.Equal(Fixture.Micros("2023-11-14T22:13:20.250Z"), flow.TimeMicros);
    }

    [Fact]
    public void Parse_SendTo_CountsWhatTheCallReturned()
    {
        var flow = Assert.Single(Read(
            Call("44", "success=yes exit=464"), "type=SOCKADDR msg=audit(1.000:1): saddr={ saddr_fam=inet6 laddr=2001:db8:0:0:0:0:0:53 lport=53 }").Events);

        Assert.Equal(("udp", 464L, "2001:db8::53", 53), (flow.Transport, flow.SourceBytes, flow.DestinationAddress, flow.DestinationPort));
    }

    [Theory]
    [InlineData("saddr=01002F72756E2F6E736364")] // unix
    [InlineData("saddr=100000000000000000000000")] // netlink
    [InlineData("saddr=00000000000000000000000000000000")]
    [InlineData("saddr=0200")]
    [InlineData("saddr=zz")]
    public void Parse_SocketWithoutInternetAddress_GivesNoEvent(string address) =>
        Assert.Empty(Read(Call("42", "success=yes exit=0"), $"type=SOCKADDR msg=audit(1.000:1): {address}").Events);

    [Fact]
    public void Parse_LongArguments_AreJoinedFromTheirPieces()
    {
        // a1 comes in pieces over two records, one of them hexadecimal; a2 is empty; a3 holds a blank.
        var start = Assert.Single(Read(
            Call("59", "success=yes exit=0"),
            "type=EXECVE msg=audit(1.000:1): argc=4 a0=\"echo\" a1_len=6 a1[0]=\"abc\"",
            "type=EXECVE msg=audit(1.000:1):  a1[1]=646566 a2=\"\" a3=612062").Events);

        Assert.Equal("echo abcdef \"\" \"a b\"", start.CommandLine);
    }

    [Fact]
    public void Parse_NoArguments_TakesTheTitle()
    {
        var start = Assert.Single(Read(Call("59", "success=yes exit=0"), "type=PROCTITLE msg=audit(1.000:1): proctitle=63686D6F640037373700312E7368").Events);

        Assert.Equal("chmod 777 1.sh", start.CommandLine);
    }

    [Theory]
    [InlineData("type=PATH msg=audit(1.000:1): item=1 name=\"/srv/Dump.SQL\" nametype=NORMAL", "/srv/Dump.SQL", ".sql")]
    [InlineData("type=PATH msg=audit(1.000:1): item=1 name=\"a.tar.gz\" nametype=CREATE", "/home/u/a.tar.gz", ".gz")]
    [InlineData("type=PATH msg=audit(1.000:1): item=0 name=2E2F6120622E747874 objtype=NORMAL", "/home/u/a b.txt", ".txt")]
    public void Parse_Open_NamesTheFileAndNotItsDirectory(string path, string expected, string extension)
    {
        var file = Assert.Single(Read(
            Call("257", "success=yes exit=3 a0=ffffff9c"),
            "type=CWD msg=audit(1.000:1): cwd=\"/home/u\"",
            "type=PATH msg=audit(1.000:1): item=0 name=\"/srv/\" nametype=PARENT", path).Events);

        Assert.Equal((EventKind.FileAccess, expected, extension), (file.Kind, file.FilePath, file.FileExtension));
    }

    [Fact]
    public void Parse_OpenFromAnotherDirectory_KeepsTheRelativeName()
    {
        var file = Assert.Single(Read(Call("257", "success=yes exit=3 a0=3"), "type=CWD msg=audit(1.000:1): cwd=\"/\"", "type=PATH msg=audit(1.000:1): item=0 name=\"root\" nametype=NORMAL").Events);

        Assert.Equal("root", file.FilePath);
    }

    [Theory]
    [InlineData("59", "success=no exit=-2", "system call that failed")]
    [InlineData("257", "success=no exit=-13", "system call that failed")]
    [InlineData("1", "success=yes exit=0", "system call that is not read")]
    public void Parse_CallsWithoutEvent_AreIgnoredWithTheirOtherRecords(string syscall, string result, string what)
    {
        var sink = Read(Call(syscall, result), "type=CWD msg=audit(1.000:1): cwd=\"/\"", "type=EOE msg=audit(1.000:1): ");

        Assert.Equal([what, "belongs to a system call that is not read"], sink.Ignored);
        Assert.Empty(sink.Events);
    }

    [Fact]
    public void Parse_InterleavedEvents_AreKeptApart()
    {
        var sink = Read(
            "type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 exe=\"/bin/a\"",
            "type=SYSCALL msg=audit(1.001:2): arch=c000003e syscall=59 success=yes pid=2 exe=\"/bin/b\"",
            "type=EXECVE msg=audit(1.001:2): argc=1 a0=\"b\"",
            "type=EXECVE msg=audit(1.000:1): argc=1 a0=\"a\"",
            "type=EOE msg=audit(1.001:2): ", "type=EOE msg=audit(1.000:1): ");

        Assert.Equal([("b", "b"), ("a", "a")], sink.Events.Select(found => (found.Process, found.CommandLine)));
    }

    [Fact]
    public void Parse_ManyOpenEvents_AreHandedOutInOrderAndOnce()
    {
        var lines = Enumerable.Range(0, 2000).Select(serial => $"type=SYSCALL msg=audit(5.000:{serial}): arch=c000003e syscall=59 success=yes pid={serial} exe=\"/bin/a\"");
        var parser = AuditdFormat.Lines.CreateParser("f");
        var sink = new CollectingSink();
        var line = 0L;
        foreach (var text in lines)
        {
            sink.Parse(parser, System.Text.Encoding.UTF8.GetBytes(text), new("f", ++line));
        }

        // Bounded: all but 256 are out before the end.
        Assert.InRange(sink.Events.Count, 2000 - 257, 2000);
        parser.Complete(sink);
        Assert.Equal(Enumerable.Range(0, 2000).Select(serial => $"{serial}"), sink.Events.Select(found => found.RecordId));
        Assert.Equal(Enumerable.Range(1, 2000).Select(at => (long)at), sink.Events.Select(found => found.Line));
    }

    [Fact]
    public void Parse_TwoSecondsLater_AnEventIsOver()
    {
        var parser = AuditdFormat.Lines.CreateParser("f");
        var sink = new CollectingSink();
        sink.Parse(parser, "type=SYSCALL msg=audit(10.000:1): arch=c000003e syscall=59 success=yes pid=1 exe=\"/bin/a\""u8, new("f", 1));
        sink.Parse(parser, "type=USER_START msg=audit(12.000:2): pid=1"u8, new("f", 2));
        Assert.Empty(sink.Events);
        sink.Parse(parser, "type=USER_START msg=audit(12.001:3): pid=1"u8, new("f", 3));
        Assert.Single(sink.Events);
    }

    [Theory]
    [InlineData("Dec 28 22:21:45 web2 audispd: type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 exe=\"/bin/a\"", "web2")]
    [InlineData("<13>1 2024-05-01T10:00:00.1+02:00 web3 audisp-syslog - - - type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 exe=\"/bin/a\"", "web3")]
    [InlineData("2024-05-01T10:00:00.123456+02:00 web4 kernel: audit: type=1300 audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 exe=\"/bin/a\"", "web4")]
    [InlineData("May  1 10:00:00 relay audispd: node=Web5.example.org type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 exe=\"/bin/a\"", "web5.example.org")]
    [InlineData("type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 exe=\"/bin/a\"", null)]
    public void Parse_Prefixes_GiveTheHost(string line, string? host) => Assert.Equal(host, Assert.Single(Read(line).Events).Host);

    [Theory]
    [InlineData("Dec 28 22:21:45 web sshd[1]: Accepted password", "not an audit record")]
    [InlineData("", "not an audit record")]
    [InlineData("type=USER_AUTH msg=audit(1.000:1): pid=1", "type USER_AUTH")]
    public void Parse_OtherLines_AreIgnored(string line, string what) => Assert.Equal([what], Read(line).Ignored);

    [Theory]
    [InlineData("type=SYSCALL msg=audit(): empty")]
    [InlineData("type=SYSCALL msg=audit(1.0): no serial")]
    [InlineData("type= msg=audit(1.0:1): no type")]
    [InlineData("type=SYSCALL msg=audit(1.0:99999999999999999999): too large")]
    [InlineData("type=SYSCALL msg=audit(1.0:1")]
    public void Parse_BadHead_IsRejected(string line) => Assert.Equal(["audit type, time or serial not readable"], Read(line).Rejected);

    [Fact]
    public void Parse_DaemonsUser_IsTheProcesssAndUnsetIsAbsent()
    {
        var start = Assert.Single(Read("type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 auid=4294967295 uid=33 euid=33 exe=\"/bin/a\" AUID=\"unset\" UID=\"www-data\"").Events);

        Assert.Equal(("www-data", UserClass.Service, null), (start.User, start.UserClass, start.PrivilegeChange));
    }

    [Fact]
    public void Parse_DeletedExecutableInHex_LosesTheMark()
    {
        // "/usr/libexec/charon (deleted)", as the kernel writes it.
        var start = Assert.Single(Read($"type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall=59 success=yes pid=1 exe={Convert.ToHexString("/usr/libexec/charon (deleted)"u8)}").Events);

        Assert.Equal(("/usr/libexec/charon", "charon"), (start.ProcessPath, start.Process));
    }

    private static string Call(string syscall, string result) =>
        $"type=SYSCALL msg=audit(1.000:1): arch=c000003e syscall={syscall} {result} ppid=1 pid=2 auid=4294967295 uid=0 euid=0 comm=\"x\" exe=\"/usr/bin/x\"";

    private static CollectingSink Read(params string[] lines) => CollectingSink.Read(AuditdFormat.Lines, "audit.log", lines);
}
