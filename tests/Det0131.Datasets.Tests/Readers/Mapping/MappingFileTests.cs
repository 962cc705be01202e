using System.Text;
using Det0131.Datasets.DuckDb;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Mapping;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Mapping;

/// <summary>Mapping files: the README's example as it stands there, each form of value, and each fault with its place. Expected events are written by hand.</summary>
public sealed class MappingFileTests
{
    private const string Flow = "\"source.ip\":\"s\",\"destination.ip\":\"d\"";

    [Fact]
    public void Parse_ExampleOfTheReadme_GivesItsEvents()
    {
        var format = MappingFile.Parse(Encoding.UTF8.GetBytes(Block("json mapping")), "gateway.json");
        var events = new List<SecurityEvent>();
        var report = LogImporter.ReadStream(new MemoryStream(Encoding.UTF8.GetBytes(Block("csv mapped"))), "x.csv", new ImportOptions { Formats = [format] }, one => events.Add(Copy(one)));

        var file = Assert.Single(report.Files);
        Assert.Equal(("gateway", "CSV with the time column of the mapping", 3L, 2L), (file.Format, file.Why, file.Counts.Read, file.Counts.Accepted));
        Assert.Equal("kind that is not mapped", Assert.Single(file.Counts.IgnoredBy).Key);
        var (flow, question) = (events[0], events[1]);
        Assert.Equal(("mapped.gateway", EventKind.NetworkFlow, Micros(2026, 7, 2, 9, 0, 0)), (flow.Source, flow.Kind, flow.TimeMicros));
        Assert.Equal(("10.0.0.5", 50123, "203.0.113.9", 21, "tcp"), (flow.SourceAddress, flow.SourcePort, flow.DestinationAddress, flow.DestinationPort, flow.Transport));
        Assert.Equal((20971520L, 1086L, 1500000L, "alice", Outcome.Success), (flow.SourceBytes, flow.DestinationBytes, flow.DurationMicros, flow.User, flow.Outcome));
        Assert.Equal((EventKind.DnsQuery, "a.example.com", "A", "bob", "udp"), (question.Kind, question.DnsName, question.DnsType, question.User, question.Transport));
    }

    [Fact]
    public void Readme_FieldsListed_AreThoseThatThereAre() =>
        Assert.All(MappedFields.Names, name => Assert.Contains($"`{name}`", Readme(), StringComparison.Ordinal));

    [Theory]
    [InlineData("\"t\"", "\"2026-07-02T09:00:00.5Z\"", 500000)]
    [InlineData("{\"column\":\"t\",\"zone\":\"+02:00\"}", "\"2026-07-02 11:00:00\"", 0)]
    [InlineData("{\"column\":\"t\",\"zone\":\"+02:00\"}", "\"2026-07-02T09:00:00Z\"", 0)]
    [InlineData("{\"column\":\"t\",\"zone\":\"America/New_York\"}", "\"2026-07-02T05:00:00\"", 0)]
    [InlineData("{\"column\":\"t\",\"format\":\"epoch\"}", "1782982800.25", 250000)]
    [InlineData("{\"column\":\"t\",\"format\":\"epoch_ms\"}", "\"1782982800250\"", 250000)]
    [InlineData("{\"column\":\"t\",\"format\":\"epoch_us\"}", "1782982800000001", 1)]
    [InlineData("{\"column\":\"t\",\"format\":\"epoch_ns\"}", "1782982800000001999", 1)]
    [InlineData("{\"column\":\"t\",\"pattern\":\"MMM d yyyy, h:mm:ss tt zzz\"}", "\"Jul 2 2026, 11:00:00 AM +02:00\"", 0)]
    public void Parse_TimesOfEachForm_GiveUtc(string time, string value, long micros)
    {
        var one = Assert.Single(Read($"{{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":{time},\"fields\":{{{Flow}}}}}", $"{{\"t\":{value},\"s\":\"10.0.0.1\",\"d\":\"10.0.0.2\"}}").Events);

        Assert.Equal(Micros(2026, 7, 2, 9, 0, 0) + micros, one.TimeMicros);
    }

