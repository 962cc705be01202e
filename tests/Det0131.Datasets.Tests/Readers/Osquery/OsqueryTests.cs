using System.Globalization;
using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Osquery;
using Det0131.Datasets.Tests.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Osquery;

/// <summary>Real results of msticpy, and rows written by hand after osquery's schema (specs/*.table).</summary>
public sealed class OsqueryTests
{
    private const string EsRow = """
        {"name":"log_processes","hostIdentifier":"Mac-1.local","calendarTime":"Mon Dec 15 15:24:32 2025 UTC","unixTime":1765812272,"numerics":false,"columns":{"cmdline":"/usr/bin/curl -T a.zip https://x.example ","euid":"20","event_type":"exec","original_parent":"3183","parent":"3183","path":"/usr/bin/curl","pid":"3415","signing_id":"com.apple.curl","time":"1765812265","uid":"501","username":"jamie","version":"8"},"action":"added"}
        """;

    private const string SocketRow = """
        {"name":"s","hostIdentifier":"web1","unixTime":"1700000009","columns":{"action":"connect","auid":"1000","uid":"0","euid":"0","family":"2","protocol":"6","local_address":"0.0.0.0","local_port":"0","remote_address":"172.217.164.110","remote_port":"80","path":"/usr/bin/curl","pid":"30220","status":"succeeded","time":"1700000000"},"action":"added"}
        """;

    [Fact]
    public void Import_RealResults_KeepsAddedProcesses()
    {
        var (events, report) = Fixture.Import("msticpy-osquery-results.log");

        Assert.Equal((6, 3, 0), (report.Total.Read, report.Total.Events, report.Total.Rejected));
        Assert.True(report.Total.IgnoredBy["removed row"] >= 1);
        var first = events[0];
        Assert.Equal(("osquery.processes", "anacron", "jumpvm", "root"), (first.Source, first.Process, first.Host, first.User));
        Assert.Equal(("/bin/bash /bin/run-parts /etc/cron.daily", "192816", "anacron"), (first.CommandLine, first.ParentKey, first.Parent));
        Assert.Equal(Fixture.Micros("2023-03-16T03:08:58Z"), first.TimeMicros);
    }

    [Fact]
    public void Parse_EsProcessEvents_IsMacOsAndAGroupIdInEuidIsNoChange()
    {
        var start = Assert.Single(Read(EsRow).Events);

        Assert.Equal(("osquery.es_process_events", Platform.MacOS, EventKind.ProcessStart), (start.Source, start.Platform, start.Kind));
        Assert.Equal(("curl", "/usr/bin/curl -T a.zip https://x.example", "3415", "3183"), (start.Process, start.CommandLine, start.ProcessKey, start.ParentKey));
        Assert.Equal(("jamie", UserClass.Person, null, "mac-1.local"), (start.User, start.UserClass, start.PrivilegeChange, start.Host));
        Assert.Equal(1765812265L * 1_000_000, start.TimeMicros);
    }

    [Fact]
    public void Parse_SocketEvents_GivesTheFarEndAndLoginUser()
    {
        var flow = Assert.Single(Read(SocketRow).Events);

        Assert.Equal(("osquery.socket_events", Platform.Linux, "172.217.164.110", 80), (flow.Source, flow.Platform, flow.DestinationAddress, flow.DestinationPort));
        Assert.Equal(("tcp", HostSide.Source, Outcome.Success, null), (flow.Transport, flow.HostSide, flow.Outcome, flow.SourceAddress));
        Assert.Equal(("1000", "1000>root", UserClass.Person), (flow.User, flow.PrivilegeChange, flow.UserClass));
        Assert.Equal(1_700_000_000L * 1_000_000, flow.TimeMicros);
    }

    [Fact]
    public void Parse_FileEvents_GiveTheFileAndNobody()
    {
        var found = Assert.Single(Read("""{"name":"f","hostIdentifier":"Web1","unixTime":1700000009,"columns":{"action":"CREATED","atime":"0","category":"home","eid":"1","gid":"0","hashed":"1","inode":"5","md5":"","mode":"0644","mtime":"0","size":"318464","target_path":"/home/ann/Plan.ZIP","time":"1700000000","transaction_id":"0","uid":"0"},"action":"added"}""").Events);

        Assert.Equal(("osquery.file_events", EventKind.FileAccess, Platform.Linux, "web1"), (found.Source, found.Kind, found.Platform, found.Host));
        Assert.Equal(("/home/ann/Plan.ZIP", ".zip", 318464L), (found.FilePath, found.FileExtension, found.FileBytes));
        Assert.Equal((null, null, null, 1_700_000_000_000_000L), (found.User, found.Process, found.ProcessKey, found.TimeMicros));
    }

