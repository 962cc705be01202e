using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.DnsServers;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.DnsServers;

/// <summary>Records written by hand after the logging chapter of BIND's manual, golang-dnstap's JSON and DNS-collector's documentation.</summary>
public sealed class DnsServerTests
{
    private const string Bind = "02-Jan-2026 09:00:00.123 queries: info: client @0x7f0a 10.0.0.5#53211 (A.Example.com): view internal: query: A.Example.com IN TXT +E(0)K (10.0.0.1)";
    private const string Query = """{"type":"MESSAGE","identity":"ns1","version":"BIND 9.18","message":{"type":"CLIENT_QUERY","query_time":"2026-01-02T09:00:00.123Z","socket_family":"INET","socket_protocol":"UDP","query_address":"10.0.0.5","response_address":"10.0.0.1","query_port":53211,"response_port":53,"query_message":";; opcode: QUERY, status: NOERROR, id: 42259\n;; flags: rd; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;A.Example.com.\tIN\t TXT\n"}}""";
    private const string Response = """{"type":"MESSAGE","identity":"ns1","message":{"type":"CLIENT_RESPONSE","query_time":"2026-01-02T09:00:00.123Z","response_time":"2026-01-02T09:00:00.200Z","socket_family":"INET","socket_protocol":"UDP","query_address":"10.0.0.5","response_address":"10.0.0.1","query_port":53211,"response_port":53,"response_message":";; opcode: QUERY, status: NXDOMAIN, id: 42259\n;; flags: qr rd ra; QUERY: 1\n\n;; QUESTION SECTION:\n;A.Example.com.\tIN\t TXT\n\n;; AUTHORITY SECTION:\n"}}""";
    private const string Flat = """{"dns.id":42259,"dns.qname":"A.Example.com","dns.qtype":"TXT","dns.rcode":"NXDOMAIN","dnstap.identity":"ns1","dnstap.operation":"CLIENT_RESPONSE","dnstap.timestamp-rfc3339ns":"2026-01-02T09:00:00.123000000Z","network.family":"IPv4","network.protocol":"UDP","network.query-ip":"10.0.0.5","network.query-port":"53211","network.response-ip":"10.0.0.1","network.response-port":"53"}""";
    private const long Time = 1767344400123000;