    [Fact]
    public void Parse_EveryFieldOfEveryKind_IsFilled()
    {
        const string Time = "\"time\":\"t\",\"end\":\"e\",\"platform\":{\"column\":\"os\",\"values\":{\"win\":\"windows\"},\"other\":\"linux\"}";
        var start = Assert.Single(Read($"{{\"name\":\"ab\",\"kind\":\"process_start\",{Time},\"fields\":{{\"host.name\":\"host.name\",\"user.name\":\"u\",\"user.domain\":\"dom\",\"process.executable\":\"p\",\"process.command_line\":\"c\",\"process.parent.executable\":\"pp\",\"event.id\":\"id\",\"process.entity_id\":\"k\"}}}}",
            """{"t":"2026-07-02T09:00:00Z","os":"win","host":{"name":"PC7"},"u":"Alice","dom":"CORP","p":"C:\\Tools\\RClone.exe","c":"rclone copy","pp":"C:\\x\\cmd.exe","id":77,"k":"{1}"}""").Events);
        Assert.Equal(("pc7", "corp\\alice", "rclone.exe", "rclone copy", "cmd.exe", "77", Platform.Windows), (start.Host, start.User, start.Process, start.CommandLine, start.Parent, start.RecordId, start.Platform));
        Assert.NotEqual(UInt128.Zero, start.Identity);

        var request = Assert.Single(Read($"{{\"name\":\"ab\",\"kind\":\"http_request\",{Time},\"fields\":{{\"source.ip\":\"s\",\"url.full\":\"url\",\"http.request.method\":\"m\",\"http.response.status_code\":\"st\",\"user_agent.original\":\"ua\",\"source.bytes\":\"b\"}}}}",
            """{"t":"2026-07-02T09:00:00Z","e":"2026-07-02T09:00:02Z","os":"bsd","s":"10.0.0.5","url":"https://Files.example.com:8443/u/a.7z?k=secret","m":"put","st":"201","ua":"curl/8","b":5}""").Events);
        Assert.Equal(("files.example.com", 8443, "/u/a.7z", ".7z", "PUT", Outcome.Success, 5L, 2000000L, Platform.Linux),
            (request.Domain, request.DestinationPort, request.FilePath, request.FileExtension, request.HttpMethod, request.Outcome, request.SourceBytes, request.DurationMicros, request.Platform));

        var call = Assert.Single(Read("""{"name":"ab","kind":"cloud_api_call","platform":"iaas","time":"t","fields":{"event.action":"a","cloud.account.id":"acc","det0131.cloud_resource":"r","user.id":"who","source.ip":"s"}}""",
            """{"t":"2026-07-02T09:00:00Z","a":"s3:GetObject","acc":"1","r":"Bucket","who":"ARN","s":"203.0.113.7"}""").Events);
        Assert.Equal(("s3:GetObject", "1", "Bucket", "arn", Platform.IaaS), (call.CloudAction, call.CloudAccount, call.CloudResource, call.CloudPrincipal, call.Platform));
    }

    [Theory]
    [InlineData("""{"t":"2026-07-02T09:00:00Z","d":"10.0.0.2"}""", "required column missing: s")]
    [InlineData("""{"s":"10.0.0.1","d":"10.0.0.2"}""", "time missing")]
    [InlineData("""{"t":"yesterday","s":"10.0.0.1","d":"10.0.0.2"}""", "time not understood")]
    [InlineData("""{"t":"2026-07-02T09:00:00Z","s":"10.0.0.1","d":"nowhere"}""", "address not understood")]
    [InlineData("""{"t":"2026-07-02T09:00:00Z","s":"10.0.0.1"}""", "address missing")]
    [InlineData("""{"t":"2026-07-02T09:00:00Z","s":"10.0.0.1","d":"10.0.0.2","p":70000}""", "port not understood")]
    [InlineData("""{"t":"2026-07-02T09:00:00Z","s":"10.0.0.1","d":"10.0.0.2","b":-1}""", "byte count not understood")]
    [InlineData("""{"t":"2026-07-02T09:00:00Z","s":"10.0.0.1","d":"10.0.0.2","l":"NaN"}""", "duration not understood")]
    [InlineData("""{"t":""", "not valid JSON")]
    public void Parse_RecordsThatCannotBeUsed_AreRefusedWithTheReason(string record, string reason)
    {
        var sink = Read($"{{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":\"t\",\"require\":[\"s\"],\"fields\":{{{Flow},\"destination.port\":\"p\",\"source.bytes\":\"b\",\"event.duration\":{{\"column\":\"l\",\"unit\":\"ns\"}}}}}}", record);

        Assert.Equal(reason, Assert.Single(sink.Rejected));
    }