    [Theory]
    [InlineData("open", "", "/Users/ann/a.sql", true)]
    [InlineData("rename", "/tmp/b.zip", "/tmp/b.zip", true)]
    [InlineData("close", "", "", false)]
    public void Parse_EsProcessFileEvents_TellTheProcess(string type, string renamed, string path, bool isRead)
    {
        var sink = Read($$$"""{"name":"f","hostIdentifier":"mac1","unixTime":1700000009,"columns":{"version":"8","seq_num":"1","pid":"3415","parent":"3183","path":"/usr/bin/ditto","filename":"/Users/ann/a.sql","dest_filename":"{{{renamed}}}","event_type":"{{{type}}}","time":"1700000000","eid":"7"},"action":"added"}""");

        Assert.Equal(isRead ? [] : ["file change that is not read"], sink.Ignored);
        Assert.All(sink.Events, found =>
        {
            Assert.Equal(("osquery.es_process_file_events", EventKind.FileAccess, Platform.MacOS, path), (found.Source, found.Kind, found.Platform, found.FilePath));
            Assert.Equal(("ditto", "3415", "3183"), (found.Process, found.ProcessKey, found.ParentKey));
        });
        Assert.Equal(isRead ? 1 : 0, sink.Events.Count);
    }

    [Theory]
    [InlineData("DELETED")]
    [InlineData("ATTRIBUTES_MODIFIED")]
    [InlineData("MOVED_FROM")]
    public void Parse_FileThatIsGone_IsIgnored(string action) => Assert.Equal(
        ["file change that is not read"], Read($$$"""{"name":"f","hostIdentifier":"w","unixTime":1,"columns":{"action":"{{{action}}}","target_path":"/x","time":"1"},"action":"added"}""").Ignored);

    [Fact]
    public void Parse_NumbersInsteadOfStrings_GiveTheSame()
    {
        var numbers = SocketRow.Replace("\"numerics\":false", "\"numerics\":true", StringComparison.Ordinal);
        foreach (var name in new[] { "auid", "uid", "euid", "remote_port", "local_port", "pid", "protocol", "time" })
        {
            numbers = System.Text.RegularExpressions.Regex.Replace(numbers, $"\"{name}\":\"([0-9]+)\"", $"\"{name}\":$1");
        }

        var (text, number) = (Assert.Single(Read(SocketRow).Events), Assert.Single(Read(numbers).Events));
        Assert.NotEqual(SocketRow, numbers);
        Assert.Equal((text.DestinationPort, text.User, text.ProcessKey, text.TimeMicros, text.Transport), (number.DestinationPort, number.User, number.ProcessKey, number.TimeMicros, number.Transport));
    }

    [Fact]
    public void Parse_AcceptedConnection_HasTheHostAsDestination()
    {
        var flow = Assert.Single(Read(SocketRow.Replace("connect", "accept", StringComparison.Ordinal).Replace("\"local_port\":\"0\"", "\"local_port\":\"22\"", StringComparison.Ordinal)).Events);

        Assert.Equal((HostSide.Destination, "172.217.164.110", 80, 22), (flow.HostSide, flow.SourceAddress, flow.SourcePort, flow.DestinationPort));
    }

    [Theory]
    [InlineData("darwin", "/usr/local/bin/x", Platform.MacOS)]
    [InlineData("ubuntu", "/usr/bin/x", Platform.Linux)]
    [InlineData("ubuntu", "/Applications/Siri.app/Contents/MacOS/Siri", Platform.MacOS)]
    [InlineData("", "/usr/bin/x", Platform.Linux)]
    public void Parse_ProcessEvents_TellsThePlatform(string decoration, string path, Platform platform)
    {
        var start = Assert.Single(Read($$$"""{"name":"p","hostIdentifier":"h","unixTime":1,"decorations":{"platform":"{{{decoration}}}"},"columns":{"pid":"1","parent":"0","path":"{{{path}}}","cmdline":"x","auid":"4294967295","uid":"0","euid":"0","time":"5"},"action":"added"}""").Events);

        Assert.Equal((platform, "root", UserClass.System), (start.Platform, start.User, start.UserClass));
    }

