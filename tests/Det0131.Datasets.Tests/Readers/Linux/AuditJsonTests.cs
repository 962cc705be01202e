using Det0131.Datasets.Readers.Linux;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Linux;

/// <summary>Written by hand after Laurel's documentation (laurel-about(7)) and the items form of audit collectors.</summary>
public sealed class AuditJsonTests
{
    [Fact]
    public void Parse_LaurelExecve_IsTheSameAsTheLines()
    {
        var json = Assert.Single(Read("""
            {"ID":"1700000000.250:10","NODE":"Web1","SYSCALL":{"arch":"0xc000003e","syscall":59,"success":"yes","exit":0,"ppid":5,"pid":6,"auid":1000,"uid":0,"euid":0,"comm":"curl","exe":"/usr/bin/curl","ARCH":"x86_64","SYSCALL":"execve","AUID":"alice","UID":"root","EUID":"root"},
            "EXECVE":{"argc":3,"ARGV":["curl","-T","a b"]},"CWD":{"cwd":"/root"},"PATH":[{"item":0,"name":"/usr/bin/curl","nametype":"NORMAL"}]}
            """).Events);
        var lines = Assert.Single(CollectingSink.Read(AuditdFormat.Lines, "f",
            "node=Web1 type=SYSCALL msg=audit(1700000000.250:10): arch=c000003e syscall=59 success=yes exit=0 ppid=5 pid=6 auid=1000 uid=0 euid=0 comm=\"curl\" exe=\"/usr/bin/curl\" AUID=\"alice\" UID=\"root\" EUID=\"root\"",
            "node=Web1 type=EXECVE msg=audit(1700000000.250:10): argc=3 a0=\"curl\" a1=\"-T\" a2=612062").Events);

        Assert.Equal((lines.Process, lines.CommandLine, lines.User, lines.PrivilegeChange), (json.Process, json.CommandLine, json.User, json.PrivilegeChange));
        Assert.Equal((lines.TimeMicros, lines.Host, lines.RecordId, lines.Identity), (json.TimeMicros, json.Host, json.RecordId, json.Identity));
        Assert.Equal("curl -T \"a b\"", json.CommandLine);
    }

    [Theory]
    [InlineData(""" "saddr":"%02%00%01%BB%AC%D9%A4n%00%00%00%00%00%00%00%00" """)]
    [InlineData(""" "saddr":"x","SADDR":"{ saddr_fam=inet laddr=172.217.164.110 lport=443 }" """)]
    public void Parse_LaurelConnect_ReadsPercentBytesOrTheInterpretedAddress(string address)
    {
        var flow = Assert.Single(Read($$$"""{"ID":"1.000:1","SYSCALL":{"arch":"0xc00000b7","syscall":203,"success":"yes","exit":0,"pid":6,"uid":1000,"exe":"/usr/bin/nc"},"SOCKADDR":[{ {{{address}}} }]}""").Events);

        Assert.Equal(("172.217.164.110", 443, UserClass.Person), (flow.DestinationAddress, flow.DestinationPort, flow.UserClass));
    }

    [Fact]
    public void Parse_LaurelUnixSocket_IsIgnored() => Assert.Equal(["socket without an internet address"], Read(
        """{"ID":"1.0:1","SYSCALL":{"arch":"0xc000003e","syscall":42,"success":"no","exit":-2,"pid":3},"SOCKADDR":[{"saddr":"%01%00/var/run/nscd/socket%00%00","SADDR":"{saddr_fam=local path=/var/run/nscd/socket}"}]}""").Ignored);

    [Fact]
    public void Parse_Items_ReadsEscapedRecordsByType()
    {
        var file = Assert.Single(Read("""
            {"node":"debian-test","timestamp":"1556556343","timestampfractional":"052","eventid":"28650","items":{
            "CWD":["cwd=\"/root\""],"PATH":["item=0 name=\"/var/www/\" nametype=PARENT","item=1 name=\"/var/www/.test.swp\" nametype=CREATE"],"EOE":[""],
            "SYSCALL":["arch=c000003e syscall=2 success=yes exit=3 a0=55 a1=4c1 items=2 ppid=2445 pid=2455 auid=1000 uid=0 euid=0 comm=\"nano\" exe=\"/bin/nano\""]}}
            """).Events);

        Assert.Equal((EventKind.FileAccess, "/var/www/.test.swp", ".swp", "nano"), (file.Kind, file.FilePath, file.FileExtension, file.Process));
        Assert.Equal(("debian-test", "28650", Fixture.Micros("2019-04-29T16:45:43.052Z")), (file.Host, file.RecordId, file.TimeMicros));
    }

    [Theory]
    [InlineData("""{"ID":"nonsense","SYSCALL":{"syscall":59}}""", "audit time or serial not readable")]
    [InlineData("""{"items":{"SYSCALL":["arch=c000003e syscall=59 success=yes exe=\"/bin/a\""]},"timestamp":"x"}""", "audit time or serial not readable")]
    [InlineData("""{"items":""", "not valid JSON")]
    public void Parse_Unusable_IsRejected(string record, string reason) => Assert.Equal([reason], Read(record).Rejected);

    private static CollectingSink Read(string record) => CollectingSink.Read(AuditdFormat.Json, "f.json", record);
}
