using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Suricata;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Suricata;

/// <summary>Records written by hand after Suricata's schema of EVE and the DNS section of its user guide; the expected events are worked out by hand.</summary>
public sealed class SuricataTests
{
    private const string Head = """{"timestamp":"2026-01-02T10:00:05.000000+0100","flow_id":1820734905123445,"in_iface":"eth0","event_type":"@","src_ip":"10.0.4.4","src_port":49250,"dest_ip":"203.0.113.4","dest_port":443,"proto":"TCP",""";
    private const string Answer = """{"timestamp":"2026-01-02T10:00:05.000000+0100","flow_id":1820734905123445,"event_type":"dns","src_ip":"10.0.0.1","src_port":53,"dest_ip":"10.0.4.4","dest_port":49250,"proto":"UDP",""";
    private const long Time = 1767344405000000;

    [Fact]
    public void Parse_Flow_BytesBothWaysAndTheFlowsOwnTimes()
    {
        var one = One(Of("flow", """
            "app_proto":"tls","flow":{"pkts_toserver":12,"pkts_toclient":12,"bytes_toserver":18420,"bytes_toclient":1086,"start":"2026-01-02T09:00:00.500000+0000","end":"2026-01-02T09:00:02.000000+0000","state":"closed"}}
            """));

        Assert.Equal(("suricata.flow", EventKind.NetworkFlow, null, Platform.Unknown, HostSide.Unknown), (one.Source, one.Kind, one.Host, one.Platform, one.HostSide));
        Assert.Equal((1767344400500000L, 1500000L), (one.TimeMicros, one.DurationMicros));
        Assert.Equal(("10.0.4.4", 49250, "203.0.113.4", 443, "tcp", "ssl"), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.Transport, one.Application));
        Assert.Equal((18420L, 1086L, "1820734905123445", "1820734905123445"), (one.SourceBytes, one.DestinationBytes, one.FlowKey, one.RecordId));
    }

    [Theory]
    [InlineData("failed", null)]
    [InlineData("unknown", null)]
    [InlineData("krb5", "krb")]
    [InlineData("dcerpc", "dce_rpc")]
    [InlineData("SMB", "smb")]
    public void Parse_AppProto_InTheWordsOfOtherSensors(string name, string? expected) =>
        Assert.Equal(expected, One(Of("flow", $"\"app_proto\":\"{name}\"," + "\"flow\":{\"bytes_toserver\":1,\"bytes_toclient\":0}}")).Application);

    [Fact]
    public void Parse_Netflow_OneDirectionUnlessFlowsAreThere()
    {
        var netflow = Of("netflow", """
            "netflow":{"pkts":1,"bytes":60,"start":"2026-01-02T09:00:00.000000+0000","end":"2026-01-02T09:00:00.000000+0000","age":0}}
            """);
        var alone = One("{\"firewall_name\":\"fw\",\"event_timestamp\":\"1601587565\",\"event\":" + netflow + "}");
        Assert.Equal(("suricata.netflow", 60L, null, 0L), (alone.Source, alone.SourceBytes, alone.DestinationBytes, alone.DurationMicros));

        var both = Read(Of("flow", "\"flow\":{\"bytes_toserver\":1}}"), netflow);
        Assert.Equal("suricata.flow", Assert.Single(both.Events).Source);
        Assert.Equal(["suricata netflow beside flow records"], both.Ignored);
    }

    [Theory]
    [InlineData("""
        "dns":{"type":"query","id":42259,"rrname":"A.Example.COM","rrtype":"TXT","tx_id":0}}
        """)]
    [InlineData("""
        "dns":{"version":2,"type":"query","id":42259,"rrname":"a.example.com.","rrtype":"TXT","tx_id":0,"opcode":0}}
        """)]
    [InlineData("""
        "dns":{"version":3,"type":"request","tx_id":0,"id":42259,"flags":"100","rd":true,"opcode":0,"rcode":"NOERROR","queries":[{"rrname":"a.example.com","rrtype":"TXT"},{"rrname":"b.example.com","rrtype":"A"}]}}
        """)]
    public void Parse_DnsQueryOfAnyVersion_OneQueryAndItsAnswerIsNotASecond(string dns)
    {
        var found = Read(Of("dns", dns), Answer + """
            "dns":{"version":2,"type":"answer","id":42259,"rcode":"NOERROR","rrname":"a.example.com","rrtype":"TXT"}}
            """);

        var one = Assert.Single(found.Events);
        Assert.Equal(("suricata.dns", EventKind.DnsQuery, "a.example.com", "TXT", null, "dns", Time), (one.Source, one.Kind, one.DnsName, one.DnsType, one.DnsResponse, one.Application, one.TimeMicros));
        Assert.Equal("10.0.4.4", one.SourceAddress);
        Assert.Equal(["suricata dns answer to a query that was read"], found.Ignored);
    }

    [Theory]
    [InlineData("""
        "dns":{"type":"answer","id":1,"rcode":"NXDOMAIN","rrname":"a.example.com","rrtype":"A","ttl":1}}
        """)]
    [InlineData("""
        "dns":{"version":3,"type":"response","id":1,"rcode":"NXDOMAIN","queries":[{"rrname":"a.example.com","rrtype":"A"}]}}
        """)]
    public void Parse_DnsAnswerAlone_IsTheClientsQuery(string dns)
    {
        var one = One(Answer + dns);

        Assert.Equal(("a.example.com", "A", "NXDOMAIN"), (one.DnsName, one.DnsType, one.DnsResponse));
        Assert.Equal(("10.0.4.4", 49250, "10.0.0.1", 53), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort));
    }

    [Fact]
    public void Parse_DnsAnswerOfVersionOneInParts_OneEvent()
    {
        var part = Answer + "\"dns\":{\"type\":\"answer\",\"id\":1,\"rcode\":\"NOERROR\",\"rrname\":\"a.example.com\",\"rrtype\":\"@\"}}";
        var found = Read(part.Replace("@", "CNAME", StringComparison.Ordinal), part.Replace("@", "A", StringComparison.Ordinal));

        Assert.Single(found.Events);
        Assert.Single(found.Ignored);
    }

    [Fact]
    public void Parse_Http_RequestWithoutQueryAndItsFlow()
    {
        var one = One(Of("http", """
            "tx_id":3,"http":{"hostname":"Files.Example.com","http_port":8082,"url":"/up/Dump.SQL?key=secret","http_user_agent":"curl/8.1","http_method":"post","protocol":"HTTP/1.1","status":200,"length":39}}
            """));

        Assert.Equal(("suricata.http", EventKind.HttpRequest, "POST", "files.example.com", "curl/8.1"), (one.Source, one.Kind, one.HttpMethod, one.Domain, one.UserAgent));
        Assert.Equal(("/up/Dump.SQL", ".sql", null, 39L, Outcome.Success), (one.FilePath, one.FileExtension, one.SourceBytes, one.DestinationBytes, one.Outcome));
        Assert.Equal("1820734905123445", one.FlowKey);
    }

    [Fact]
    public void Parse_Tls_NamesTheFarEnd()
    {
        var found = Read(Of("tls", """
            "tls":{"sni":"WWW.Example.com","version":"TLS 1.3"}}
            """), Of("tls", """
            "tls":{"version":"TLS 1.3"}}
            """));

        var one = Assert.Single(found.Events);
        Assert.Equal(("suricata.tls", EventKind.NetworkFlow, "ssl", "www.example.com", null), (one.Source, one.Kind, one.Application, one.Domain, one.SourceBytes));
        Assert.Equal(["suricata tls without server name"], found.Ignored);
    }

    [Fact]
    public void Parse_Smtp_SenderRecipientsDomainAndAttachment()
    {
        var one = One(Of("smtp", """
            "tx_id":0,"smtp":{"helo":"pc","mail_from":"<Alice@Corp.example>","rcpt_to":["<c@Partner.example>"]},"email":{"status":"PARSE_DONE","from":"a@b","to":["c@d"],"attachment":["Q3 report.7z"]}}
            """));

        Assert.Equal(("suricata.smtp", EventKind.NetworkFlow, "smtp", "alice@corp.example", "partner.example"), (one.Source, one.Kind, one.Application, one.User, one.Domain));
        Assert.Equal(("Q3 report.7z", ".7z", null), (one.FilePath, one.FileExtension, one.SourceBytes));
    }

    [Fact]
    public void Parse_Ftp_TransfersOnly()
    {
        var found = Read(
            Of("ftp", """
                "tx_id":1,"ftp":{"command":"USER","command_data":"anonymous","completion_code":["331"]}}
                """),
            Of("ftp", """
                "tx_id":2,"ftp":{"command":"STOR","command_data":"out/dump.sql","completion_code":["150","226"]}}
                """),
            Of("ftp", """
                "tx_id":3,"ftp":{"command":"RETR","command_data":"x.zip","completion_code":["550"]}}
                """),
            Of("ftp_data", """
                "ftp_data":{"filename":"dump.sql","command":"STOR"}}
                """));

        Assert.Equal(["suricata ftp command that moves no file"], found.Ignored);
        Assert.Equal([("suricata.ftp", "out/dump.sql", ".sql", Outcome.Success, "ftp"), ("suricata.ftp", "x.zip", null, Outcome.Failure, "ftp"), ("suricata.ftp_data", "dump.sql", ".sql", Outcome.Unknown, "ftp-data")],
            found.Events.Select(e => (e.Source, e.FilePath, e.FileExtension, e.Outcome, e.Application)));
        Assert.All(found.Events, e => Assert.Equal(EventKind.FileAccess, e.Kind));
    }

    [Fact]
    public void Parse_FileInfo_ClientIsTheSourceWhoeverSends()
    {
        var upload = One(Of("fileinfo", """
            "http":{"hostname":"h.example","url":"/u","http_method":"POST"},"app_proto":"http","fileinfo":{"filename":"/u/a.zip","gaps":false,"state":"CLOSED","size":20971520,"tx_id":0}}
            """));
        Assert.Equal((EventKind.FileAccess, "10.0.4.4", "203.0.113.4", 20971520L, 20971520L, 0L), (upload.Kind, upload.SourceAddress, upload.DestinationAddress, upload.FileBytes, upload.SourceBytes, upload.DestinationBytes));
        Assert.Equal(("/u/a.zip", ".zip", "h.example", "http"), (upload.FilePath, upload.FileExtension, upload.Domain, upload.Application));

        const string Sender = """{"timestamp":"2026-01-02T10:00:05+0100","flow_id":2,"event_type":"fileinfo","src_ip":"203.0.113.4","src_port":80,"dest_ip":"10.0.4.4","dest_port":49889,"proto":"TCP",@"app_proto":"http","fileinfo":{"filename":"/a.cab","size":7796}}""";
        foreach (var direction in (string[])["", "\"direction\":\"to_client\","])
        {
            var download = One(Sender.Replace("@", direction, StringComparison.Ordinal));
            Assert.Equal(("10.0.4.4", 49889, "203.0.113.4", 80, 0L, 7796L), (download.SourceAddress, download.SourcePort, download.DestinationAddress, download.DestinationPort, download.SourceBytes, download.DestinationBytes));
        }
    }

    [Fact]
    public void Parse_OthersAndBadRecords_IgnoredByNameOrRejectedByReason()
    {
        var flow = Of("flow", """
            "flow":{"bytes_toserver":18420}}
            """);
        var found = Read(
            Of("alert", "\"alert\":{}}"), Of("of the future", "\"x\":1}"), """{"timestamp":"2026-01-02T10:00:05+0100","event_type":"stats","stats":{"decoder":{}}}""",
            flow[..60], flow.Replace("10.0.4.4", "10.0.4.400", StringComparison.Ordinal), flow.Replace("49250", "99999", StringComparison.Ordinal),
            flow.Replace("18420", "-1", StringComparison.Ordinal), flow.Replace("2026-01-02", "2026-13-02", StringComparison.Ordinal), flow.Replace("timestamp", "time", StringComparison.Ordinal),
            flow.Replace("event_type", "type", StringComparison.Ordinal), flow.Replace("dest_ip", "d", StringComparison.Ordinal), Of("dns", "\"dns\":{\"type\":5}}"));

        Assert.Equal(["suricata alert", "suricata other event type", "suricata stats"], found.Ignored);
        Assert.Equal(
            ["not valid JSON", "address not understood", "port not understood", "byte count not understood", "time not understood", "time missing", "event_type missing", "address missing", "dns type missing or not understood"],
            found.Rejected);
    }

    [Fact]
    public void Parse_SameRecordTwice_SameIdentity()
    {
        var flow = Of("flow", "\"flow\":{\"bytes_toserver\":1}}");
        var found = Read(flow, flow, Of("tls", "\"tls\":{\"sni\":\"a.example\"}}"));

        Assert.Equal(found.Events[0].Identity, found.Events[1].Identity);
        Assert.NotEqual(found.Events[0].Identity, found.Events[2].Identity);
    }

    [Fact]
    public void Parse_DamagedRecords_EachAccountedFor() => Damage.Check(SuricataFormat.Source, [.. All().Select(Encoding.UTF8.GetBytes)], 4000);

    [Theory]
    [InlineData("", true)]
    [InlineData("not json", false)]
    [InlineData("""{"event_type":"exec","timestamp":"x","path":"/bin/ls"}""", false)]
    public void Choose_FirstRecord_IsRecognised(string head, bool expected)
    {
        var choice = FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes(head.Length == 0 ? Of("flow", "\"flow\":{}}") : head), "eve.json");

        Assert.Equal(expected, choice.Format == SuricataFormat.Source);
    }

    internal static IEnumerable<string> All() =>
    [
        Of("flow", """
            "app_proto":"tls","flow":{"bytes_toserver":18420,"bytes_toclient":1086,"start":"2026-01-02T09:00:00.500000+0000","end":"2026-01-02T09:00:02.000000+0000"}}
            """),
        Of("netflow", "\"netflow\":{\"bytes\":60,\"start\":\"2026-01-02T09:00:00.000000+0000\"}}"),
        Of("dns", "\"dns\":{\"version\":3,\"type\":\"request\",\"id\":4,\"queries\":[{\"rrname\":\"a.example.com\",\"rrtype\":\"TXT\"}]}}"),
        Of("dns", "\"dns\":{\"type\":\"query\",\"id\":5,\"rrname\":\"a.example.com\",\"rrtype\":\"TXT\"}}"),
        Of("http", "\"http\":{\"hostname\":\"h\",\"url\":\"/u?x\",\"http_method\":\"POST\",\"status\":200,\"length\":3}}"),
        Of("tls", "\"tls\":{\"sni\":\"a.example\"}}"),
        Of("smtp", "\"smtp\":{\"mail_from\":\"<a@b>\",\"rcpt_to\":[\"<c@d>\"]},\"email\":{\"attachment\":[\"x.7z\"]}}"),
        Of("ftp", "\"ftp\":{\"command\":\"STOR\",\"command_data\":\"x\",\"completion_code\":[\"226\"]}}"),
        Of("ftp_data", "\"ftp_data\":{\"filename\":\"x\",\"command\":\"STOR\"}}"),
        Of("fileinfo", "\"app_proto\":\"http\",\"fileinfo\":{\"filename\":\"/u/a.zip\",\"size\":20,\"tx_id\":0}}"),
        Of("alert", "\"alert\":{}}"),
    ];

    private static string Of(string type, string rest) => Head.Replace("@", type, StringComparison.Ordinal) + rest.Trim();

    private static CollectingSink Read(params IEnumerable<string> records) => CollectingSink.Read(SuricataFormat.Source, "eve.json", records);

    private static SecurityEvent One(string record)
    {
        var found = Read(record);
        Assert.Empty(found.Rejected);
        return Assert.Single(found.Events);
    }
}