    [Theory]
    [InlineData("[]", "m.json: found []; expected an object with name, platform, kind, time, end, one_way, require, fields.")]
    [InlineData("{\"nam\":1}", "m.json.nam: found an unknown name; expected one of name, platform, kind, time, end, one_way, require, fields.")]
    [InlineData("{\"name\":\"ab\"}", "m.json: found no kind; expected an event kind, or an object with column and values.")]
    [InlineData("{\"name\":\"A b\",\"kind\":1}", "m.json.name: found \"A b\"; expected a name of 2 to 32 small letters and digits, a letter first.")]
    [InlineData("{\"name\":\"ab\",\"name\":\"ab\"}", "m.json.name: found it twice; expected it once.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"flow\"}", "m.json.kind: found \"flow\"; expected one of process_start, network_flow, dns_query, http_request, file_access, cloud_api_call.")]
    [InlineData("{\"name\":\"ab\",\"kind\":{\"column\":\"a\",\"values\":{\"x\":7}}}", "m.json.kind.values.x: found 7; expected one of process_start, network_flow, dns_query, http_request, file_access, cloud_api_call.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":{}}", "m.json.time: found neither column nor columns; expected one of them.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":{\"column\":\"t\",\"format\":\"pattern\"}}", "m.json.time: found no pattern; expected a pattern with the format pattern, and only there.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":{\"column\":\"t\",\"pattern\":\"HH:mm\"}}", "m.json.time.pattern: found \"HH:mm\"; expected a .NET date pattern with year, month, day and time, for example dd/MM/yyyy HH:mm:ss.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":{\"column\":\"t\",\"zone\":\"Nowhere\"}}", "m.json.time.zone: found \"Nowhere\"; expected UTC, an offset as +02:00, or a zone as Europe/Berlin.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":\".t\"}", "m.json.time: found \".t\"; expected a column: names joined by dots.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":\"t\",\"fields\":{\"source.ip\":5}}", "m.json.fields.source.ip: found 5; expected an object with column, columns, value, values, other.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":\"t\",\"fields\":{\"source.ip\":{\"column\":\"a\",\"value\":\"b\"}}}", "m.json.fields.source.ip: found 2 of column, columns and value; expected one of them.")]
    [InlineData("{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":\"t\",\"fields\":{\"source.ip\":\"a\"}}", "m.json.fields: found none of destination.ip; expected one, as the kind is network_flow.")]
    [InlineData("{\"name\":", "m.json, line 1, byte 9: found no valid JSON; expected a mapping as an object.")]
    public void Parse_Faults_NameThePlaceAndWhatWasExpected(string mapping, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => MappingFile.Parse(Encoding.UTF8.GetBytes(mapping), "m.json")).Message);

    [Fact]
    public void Run_ParquetAndFilesThatDoNotFit_AreReadAndRefused()
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Path, "a.parquet");
        using (var database = DuckDbDatabase.OpenInMemory(new DuckDbOptions { Threads = 1, AllowedDirectories = [folder.Path] }))
        using (var connection = database.Connect())
        {
            connection.Execute($"COPY (SELECT TIMESTAMP '2026-07-02 09:00:00' AS t, {{'ip': '10.0.0.1'}} AS s, '10.0.0.2' AS d) TO {SqlText.Literal(path)} (FORMAT parquet)");
        }

        var format = MappingFile.Load(folder.Write("m.json", "{\"name\":\"ab\",\"kind\":\"network_flow\",\"time\":\"t\",\"fields\":{\"source.ip\":\"s.ip\",\"destination.ip\":\"d\"}}"));
        var options = new ImportOptions { Formats = [format] };
        var events = new List<SecurityEvent>();
        LogImporter.Run([path], options, one => events.Add(Copy(one)));
        Assert.Equal((Micros(2026, 7, 2, 9, 0, 0), "10.0.0.1"), (Assert.Single(events).TimeMicros, events[0].SourceAddress));

        var other = Assert.Single(LogImporter.Run([folder.Write("other.csv", "a,b\n1,2\n")], options, _ => { }).Files);
        Assert.Equal(("CSV with records, though without the time column of the mapping", 1L), (other.Why, other.Counts.RejectedBy["time missing"]));
    }

    [Fact]
    public void Read_SpoiledRecords_AccountsForEach()
    {
        var format = MappingFile.Parse(Encoding.UTF8.GetBytes(Block("json mapping")), "x");
        var log = new SpoiledLog(format with { Framing = Framing.Csv });
        var whole = Encoding.UTF8.GetBytes(Block("csv mapped"));
        for (var length = 1; length < whole.Length; length++)
        {
            log.Read(whole[..length], $"cut at {length}");
        }

        var header = Block("csv mapped").Split('\n')[0];
        foreach (var line in Block("csv mapped").Split('\n').Skip(1))
        {
            foreach (var changed in RecordChanges.OfLine(Encoding.UTF8.GetBytes(line.Replace(';', ','))))
            {
                log.Read([.. Encoding.UTF8.GetBytes(header + "\n"), .. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(changed).Replace(',', ';')), (byte)'\n'], line);
            }
        }
    }

    private static CollectingSink Read(string mapping, string record) => CollectingSink.Read(MappingFile.Parse(Encoding.UTF8.GetBytes(mapping), "m.json"), "x", record);

    private static SecurityEvent Copy(SecurityEvent one)
    {
        var copy = new SecurityEvent();
        copy.CopyFrom(one);
        return copy;
    }

    private static long Micros(int year, int month, int day, int hour, int minute, int second) =>
        (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>What stands in the README between lines of three marks, the first of which has this behind them.</summary>
    private static string Block(string mark)
    {
        var text = Readme();
        var start = text.IndexOf($"```{mark}\n", StringComparison.Ordinal) + mark.Length + 4;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)];
    }

    private static string Readme() => File.ReadAllText(Path.Combine(SourceTableTests.Root(), "datasets", "README.md")).ReplaceLineEndings("\n");
}