    [Theory]
    [InlineData(Bind)]
    [InlineData("Jan  2 09:00:00.123 ns1 named[5]: client 10.0.0.5#53211: query: A.Example.com. IN TXT + (10.0.0.1)")]
    [InlineData("2026-01-02T09:00:00.123Z ns1 named[5]: queries: info: client @0x1 10.0.0.5#53211 (A.Example.com): query: A.Example.com IN TYPE16 +T (10.0.0.1)")]
    public void Parse_BindQuery_EveryForm(string line)
    {
        var found = CollectingSink.Read(DnsServerFormats.Bind, "logs/2026/query.log", line.Replace("TYPE16", "TXT", StringComparison.Ordinal));

        var one = Assert.Single(found.Events);
        Assert.Equal(("bind.query", EventKind.DnsQuery, null, Time, "dns"), (one.Source, one.Kind, one.Host, one.TimeMicros, one.Application));
        Assert.Equal(("10.0.0.5", 53211, "10.0.0.1", 53, "a.example.com", "TXT"), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.DnsName, one.DnsType));
        Assert.Equal(line.Contains("+T", StringComparison.Ordinal) ? "tcp" : "udp", one.Transport);
    }

    [Fact]
    public void Parse_BindIPv6Client_AddressAndPort()
    {
        var one = Assert.Single(CollectingSink.Read(DnsServerFormats.Bind, "x", Bind.Replace("10.0.0.5#", "2001:db8:0::5#", StringComparison.Ordinal)).Events);

        Assert.Equal(("2001:db8::5", 53211), (one.SourceAddress, one.SourcePort));
    }

    [Fact]
    public void Parse_BindOthersAndBadLines_IgnoredOrRejectedByReason()
    {
        var found = CollectingSink.Read(DnsServerFormats.Bind, "x",
            "02-Jan-2026 09:00:00.123 security: info: client @0x7f0a 10.0.0.5#1 (a): query (cache) 'a/A/IN' denied", Bind.Replace("10.0.0.5", "host", StringComparison.Ordinal), Bind.Replace("53211", "99999", StringComparison.Ordinal),
            Bind.Replace("02-Jan-2026 09:00:00.123 ", "", StringComparison.Ordinal), Bind[..Bind.IndexOf(" IN ", StringComparison.Ordinal)]);

        Assert.Equal(["other line"], found.Ignored);
        Assert.Equal(["address not understood", "port not understood", "time missing", "question not understood"], found.Rejected);
    }

    [Fact]
    public void Parse_DnstapQueryAndItsResponse_OneEvent()
    {
        var found = CollectingSink.Read(DnsServerFormats.Dnstap, "x", Query, Response, Query.Replace("CLIENT_QUERY", "RESOLVER_QUERY", StringComparison.Ordinal));

        var one = Assert.Single(found.Events);
        Assert.Equal(("dnstap.message", EventKind.DnsQuery, null, Time, "udp", "dns"), (one.Source, one.Kind, one.Host, one.TimeMicros, one.Transport, one.Application));
        Assert.Equal(("10.0.0.5", 53211, "10.0.0.1", 53, "a.example.com", "TXT", null), (one.SourceAddress, one.SourcePort, one.DestinationAddress, one.DestinationPort, one.DnsName, one.DnsType, one.DnsResponse));
        Assert.Equal(["dnstap response to a query that was read", "dnstap message that is not a client's"], found.Ignored);
    }

    [Fact]
    public void Parse_DnstapResponseAlone_InBothProgramsForms_SameEvent()
    {
        var nested = """{"network":{"family":"INET","protocol":"UDP","query-ip":"10.0.0.5","query-port":"53211","response-ip":"10.0.0.1","response-port":"53"},"dns":{"rcode":"NXDOMAIN","qname":"a.example.com","qtype":"TXT","id":42259},"dnstap":{"operation":"CLIENT_RESPONSE","identity":"ns1","timestamp-rfc3339ns":"2026-01-02T09:00:00.123Z"}}""";
        foreach (var record in (string[])[Response, Flat, nested])
        {
            var one = Assert.Single(CollectingSink.Read(DnsServerFormats.Dnstap, "x", record).Events);
            Assert.Equal(("10.0.0.5", 53211, "a.example.com", "TXT", "NXDOMAIN", Time), (one.SourceAddress, one.SourcePort, one.DnsName, one.DnsType, one.DnsResponse, one.TimeMicros));
        }
    }

    [Fact]
    public void Parse_DnstapBadRecords_RejectedByReason()
    {
        var found = CollectingSink.Read(DnsServerFormats.Dnstap, "x",
            Query[..90], "{}", Query.Replace("query_time", "t", StringComparison.Ordinal), Query.Replace("2026-01-02T", "2026-13-02T", StringComparison.Ordinal), Query.Replace("query_address", "q", StringComparison.Ordinal),
            Query.Replace("53211", "99999", StringComparison.Ordinal), Query.Replace("QUESTION", "Q", StringComparison.Ordinal));

        Assert.Equal(["not valid JSON", "message type missing", "time missing", "time not understood", "address missing", "port not understood", "question not understood"], found.Rejected);
    }

    [Fact]
    public void Parse_DamagedRecords_EachAccountedFor()
    {
        Damage.Check(DnsServerFormats.Bind, [Encoding.UTF8.GetBytes(Bind)], 3000);
        Damage.Check(DnsServerFormats.Dnstap, [.. new[] { Query, Response, Flat }.Select(Encoding.UTF8.GetBytes)], 3000);
    }

    [Fact]
    public void Parse_SteadyState_AllocatesNothing()
    {
        Damage.CheckAllocation(DnsServerFormats.Bind, Encoding.UTF8.GetBytes(Bind), 1);
        Damage.CheckAllocation(DnsServerFormats.Dnstap, Encoding.UTF8.GetBytes(Query), 1);
    }

    [Theory]
    [InlineData(Bind, "bind")]
    [InlineData(Query, "dnstap")]
    [InlineData(Flat, "dnstap")]
    public void Choose_FirstRecord_IsRecognised(string head, string expected) => Assert.Equal(expected, FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes(head), "x").Format?.Name);
}
