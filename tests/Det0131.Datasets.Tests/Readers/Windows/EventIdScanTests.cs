using System.Text;
using System.Text.Json;
using Det0131.Datasets.Readers.Windows;
using Det0131.Datasets.Tests.Readers.HostLogs;

namespace Det0131.Datasets.Tests.Readers.Windows;

public sealed class EventIdScanTests
{
    /// <summary>The twin parses the record whole and looks at the top level.</summary>
    [Theory]
    [InlineData("otrf-nxlog-2020.ndjson", "EventID")]
    [InlineData("otrf-flat-local-time.ndjson", "EventID")]
    [InlineData("otrf-winlogbeat6.ndjson", "event_id")]
    [InlineData("otrf-log-analytics.ndjson", "EventID")]
    public void Find_RealRecords_AgreesWithFullParsing(string file, string key)
    {
        var scan = new EventIdScan();
        foreach (var line in File.ReadLines(Fixture.PathOf(file)))
        {
            using var whole = JsonDocument.Parse(line);
            var expected = whole.RootElement.GetProperty(key).GetInt32();

            Assert.Equal(EventIdScan.IsWanted(expected) ? EventIdFinding.Wanted : EventIdFinding.Unwanted, scan.Find(Encoding.UTF8.GetBytes(line), out var id));
            Assert.Equal(expected, id);
        }
    }

    [Theory]
    [InlineData("""{"EventID":10}""", EventIdFinding.Unwanted, 10)]
    [InlineData("""{"EventID" : "3"}""", EventIdFinding.Wanted, 3)]
    [InlineData("""{"winlog.event_id":5156}""", EventIdFinding.Wanted, 5156)]
    [InlineData("""{"event":{"code":"4688"}}""", EventIdFinding.Wanted, 4688)]
    [InlineData("""{"EventID":{"#text":10}}""", EventIdFinding.Wanted, 0)]
    [InlineData("""{"PreviousEventID":3}""", EventIdFinding.None, 0)]
    [InlineData("""{"a":"EventID"}""", EventIdFinding.None, 0)]
    [InlineData("""{"EventID":10,"CommandLine":"x \"EventID\":3,"}""", EventIdFinding.Unwanted, 10)]
    [InlineData("""{"EventID":10,"inner":{"EventID":3}}""", EventIdFinding.Wanted, 3)]
    [InlineData("""{"EventID":""", EventIdFinding.None, 0)]
    [InlineData("", EventIdFinding.None, 0)]
    public void Find_Forms_AreTold(string record, object finding, int id)
    {
        Assert.Equal(finding, new EventIdScan().Find(Encoding.UTF8.GetBytes(record), out var found));
        Assert.Equal(id, found);
    }
}
