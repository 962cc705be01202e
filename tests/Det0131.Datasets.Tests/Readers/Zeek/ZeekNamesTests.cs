using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Zeek;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Zeek;

/// <summary>dns, http and ssl: records written by hand after Zeek's documentation of these logs.</summary>
public sealed class ZeekNamesTests
{
    private const string DnsColumns = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto trans_id rtt query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z answers TTLs rejected";
    private const string HttpColumns = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p trans_depth method host uri referrer version user_agent origin request_body_len response_body_len status_code";

    [Fact]
    public void Parse_DnsTableAndJson_SameEvent()
    {
        var row = Assert.Single(Read("dns", DnsColumns, "1591367999.305988|CMdzit1AMNsmfAIiQc|192.168.4.76|36844|192.168.4.1|53|udp|19671|0.066852|TestMyIDs.com.|1|C_INTERNET|16|txt|3|nxdomain|F|F|T|T|0|-|-|F").Events);
        var json = Assert.Single(CollectingSink.Read(ZeekFormat.Source, "x",
            """{"ts":1591367999.305988,"uid":"CMdzit1AMNsmfAIiQc","id.orig_h":"192.168.4.76","id.orig_p":36844,"id.resp_h":"192.168.4.1","id.resp_p":53,"proto":"udp","trans_id":19671,"query":"testmyids.com","qtype":16,"qtype_name":"TXT","rcode":3,"rcode_name":"NXDOMAIN","rejected":false}""").Events);

        ZeekConnTests.AssertEqual(row, json);
        Assert.Equal(("zeek.dns", EventKind.DnsQuery, "dns"), (row.Source, row.Kind, row.Application));
        Assert.Equal(("testmyids.com", "TXT", "NXDOMAIN"), (row.DnsName, row.DnsType, row.DnsResponse));
        Assert.Equal((null, null), (row.SourceBytes, row.Domain));
    }

    [Theory]
    [InlineData("query-65399", "65399", "TYPE65399")]
    [InlineData("*", "255", "ANY")]
    [InlineData("-", "65", "TYPE65")]
    [InlineData("-", "-", null)]
    [InlineData("-", "70000", null)]
    [InlineData("query-x", "-", null)]
    public void Parse_DnsType_NameOrNumber(string name, string number, string? expected)
    {
        var row = $"1.5|C1|10.0.0.1|1|10.0.0.2|53|udp|1|-|-|-|-|{number}|{name}|-|-|F|F|F|F|0|-|-|F";

        Assert.Equal(expected, Assert.Single(Read("dns", DnsColumns, row).Events).DnsType);
    }

    [Theory]
    [InlineData(@"caf\xc3\xa9.example", "café.example")]
    [InlineData(@"a\x5cb.example", @"a\b.example")]
    [InlineData(@"\xff\xfe.t.example", @"\xff\xfe.t.example")]
    [InlineData(@"a\x0ab.example", @"a\x0ab.example")]
    [InlineData(@"a\xzz.example", @"a\xzz.example")]
    [InlineData(".", ".")]
    public void Parse_EscapedName_ResolvedWhereItIsText(string query, string expected)
    {
        var row = $"1.5|C1|10.0.0.1|1|10.0.0.2|53|udp|1|-|{query}|-|-|1|A|0|NOERROR|F|F|F|F|0|-|-|F";

        Assert.Equal(expected, Assert.Single(Read("dns", DnsColumns, row).Events).DnsName);
    }

    [Fact]
    public void Parse_QueriesOfOneConnection_HaveOwnIdentities()
    {
        string Row(int id, string query, string time) => $"{time}|C1|10.0.0.1|1|10.0.0.2|53|udp|{id}|-|{query}|-|-|1|A|0|NOERROR|F|F|F|F|0|-|-|F";
        var events = Read("dns", DnsColumns, Row(1, "a", "1.5"), Row(2, "a", "1.5"), Row(1, "b", "1.5"), Row(1, "a", "1.500001"), Row(1, "a", "1.5")).Events;

        Assert.Equal(4, events.Select(one => one.Identity).Distinct().Count());
        Assert.Equal(events[0].Identity, events[4].Identity);
    }

    [Theory]
    [InlineData("Files.Example.NET:8080", "files.example.net")]
    [InlineData("files.example.net.", "files.example.net")]
    [InlineData("31.3.245.133", null)]
    [InlineData("31.3.245.133:81", null)]
    [InlineData("10.9.9.9", "10.9.9.9")]
    [InlineData("[2001:db8::1]:80", "2001:db8::1")]
    [InlineData("-", null)]
    public void Parse_HttpHost_NameWithoutPort(string host, string? expected) =>
        Assert.Equal(expected, Assert.Single(Read("http", HttpColumns, Http("GET", host, "/")).Events).Domain);

