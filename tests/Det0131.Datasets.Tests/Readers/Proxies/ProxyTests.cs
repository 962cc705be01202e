using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Proxies;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Proxies;

/// <summary>Lines written by hand after Squid's documentation of its log files, W3C's draft, and Microsoft's and Broadcom's lists of fields.</summary>
public sealed class ProxyTests
{
    private const string Squid = "1767344401.500   1500 10.0.0.5 TCP_MISS/200 507 POST http://files.example.com:8080/up/Dump.SQL?token=secret Alice HIER_DIRECT/203.0.113.9 text/xml";
    private const string IisFields = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken";
    private const string IisLine = "2026-01-02 09:00:01 10.1.0.8 POST /owa/upload.zip id=1 443 CORP\\Alice 203.0.113.7 Mozilla/5.0+(Windows+NT+10.0) - 200 0 0 1086 20971520 1000";
    private const string ProxyFields = "#Fields: date time time-taken c-ip cs-username s-action sc-status sc-bytes cs-bytes cs-method cs-uri-scheme cs-host cs-uri-port cs-uri-path cs(User-Agent) s-ip r-ip";
    private const string ProxyLine = "2026-01-02 09:00:01 1000 10.0.0.5 alice TCP_NC_MISS 200 1086 20971520 PUT https files.example.com 443 /u/a.7z \"Mozilla/5.0 (X11; Linux)\" 10.1.0.1 203.0.113.9";
    private const long Time = 1767344400000000;

    [Fact]
    public void Parse_SquidNative_EveryFieldIsTaken()
    {
        var one = One(ProxyFormats.Squid, Squid);

        Assert.Equal(("squid.access", EventKind.HttpRequest, null, Time, 1500000L, "tcp"), (one.Source, one.Kind, one.Host, one.TimeMicros, one.DurationMicros, one.Transport));
        Assert.Equal(("10.0.0.5", "203.0.113.9", 8080, "files.example.com", "http", "POST"), (one.SourceAddress, one.DestinationAddress, one.DestinationPort, one.Domain, one.Application, one.HttpMethod));
        Assert.Equal((null, 507L, "alice", "/up/Dump.SQL", ".sql", Outcome.Success), (one.SourceBytes, one.DestinationBytes, one.User, one.FilePath, one.FileExtension, one.Outcome));
    }

    [Fact]
    public void Parse_SquidTunnel_HostAndPort()
    {
        var one = One(ProxyFormats.Squid, "1767344401.500 1500 pc7.corp.example TCP_TUNNEL/200 9 CONNECT Mega.example:443 - FIRSTUP_PARENT/10.0.0.9 -");

        Assert.Equal(("pc7.corp.example", HostSide.Source, null, null, "mega.example", 443, "ssl"), (one.Host, one.HostSide, one.SourceAddress, one.DestinationAddress, one.Domain, one.DestinationPort, one.Application));
        Assert.Equal((null, null), (one.FilePath, one.User));
    }

    [Fact]
    public void Parse_SquidDeniedWithoutUrlAndBadLines_ByReason()
    {
        Assert.Equal(Outcome.Failure, One(ProxyFormats.Squid, Squid.Replace("TCP_MISS/200", "TCP_DENIED/403", StringComparison.Ordinal)).Outcome);
        var found = CollectingSink.Read(ProxyFormats.Squid, "x",
            "1767344401.500 0 10.0.0.5 NONE/000 0 NONE error:transaction-end-before-headers - HIER_NONE/- -", "a b c", Squid.Replace("1767344401.500", "now", StringComparison.Ordinal),
            Squid.Replace(" 507 ", " x ", StringComparison.Ordinal), Squid.Replace(" 1500 ", " x ", StringComparison.Ordinal), Squid.Replace(" 10.0.0.5 ", " - ", StringComparison.Ordinal));

        Assert.Equal(["squid request without a far end"], found.Ignored);
        Assert.Equal(["not a line of Squid's native format", "time not understood", "byte count not understood", "duration not understood", "address missing"], found.Rejected);
    }

    [Fact]
    public void Parse_IisServer_TheServerIsTheHostAtTheDestination()
    {
        var one = One(ProxyFormats.W3c, "#Software: Microsoft Internet Information Services 10.0", "#Version: 1.0", "#Date: 2026-01-02 09:00:00", IisFields, IisLine);

        Assert.Equal(("w3c.server", EventKind.HttpRequest, "10.1.0.8", HostSide.Destination, Platform.Windows, Time, 1000000L), (one.Source, one.Kind, one.Host, one.HostSide, one.Platform, one.TimeMicros, one.DurationMicros));
        Assert.Equal(("203.0.113.7", "10.1.0.8", 443, "ssl", "POST", @"corp\alice"), (one.SourceAddress, one.DestinationAddress, one.DestinationPort, one.Application, one.HttpMethod, one.User));
        Assert.Equal((20971520L, 1086L, "/owa/upload.zip", ".zip", "Mozilla/5.0 (Windows NT 10.0)", Outcome.Success), (one.SourceBytes, one.DestinationBytes, one.FilePath, one.FileExtension, one.UserAgent, one.Outcome));
        Assert.Null(one.Domain);
    }

