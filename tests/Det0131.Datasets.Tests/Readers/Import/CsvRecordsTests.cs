using System.Text;
using System.Text.Json.Nodes;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Import;

/// <summary>Formats of JSON whose records come as CSV: recognised by themselves, and the same events as of the JSON records, which are the same in two forms.</summary>
public sealed class CsvRecordsTests
{
    [Theory]
    [InlineData("ecs")]
    [InlineData("ocsf")]
    public void ReadStream_FlatNames_GivesTheEventsOfTheJson(string format)
    {
        var json = Read(Seeds.File($"{format}.json"), out _);
        var csv = Read(Seeds.File($"{format}.csv"), out var report);

        Assert.Equal((format, true), (report.Format, report.Why.StartsWith("CSV with ", StringComparison.Ordinal)));
        Assert.True(csv.Count >= 4);
        Assert.Equal(json, csv);
    }

    /// <summary>As Kusto, Kibana and data frames export them: lists and objects as JSON in their cells.</summary>
    [Theory]
    [InlineData("ecs", false)]
    [InlineData("ecs", true)]
    [InlineData("ocsf", false)]
    [InlineData("ocsf", true)]
    [InlineData("suricata", false)]
    [InlineData("suricata", true)]
    [InlineData("cloudtrail", false)]
    [InlineData("cloudtrail", true)]
    [InlineData("gcp", false)]
    [InlineData("gcp", true)]
    [InlineData("azure", false)]
    [InlineData("azure", true)]
    public void ReadStream_ListsAndObjectsInCells_GivesTheEventsOfTheJson(string format, bool isIndented)
    {
        var compared = 0;
        foreach (var record in Seeds.Records($"{format}.json"))
        {
            var expected = Read(record, out var json);
            if (json.Format is null || JsonNode.Parse(record) is not JsonObject { Count: > 1 } root)
            {
                continue;
            }

            var names = string.Join(',', root.Select(member => Cell(member.Key)));
            var cells = string.Join(',', root.Select(member => Cell(member.Value switch { null => "", JsonValue value => value.ToString(), var nested => nested.ToJsonString(new() { WriteIndented = isIndented }) })));
            var found = Read(Encoding.UTF8.GetBytes($"{names}\n{cells}\n"), out var csv);
            Assert.Equal((json.Format, json.Counts.Accepted), (csv.Format, csv.Counts.Accepted));
            Assert.Equal(expected, found);
            compared += expected.Count;
        }

        Assert.True(compared > 1);

        static string Cell(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    [Fact]
    public void ReadStream_ListWrittenWithCommas_IsAList()
    {
        var events = Read("@timestamp,ecs.version,event.kind,event.category,event.type,host.name,process.name,process.executable\n2026-01-02T09:00:05.000Z,8.11,event,\"process, host\",\"info, start\",pc7,curl,/usr/bin/curl\n"u8.ToArray(), out _);
        Assert.Contains("Kind=ProcessStart ", Assert.Single(events), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadStream_AthenaAndLogAnalytics_GivesTheEventsOfTheJson()
    {
        var flows = Read(Seeds.File("vpcflow.csv"), out var report);
        Assert.Equal(("vpcflow", 3L, 2L), (report.Format, report.Counts.Read, report.Counts.Accepted));
        Assert.Equal(Read(Seeds.Records("vpcflow.json")[0], out _)[0], flows[0]);

        var azure = Read(Seeds.File("azure.csv"), out _);
        Assert.Equal([.. new[] { 2, 4 }.SelectMany(at => Read(Seeds.Records("azure.json")[at], out _))], azure);
    }

    [Fact]
    public void ReadStream_EvtxECmdCsv_IsReadAsWindowsEvents()
    {
        var events = new List<string>();
        LogImporter.ReadStream(new MemoryStream(Seeds.File("windows.csv")), "x.csv", new ImportOptions(),
            one => events.Add($"{one.Source} {one.Kind} {one.Host} {one.User} {one.ProcessPath} {one.CommandLine} {one.DestinationAddress} {one.TimeMicros}"));

        Assert.Equal(
        [
            "windows.sysmon ProcessStart pc7.corp.example corp\\alice C:\\Tools\\rclone.exe rclone copy \"C:\\data, all\" remote:x  1767344400123000",
            "windows.sysmon NetworkFlow pc7.corp.example corp\\alice C:\\Tools\\rclone.exe  203.0.113.9 1767344401100000",
            "windows.security ProcessStart pc7.corp.example corp\\alice C:\\Windows\\System32\\ftp.exe ftp -s:x.txt  1767344402000000",
        ], events);
    }

    internal static List<string> Read(byte[] bytes, out FileReport report)
    {
        var events = new List<string>();
        report = Assert.Single(LogImporter.ReadStream(new MemoryStream(bytes), "x", new ImportOptions(), one => events.Add(Show(one))).Files);
        Assert.True(report.Counts.Rejected == 0, string.Join(", ", report.Counts.RejectedBy.Keys));
        return events;
    }

    /// <summary>All fields but those of the record's place, and the resource, which OCSF has in an array: that has no flat form.</summary>
    internal static string Show(SecurityEvent one)
    {
        var text = new StringBuilder();
        foreach (var property in typeof(SecurityEvent).GetProperties().Where(property => property.Name is not ("Raw" or "Line" or "File" or "CloudResource" or "Identity")))
        {
            text.Append(property.Name).Append('=').Append(property.GetValue(one)).Append(' ');
        }

        return text.ToString();
    }
}
