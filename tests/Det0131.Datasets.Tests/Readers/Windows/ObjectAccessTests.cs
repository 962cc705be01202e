using System.Text.Json;
using System.Text.Json.Nodes;
using Det0131.Datasets.Readers.Windows;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Windows;

/// <summary>Security 4663 in the forms of five shippers, after the maker's documentation of the event (its example) and real records of other objects.</summary>
public sealed class ObjectAccessTests
{
    private const string Data = """
        "SubjectUserSid":"S-1-5-21-3457937927-2839227994-823803824-1104","SubjectUserName":"dadmin","SubjectDomainName":"CONTOSO","SubjectLogonId":"0x4367b","ObjectServer":"Security",
        "ObjectType":"File","ObjectName":"C:\\Documents\\HBI Data.txt","HandleId":"0x1bc","AccessList":"%%4416","AccessMask":"0x1","ProcessName":"C:\\Windows\\System32\\notepad.exe"
        """;

    public static TheoryData<string> Forms =>
    [
        """{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":4663,"TimeCreated":{"#attributes":{"SystemTime":"2015-09-18T22:13:54.770429Z"}},"EventRecordID":273866,"Execution":{"#attributes":{"ProcessID":516}},"Channel":"Security","Computer":"DC01.contoso.local"},"EventData":{"ProcessId":"0x458",DATA}}}""",
        """{"@timestamp":"2015-09-18T22:13:54.770429Z","winlog":{"event_id":"4663","channel":"Security","computer_name":"DC01.contoso.local","record_id":"273866","process":{"pid":516},"event_data":{"ProcessId":"0x458",DATA}}}""",
        """{"EventTime":"2015-09-18T22:13:54.770429Z","Hostname":"DC01.contoso.local","EventID":4663,"SourceName":"Microsoft-Windows-Security-Auditing","RecordNumber":273866,"ProcessID":4,"ProcessId":"0x458","Channel":"Security",DATA}""",
        """{"TimeCreated":"2015-09-18T22:13:54.7704290+00:00","EventId":4663,"EventRecordId":"273866","Computer":"DC01.contoso.local","Channel":"Security","Provider":"Microsoft-Windows-Security-Auditing","ProcessId":516,"Payload":PAYLOAD}""",
        """{"@timestamp":"2015-09-18T22:13:54.770429Z","event":{"code":"4663","provider":"Microsoft-Windows-Security-Auditing"},"host":{"name":"DC01.contoso.local"},"process":{"executable":"C:\\Windows\\System32\\notepad.exe","pid":1112},"user":{"name":"dadmin","domain":"CONTOSO"},"winlog":{"channel":"Security","record_id":"273866","event_data":{"ObjectType":"File","ObjectName":"C:\\Documents\\HBI Data.txt","AccessMask":"0x1"}}}""",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Parse_FileThatIsRead_IsAFileAccess(string record)
    {
        var found = Assert.Single(Read(record.Replace("DATA", Data, StringComparison.Ordinal).Replace("PAYLOAD", Payload(), StringComparison.Ordinal)).Events);

        Assert.Equal((EventKind.FileAccess, "windows.security", "dc01.contoso.local"), (found.Kind, found.Source, found.Host));
        Assert.Equal((@"C:\Documents\HBI Data.txt", ".txt"), (found.FilePath, found.FileExtension));
        Assert.Equal(("notepad.exe", @"C:\Windows\System32\notepad.exe", "1112"), (found.Process, found.ProcessPath, found.ProcessKey));
        Assert.Equal((@"contoso\dadmin", UserClass.Person, Outcome.Success), (found.User, found.UserClass, found.Outcome));
        Assert.Equal(("Security/273866", Fixture.Micros("2015-09-18T22:13:54.770429Z")), (found.RecordId, found.TimeMicros));
    }

    [Theory]
    [InlineData("0x2", "", true)]
    [InlineData("0x6", "%%4417\\n\\t\\t\\t\\t%%4418", true)]
    [InlineData("4", "", true)]
    [InlineData("0x120089", "", true)]
    [InlineData("0x80", "%%4423", false)]
    [InlineData("0x10000", "%%1537", false)]
    [InlineData("", "%%4416", true)]
    [InlineData("-", "ReadData (or ListDirectory)", true)]
    [InlineData("", "%%1538", false)]
    public void Parse_Rights_CountWhereTheyReadOrWrite(string mask, string list, bool isRead)
    {
        var sink = Read($$"""{"EventTime":"2026-03-01T10:00:00Z","EventID":4663,"Channel":"Security","ObjectType":"File","ObjectName":"D:\\a.sql","AccessMask":"{{mask}}","AccessList":"{{list}}"}""");

        Assert.Equal(isRead ? 1 : 0, sink.Events.Count);
        Assert.Equal(isRead ? [] : ["access to a file that does not read or write"], sink.Ignored);
        Assert.Empty(sink.Rejected);
    }

    [Fact]
    public void Parse_KeyOfTheRegistry_IsIgnored() => Assert.Equal(
        ["access to an object that is no file"],
        Read("""{"EventTime":"2026-03-01T10:00:00Z","EventID":4663,"Channel":"Security","ObjectType":"Key","ObjectName":"\\REGISTRY\\MACHINE\\SYSTEM","AccessMask":"0x1","AccessList":"%%4432"}""").Ignored);

    [Fact]
    public void Parse_FileWithoutAName_IsRefused() => Assert.Equal(
        ["file name missing"], Read("""{"EventTime":"2026-03-01T10:00:00Z","EventID":4663,"Channel":"Security","ObjectType":"File","ObjectName":"-","AccessMask":"0x1"}""").Rejected);

    /// <summary>EvtxECmd's column of event data: JSON in a string.</summary>
    private static string Payload()
    {
        var pairs = JsonNode.Parse("{\"ProcessId\":\"0x458\"," + Data + "}")!.AsObject();
        var named = new JsonArray([.. pairs.Select(pair => new JsonObject { ["@Name"] = pair.Key, ["#text"] = pair.Value!.DeepClone() })]);
        return JsonSerializer.Serialize(new JsonObject { ["EventData"] = new JsonObject { ["Data"] = named } }.ToJsonString());
    }

    private static CollectingSink Read(string record) => CollectingSink.Read(WindowsFormat.Format, "x.json", record);
}