    [Fact]
    public void Parse_IisFtp_TransfersOnly()
    {
        var found = CollectingSink.Read(ProxyFormats.W3c, "x", "#Software: Microsoft Internet Information Services 8.5",
            "#Fields: date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-bytes cs-bytes time-taken",
            "2026-01-02 09:00:01 203.0.113.7 - 10.1.0.8 21 USER - 331 0 0 0", "2026-01-02 09:00:01 203.0.113.7 alice 10.1.0.8 21 RETR /x.7z 226 5000 0 1000");

        var one = Assert.Single(found.Events);
        Assert.Equal((EventKind.NetworkFlow, "ftp", 5000L, 0L, "/x.7z", ".7z", null), (one.Kind, one.Application, one.DestinationBytes, one.SourceBytes, one.FilePath, one.FileExtension, one.HttpMethod));
        Assert.Contains("ftp command that moves no file", found.Ignored);
    }

    [Fact]
    public void Parse_BlueCoatProxy_TheFarEndIsTheDestination()
    {
        var one = One(ProxyFormats.W3c, "#Software: SGOS 6.7", ProxyFields, ProxyLine);

        Assert.Equal(("w3c.proxy", null, HostSide.Unknown, Time), (one.Source, one.Host, one.HostSide, one.TimeMicros));
        Assert.Equal(("10.0.0.5", "203.0.113.9", 443, "files.example.com", "ssl", "alice"), (one.SourceAddress, one.DestinationAddress, one.DestinationPort, one.Domain, one.Application, one.User));
        Assert.Equal((20971520L, 1086L, "/u/a.7z", ".7z", "Mozilla/5.0 (X11; Linux)"), (one.SourceBytes, one.DestinationBytes, one.FilePath, one.FileExtension, one.UserAgent));
    }

    [Fact]
    public void Parse_FieldsChangeAndReorder_TheLastHeaderCounts()
    {
        var found = CollectingSink.Read(ProxyFormats.W3c, "x", "#Date: 2026-01-02 09:00:00", "#Fields: cs-uri sc-bytes c-ip time", "http://a.example/x.zip 7 10.0.0.5 09:00:00", ProxyFields, ProxyLine);

        Assert.Equal([("a.example", 7L, 80, Time), ("files.example.com", 1086L, 443, Time)], found.Events.Select(e => (e.Domain!, e.DestinationBytes!.Value, e.DestinationPort!.Value, e.TimeMicros)));
    }

    [Fact]
    public void Parse_W3cBadLines_RejectedByReason()
    {
        var found = CollectingSink.Read(ProxyFormats.W3c, "x",
            ProxyLine, "#Fields: date time", ProxyFields, ProxyLine[..60], ProxyLine + " more", ProxyLine.Replace("10.0.0.5", "x", StringComparison.Ordinal), ProxyLine.Replace("20971520", "-1", StringComparison.Ordinal),
            ProxyLine.Replace("2026-01-02", "2026-13-02", StringComparison.Ordinal), ProxyLine.Replace(" 443 ", " 99999 ", StringComparison.Ordinal), ProxyLine.Replace(" 1000 ", " 1e99 ", StringComparison.Ordinal),
            ProxyLine.Replace("files.example.com", "-", StringComparison.Ordinal).Replace("203.0.113.9", "-", StringComparison.Ordinal), "");

        Assert.Equal(
            [
                "no #Fields line before this line", "#Fields without time and client, or with too many columns", "fewer columns than #Fields", "more columns than #Fields", "address not understood",
                "byte count not understood", "time not understood", "port not understood", "duration not understood",
            ],
            found.Rejected);
        Assert.Equal(["header", "proxy request without a far end", "empty line"], found.Ignored);
    }

    [Fact]
    public void Parse_DamagedLines_EachAccountedFor()
    {
        Damage.Check(ProxyFormats.Squid, [Encoding.UTF8.GetBytes(Squid)], 3000);
        Damage.Check(ProxyFormats.W3c, [.. new[] { ProxyFields, ProxyLine, ProxyLine, IisFields, IisLine, IisLine }.Select(Encoding.UTF8.GetBytes)], 3000);
    }

    [Fact]
    public void Parse_SteadyState_AllocatesNothing() => Damage.CheckAllocation(ProxyFormats.Squid, Encoding.UTF8.GetBytes(Squid), 1);

    [Theory]
    [InlineData(Squid, "squid")]
    [InlineData("#Software: SGOS\n" + ProxyFields + "\n" + ProxyLine, "w3c")]
    [InlineData("#Software: Microsoft Exchange Server\n#Fields: date-time,client-ip\n", null)]
    public void Choose_FirstLines_AreRecognised(string head, string? expected) =>
        Assert.Equal(expected, FormatDetection.Choose(SourceFormats.All, Encoding.UTF8.GetBytes(head), "x").Format?.Name);

    private static SecurityEvent One(SourceFormat format, params string[] lines)
    {
        var found = CollectingSink.Read(format, "x", lines);
        Assert.Empty(found.Rejected);
        return Assert.Single(found.Events);
    }
}