    [Theory]
    [InlineData("POST", "/up/Backup.TAR.GZ?token=abc", "/up/Backup.TAR.GZ", ".gz")]
    [InlineData("GET", "/a;jsessionid=secret", "/a", null)]
    [InlineData("CONNECT", "files.example.net:443", null, null)]
    [InlineData("PUT", "-", null, null)]
    public void Parse_HttpUri_PathWithoutQuery(string method, string uri, string? path, string? extension)
    {
        var one = Assert.Single(Read("http", HttpColumns, Http(method, "h", uri)).Events);

        Assert.Equal((method, path, extension), (one.HttpMethod, one.FilePath, one.FileExtension));
        Assert.Equal(("zeek.http", EventKind.HttpRequest, "curl/7.47.0", 1200L, 39L, "tcp"), (one.Source, one.Kind, one.UserAgent, one.SourceBytes, one.DestinationBytes, one.Transport));
    }

    [Theory]
    [InlineData("GET", "200", Outcome.Success, ".php-backup")]
    [InlineData("GET", "304", Outcome.Success, ".php-backup")]
    [InlineData("GET", "404", Outcome.Failure, null)]
    [InlineData("HEAD", "503", Outcome.Failure, null)]
    [InlineData("PUT", "403", Outcome.Failure, ".php-backup")]
    [InlineData("GET", "-", Outcome.Unknown, ".php-backup")]
    [InlineData("GET", "9999", Outcome.Unknown, ".php-backup")]
    public void Parse_HttpStatus_RefusedDownloadMovedNoFile(string method, string status, Outcome outcome, string? extension)
    {
        var one = Assert.Single(Read("http", HttpColumns, Http(method, "h", "/wp-config.php-backup", status)).Events);

        Assert.Equal((outcome, extension), (one.Outcome, one.FileExtension));
        Assert.Equal("/wp-config.php-backup", one.FilePath);
    }

    [Fact]
    public void Parse_Ssl_NamesTheFarEndOfItsConnection()
    {
        var found = Read("ssl", "ts uid id.orig_h id.orig_p id.resp_h id.resp_p version server_name", "1.5|C1|10.0.0.1|1|13.32.202.10|443|TLSv12|WWW.Example.com", "1.5|C2|10.0.0.1|1|13.32.202.10|443|TLSv12|-");

        var one = Assert.Single(found.Events);
        Assert.Equal(("zeek.ssl", "www.example.com", "ssl", "C1", null), (one.Source, one.Domain, one.Application, one.FlowKey, one.SourceBytes));
        Assert.Equal("zeek ssl without server name", found.Ignored[^1]);
    }

    [Theory]
    [InlineData("smtp.log", """{"ts":1.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":1,"id.resp_h":"10.0.0.2","id.resp_p":25,"trans_depth":1,"helo":"x"}""", "zeek smtp without sender and recipient")]
    [InlineData("x.log", """{"_path":"x509","ts":1.5,"fingerprint":"a"}""", "zeek x509")]
    [InlineData("open_conn.log", """{"ts":1.5,"uid":"C1","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","conn_state":"OTH"}""", "zeek open_conn")]
    public void Parse_OtherLog_IsIgnoredByName(string file, string json, string what)
    {
        Assert.Equal("zeek", FormatDetection.Choose([ZeekFormat.Source], Encoding.UTF8.GetBytes(json), file).Format?.Name);
        Assert.Equal([what], CollectingSink.Read(ZeekFormat.Source, file, json).Ignored);
    }

    [Fact]
    public void Parse_JsonOfNoKnownLog_IsRejected() =>
        Assert.Equal(["which Zeek log this is was not recognised", "not valid JSON"],
            CollectingSink.Read(ZeekFormat.Source, "x", """{"ts":1.5,"uid":"C1","id.orig_h":"10.0.0.1"}""", """{"ts":1.5,"uid":"C1""").Rejected);

    private static string Http(string method, string host, string uri, string status = "200") =>
        $"1591367999.5|C1|192.168.4.76|46378|31.3.245.133|80|1|{method}|{host}|{uri}|-|1.1|curl/7.47.0|-|1200|39|{status}";

    private static CollectingSink Read(string path, string columns, params string[] rows) =>
        CollectingSink.Read(ZeekFormat.Source, "x", ["#separator \\x09", $"#path\t{path}", "#fields\t" + columns.Replace(' ', '\t'), .. rows.Select(row => row.Replace('|', '\t'))]);
}
