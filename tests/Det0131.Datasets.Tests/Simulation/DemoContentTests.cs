using System.Globalization;
using System.Text.Json;

namespace Det0131.Datasets.Tests.Simulation;

/// <summary>That the logs hang together: acts point to records, hosts and sensor tell of the same flows, volumes are those of a small site.</summary>
[Collection(nameof(DemoSite))]
public class DemoContentTests(DemoSite site)
{
    private const int RecordIds = 10;

    [Fact]
    public void Acts_EveryRecordId_IsInTheScoredWeek()
    {
        var known = new HashSet<string>(site.ZeekRows("week", "conn").Select(row => "zeek:" + row["uid"]), StringComparer.Ordinal);
        foreach (var line in site.Files("/week/windows/").SelectMany(DemoSite.Lines))
        {
            using var json = JsonDocument.Parse(line);
            known.Add($"windows:{json.RootElement.GetProperty("Hostname")}/{json.RootElement.GetProperty("Channel")}/{json.RootElement.GetProperty("RecordNumber")}");
        }

        foreach (var line in site.Files("/week/linux/").SelectMany(DemoSite.Lines))
        {
            known.Add($"auditd:{line[5..line.IndexOf(' ', StringComparison.Ordinal)]}/{line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..line.IndexOf(')', StringComparison.Ordinal)]}");
        }

        foreach (var path in site.Files("/week/aws/", "/CloudTrail/"))
        {
            using var json = JsonDocument.Parse(DemoSite.Text(path));
            known.UnionWith(json.RootElement.GetProperty("Records").EnumerateArray().Select(record => "cloudtrail:" + record.GetProperty("eventID")));
        }

        foreach (var path in site.Files("/week/"))
        {
            known.UnionWith(Enumerable.Range(1, DemoSite.Text(path).Count(c => c == '\n')).Select(line => $"file:{path[(site.Directory.Length + 1)..]}:{line}"));
        }

        Assert.All(site.Acts, act => Assert.Empty(act[RecordIds].Split(';').Except(known)));
    }

    [Fact]
    public void Acts_EveryAnalytic_HasFourToEightWithTheirHardOnes()
    {
        var analytics = site.Acts.GroupBy(act => act[1]).ToList();

        Assert.Equal(["AN0367", "AN0368", "AN0369", "AN0370", "AN0371"], analytics.Select(group => group.Key).Order());
        Assert.All(analytics, group => Assert.InRange(group.Count(), 4, 8));
        Assert.InRange(site.Acts.Count(act => act[4].StartsWith("hard:", StringComparison.Ordinal)), 3, 5);
        Assert.Equal(site.Acts.Count, site.Acts.Select(act => act[0]).Distinct().Count());
        Assert.Equal(site.Summary.Acts, site.Acts.Count);
    }

