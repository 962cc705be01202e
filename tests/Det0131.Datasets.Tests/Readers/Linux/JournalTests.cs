using Det0131.Datasets.Readers.Linux;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Linux;

/// <summary>systemd's journal as journalctl -o json prints it, after journald-audit.c and a record that a collector's tests show: the events are those of auditd's own lines.</summary>
public sealed class JournalTests
{
    private static readonly string[] Lines =
    [
        "node=Web1 type=SYSCALL msg=audit(1700000000.250:10): arch=c000003e syscall=59 success=yes exit=0 a0=55 items=2 ppid=5 pid=6 auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=3 comm=\"curl\" exe=\"/usr/bin/curl\" subj=unconfined key=\"x\"",
        "node=Web1 type=EXECVE msg=audit(1700000000.250:10): argc=3 a0=\"curl\" a1=\"-T\" a2=612062",
        "node=Web1 type=SYSCALL msg=audit(1700000000.250:11): arch=c000003e syscall=42 success=yes exit=0 a0=3 ppid=5 pid=6 auid=1000 uid=0 euid=0 comm=\"curl\" exe=\"/usr/bin/curl\"",
        "node=Web1 type=SOCKADDR msg=audit(1700000000.250:11): saddr=020001BBACD9A46E0000000000000000",
    ];

    private static string[] Journal => [.. File.ReadLines(Seeds.PathOf("auditd.json")).Where(line => line.Contains("__REALTIME_TIMESTAMP", StringComparison.Ordinal))];

    [Fact]
    public void Parse_RecordsOfTheJournal_AreJoinedAsAuditdsLines()
    {
        var journal = CollectingSink.Read(AuditdFormat.Json, "f", Journal);
        var lines = CollectingSink.Read(AuditdFormat.Lines, "f", Lines);

        Assert.Equal(2, journal.Events.Count);
        Assert.Equal("curl -T \"a b\"", journal.Events[0].CommandLine);
        Assert.Equal(("172.217.164.110", 443), (journal.Events[1].DestinationAddress, journal.Events[1].DestinationPort));
        foreach (var property in typeof(SecurityEvent).GetProperties().Where(property => property.Name is not (nameof(SecurityEvent.Line) or nameof(SecurityEvent.Raw))))
        {
            Assert.Equal(lines.Events.Select(property.GetValue), journal.Events.Select(property.GetValue));
        }
    }

    [Fact]
    public void Parse_OtherRecords_AreIgnored()
    {
        var sink = CollectingSink.Read(AuditdFormat.Json, "f", Journal[5..]);

        Assert.Equal(["type USER_START", "type 1326", "not an audit record"], sink.Ignored.Select(what => what == "type 1105" ? "type USER_START" : what));
        Assert.Empty(sink.Rejected);
    }

    [Theory]
    [InlineData("_AUDIT_ID", "x")]
    [InlineData("_SOURCE_REALTIME_TIMESTAMP", "-5")]
    [InlineData("_SOURCE_REALTIME_TIMESTAMP", "999999999999999999")]
    public void Parse_SerialOrTimeNotReadable_IsRefused(string field, string value)
    {
        var record = System.Text.Json.Nodes.JsonNode.Parse(Journal[0])!.AsObject();
        record[field] = value;

        Assert.Equal(["audit type, time or serial not readable"], CollectingSink.Read(AuditdFormat.Json, "f", record.ToJsonString()).Rejected);
    }
}