    [Fact]
    public void Parse_Batch_ReadsResultsSnapshotsAndDifferences()
    {
        const string Sockets = """{"pid":"7","path":"/usr/bin/ssh","protocol":"6","local_address":"10.0.0.2","local_port":"5000","remote_address":"203.0.113.9","remote_port":"22","state":"ESTABLISHED"}""";
        var sink = Read($$$"""{"node_key":"k","log_type":"result","data":[{{{SocketRow}}},{"name":"q","hostIdentifier":"h","unixTime":9,"snapshot":[{{{Sockets}}}],"action":"snapshot"},{"name":"q","hostIdentifier":"h","unixTime":9,"diffResults":{"added":[{{{Sockets}}}],"removed":[{{{Sockets}}}]}}]}""");

        Assert.Equal(["osquery.socket_events", "osquery.process_open_sockets", "osquery.process_open_sockets"], sink.Events.Select(found => found.Source));
        Assert.Equal(("10.0.0.2", 5000, 9_000_000L), (sink.Events[1].SourceAddress, sink.Events[1].SourcePort, sink.Events[1].TimeMicros));
    }

    [Theory]
    [InlineData("""{"name":"p","hostIdentifier":"h","unixTime":1,"columns":{"a":"b"},"action":"added"}""", "table not read")]
    [InlineData("""{"name":"p","hostIdentifier":"h","unixTime":1,"columns":{"pid":"1","parent":"0","name":"x","path":"/x","cmdline":"x"},"action":"snapshot"}""", "snapshot of running processes")]
    [InlineData("""{"name":"p","hostIdentifier":"h","unixTime":1,"columns":{"cmdline":"x","cwd":"/","host":"","name":"x","pid":"1","root":"/","time":"5","tty":"t"},"action":"added"}""", "table not read")]
    [InlineData("""{"name":"p","hostIdentifier":"h","unixTime":1,"columns":{"action":"bind","pid":"1","path":"/x","remote_address":"","remote_port":"0"},"action":"added"}""", "socket event that is no connection")]
    [InlineData("""{"name":"p","hostIdentifier":"h","unixTime":1,"columns":{"pid":"1","path":"/x","cmdline":"x","event_type":"fork","version":"8"},"action":"added"}""", "process event that is no exec")]
    [InlineData("""{"data":[]}""", "no rows")]
    public void Parse_OtherRows_AreIgnoredByName(string record, string what) => Assert.Equal([what], Read(record).Ignored);

    [Theory]
    [InlineData("""{"name":"p","hostIdentifier":"h","columns":{"pid":"1","path":"/x","cmdline":"x","auid":"0"},"action":"added"}""", "time missing")]
    [InlineData("""{"data":[{"columns":""", "not valid JSON")]
    public void Parse_Unusable_IsRejected(string record, string reason) => Assert.Equal([reason], Read(record).Rejected);

    /// <summary>The twin is the framework's parser of dates.</summary>
    [Theory]
    [InlineData("Mon Dec 15 15:24:32 2025 UTC")]
    [InlineData("Thu Feb 29 00:00:00 2024 UTC")]
    [InlineData("Sat Mar  4 09:08:07 2023 UTC")]
    public void CalendarTime_AgreesWithTheFrameworksParser(string text)
    {
        Assert.True(CalendarTimes.TryReadUtc(Encoding.ASCII.GetBytes(text), out var micros));
        var expected = DateTime.ParseExact(text, "ddd MMM d HH:mm:ss yyyy 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite | DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        Assert.Equal((expected - DateTime.UnixEpoch).Ticks / 10, micros);
    }

    [Theory]
    [InlineData("Mon Dec 15 15:24:32 2025 CET")]
    [InlineData("Mon anD 15 15:24:32 2025 UTC")]
    [InlineData("Mon Feb 30 15:24:32 2025 UTC")]
    [InlineData("")]
    public void CalendarTime_Other_IsRefused(string text) => Assert.False(CalendarTimes.TryReadUtc(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Parse_BrokenRecords_NeverThrows() => Mutations.Run(OsqueryFormat.Format, "msticpy-osquery-results.log", seed: 13, rounds: 200);

    private static CollectingSink Read(string record) => CollectingSink.Read(OsqueryFormat.Format, "f.log", record);
}