    [Fact]
    public void Acts_FileRecordIds_PointToWhatTheActIs()
    {
        var act = site.Acts.Single(act => act[0] == "esx-sftp-pull");
        var lines = act[RecordIds].Split(';').Where(id => id.StartsWith("file:", StringComparison.Ordinal)).Select(LineOf).ToList();

        Assert.Contains(lines, line => line.EndsWith("bytes read 12884901888 written 0", StringComparison.Ordinal));
        Assert.Equal(12884901888, long.Parse(act[9], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Acts_DestinationsOfActs_AreInNoHistory()
    {
        var history = site.ZeekRows("history", "conn").Select(row => row["id.resp_h"])
            .Concat(site.ZeekRows("history", "conn").Select(row => row["id.orig_h"]))
            .Concat(site.ZeekRows("history", "dns").Select(row => row["query"]))
            .ToHashSet(StringComparer.Ordinal);
        var destinations = site.Acts.Where(act => act[1] != "AN0370").Select(act => act[6]).ToList();

        Assert.NotEmpty(destinations);
        Assert.All(destinations, destination => Assert.DoesNotContain(history, name => name.EndsWith(destination, StringComparison.Ordinal)));
    }

    [Fact]
    public void Windows_EveryConnectionOfAProgram_IsAFlowOfTheSensorWithTheSameFiveTuple()
    {
        var flows = site.ZeekRows("week", "conn")
            .ToLookup(row => $"{row["proto"]} {row["id.orig_h"]}:{row["id.orig_p"]} {row["id.resp_h"]}:{row["id.resp_p"]}", row => double.Parse(row["ts"], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var checkedCount = 0;
        foreach (var line in site.Files("/week/windows/").SelectMany(DemoSite.Lines).Where(line => line.Contains("\"EventID\":3,", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line);
            string Value(string name) => json.RootElement.GetProperty(name).GetString()!;
            var time = DateTime.ParseExact(Value("UtcTime"), "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            var seconds = (time - DateTime.UnixEpoch).TotalSeconds;
            var tuple = $"{Value("Protocol")} {Value("SourceIp")}:{Value("SourcePort")} {Value("DestinationIp")}:{Value("DestinationPort")}";
            Assert.Contains(flows[tuple], start => Math.Abs(start - seconds) < 5);
            checkedCount++;
        }

        Assert.True(checkedCount > 3_000);
    }

    [Fact]
    public void NewStarter_History_HasNothingOfHer()
    {
        Assert.DoesNotContain(site.ZeekRows("history", "conn"), row => row["id.orig_h"] == "10.20.10.25");
        Assert.Contains(site.ZeekRows("week", "conn"), row => row["id.orig_h"] == "10.20.10.25");
    }

    [Fact]
    public void RollOut_OneDayOfTheScoredWeek_ReachesManyHosts()
    {
        var rows = site.ZeekRows("week", "ssl").Where(row => row["server_name"] == "ingest.sentra.example").ToList();

        Assert.InRange(rows.Select(row => row["id.orig_h"]).Distinct().Count(), 15, 30);
        Assert.Single(rows.Select(row => (long)double.Parse(row["ts"], CultureInfo.InvariantCulture) / 86_400).Distinct());
        Assert.DoesNotContain(site.ZeekRows("history", "ssl"), row => row["server_name"] == "ingest.sentra.example");
    }

    [Fact]
    public void NightBackup_EveryNight_SendsGigabytesToItsOnePlace()
    {
        var flows = site.ZeekRows("week", "conn").Where(row => row["id.orig_h"] == "10.20.20.41" && row["service"] == "ssh").ToList();

        Assert.Equal(7, flows.Count);
        Assert.Single(flows.Select(row => row["id.resp_h"]).Distinct());
        Assert.All(flows, row => Assert.InRange(long.Parse(row["orig_bytes"], CultureInfo.InvariantCulture), 3_000_000_000, 60_000_000_000));

        // 02:00 in Berlin is midnight UTC in summer.
        Assert.All(flows, row => Assert.InRange(double.Parse(row["ts"], CultureInfo.InvariantCulture) % 86_400, 0, 300));
    }

    [Fact]
    public void Volumes_OfPeople_AreThoseOfOfficeWork()
    {
        var days = site.ZeekRows("history", "conn")
            .Where(row => row["id.orig_h"].StartsWith("10.20.10.", StringComparison.Ordinal) && row["local_resp"] == "F")
            .GroupBy(row => (row["id.orig_h"], (long)double.Parse(row["ts"], CultureInfo.InvariantCulture) / 86_400))
            .Select(day => (Flows: day.Count(), Bytes: day.Sum(row => long.TryParse(row["orig_bytes"], CultureInfo.InvariantCulture, out var bytes) ? bytes : 0)))
            .Where(day => day.Flows > 20)
            .ToList();

        Assert.True(days.Count > 35);
        var median = days.Select(day => day.Bytes).Order().ElementAt(days.Count / 2);
        Assert.InRange(median, 2_000_000, 1_500_000_000);
        Assert.All(days, day => Assert.InRange(day.Flows, 20, 400));
    }

    [Fact]
    public void Summary_OfTwoWeeks_IsSmall()
    {
        Assert.Equal(["auditd", "cloudtrail", "eslogger", "esxi", "mdnsresponder", "vpcflow", "windows", "zeek"], site.Summary.Records.Keys.Order());
        Assert.All(site.Summary.Records.Values, count => Assert.True(count > 1_000));
        Assert.InRange(site.Summary.Records.Values.Sum(), 90_000, 180_000);
        Assert.InRange(site.Summary.LogBytes, 35_000_000, 80_000_000);
        Assert.Equal(site.Files().Count(), site.Summary.Files);
        Assert.Equal(site.Files().Sum(path => new FileInfo(path).Length), site.Summary.StoredBytes);
    }

    [Fact]
    public void Assets_EveryHostOfTheLogs_IsListedWithItsAddress()
    {
        var rows = File.ReadLines(Path.Combine(site.Directory, "assets.csv")).Select(line => line.Split(',')).ToList();
        Assert.Equal(["host", "platform", "peer_group", "role", "criticality", "time_zone", "addresses"], rows[0]);
        Assert.All(rows[1..], row => Assert.Contains(row[1], (string[])["windows", "linux", "macos", "iaas", "esxi"]));
        var listed = rows.ToDictionary(row => row[0], row => row[6], StringComparer.Ordinal);
        var events = site.Files("/week/windows/").SelectMany(DemoSite.Lines).Where(line => line.Contains("\"EventID\":3,", StringComparison.Ordinal));
        foreach (var line in events)
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(json.RootElement.GetProperty("SourceIp").GetString(), listed[json.RootElement.GetProperty("Hostname").GetString()!]);
        }

        Assert.All(site.Files("/week/linux/").SelectMany(DemoSite.Lines), line => Assert.Contains(line[5..line.IndexOf(' ', StringComparison.Ordinal)], listed.Keys));
        Assert.All(site.Files("/vpcflowlogs/").SelectMany(path => DemoSite.Lines(path)[1..]), line => Assert.Contains(line.Split(' ')[2], listed.Keys));
    }

    private string LineOf(string recordId)
    {
        var split = recordId.LastIndexOf(':');
        return DemoSite.Lines(Path.Combine(site.Directory, recordId[5..split]))[int.Parse(recordId[(split + 1)..], CultureInfo.InvariantCulture) - 1];
    }
}
