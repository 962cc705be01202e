using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Scoring;

public sealed class GroupFactsTests
{
    private const long Start = 1_700_000_000_000_000;

    private static readonly SiteContext Site = new() { LocalNetworks = ["10.0.0.0/8"] };

    private static EventGroup Only(params SecurityEvent[] events)
    {
        var calendar = new FeatureCalendar(PeriodChoice.DayMicros);
        var from = calendar.PeriodStart(calendar.PeriodAt(Start));
        var table = new BaselineTable.Builder(BaselineSchema.For(calendar), new BaselineSpan(PeriodChoice.DayMicros, from - 28 * PeriodChoice.DayMicros, from)).Build();
        var groups = new List<EventGroup>();
        var builder = new GroupBuilder(
            new EventSituator(Site), new FeatureExtractor(SiteKnowledge.Tools(Site)), new BaselineIndex(table, SiteKnowledge.IndexOptions(Site, null)),
            SeasonalBook.Empty, _ => 0, leaveOwnDateOut: false, groups.Add);
        foreach (var e in events)
        {
            builder.Process(e);
        }

        builder.CloseAll();
        return Assert.Single(groups);
    }

    private static SecurityEvent Flow(string from, string to, string transport, int port, long sent, long received) => new()
    {
        TimeMicros = Start, Source = "zeek.conn", Kind = EventKind.NetworkFlow, Transport = transport, SourceAddress = from, SourcePort = 50_000,
        DestinationAddress = to, DestinationPort = port, SourceBytes = sent, DestinationBytes = received,
    };

    private static float Bits(EventGroup group, string feature)
    {
        var analytic = AnalyticCatalogue.All[group.Analytic];
        return group.Surprisals[analytic.SlotByFeature[FeatureCatalogue.Get(feature).Index]];
    }

    /// <summary>A video call of 437 MB over UDP, followed by a ping to the same address, was announced as 437 MB sent by ICMP.</summary>
    [Fact]
    public void Describe_SmallEventAfterTheLargeOne_NamesTheProtocolThatMovedTheBytes()
    {
        var call = Flow("10.0.0.7", "203.0.113.9", "udp", 3478, 437_000_000, 287_000_000);
        var ping = Flow("10.0.0.7", "203.0.113.9", "icmp", 0, 64, 64);
        ping.TimeMicros += 1_000_000;
        var destination = Describe.Destination(Only(call, ping));
        Assert.Equal(3478, destination.Port);
        Assert.Null(destination.Application);
        Assert.False(destination.IsClient);
    }

    /// <summary>The name in a request to our own server is ours; as the name of the far end it read "web02 sent 1 MB to web02".</summary>
    [Fact]
    public void Describe_AnswerOfOurServer_NamesTheClientAndNotOurOwnName()
    {
        var e = Flow("203.0.113.9", "10.0.0.80", "tcp", 443, 500, 1_000_000);
        e.Application = "ssl";
        e.Domain = e.RegisteredDomain = "www.corp.example";
        var group = Only(e);
        var destination = Describe.Destination(group);
        Assert.Equal("203.0.113.9", destination.Name);
        Assert.Equal("ssl", destination.Application);
        Assert.True(destination.IsClient);
        Assert.Equal("T1048.002", Describe.Technique(group));
    }

    /// <summary>"upload verb none" and "foreign account none" stood among the reasons of alerts.</summary>
    [Fact]
    public void Surprisals_NothingOfTheKind_IsObservedAndNotSurprising()
    {
        var call = new SecurityEvent
        {
            TimeMicros = Start, Source = "aws.cloudtrail", Kind = EventKind.CloudApiCall, Platform = Platform.IaaS,
            CloudAction = "s3:GetObject", CloudPrincipal = "arn:aws:iam::1:user/ann", CloudResource = "payroll",
        };
        var group = Only(call);
        Assert.Equal(0, Bits(group, "cloud.cross_account"));
        Assert.Equal(0, Bits(group, "cloud.role_principal"));
        call.ForeignAccount = "999988887777";
        Assert.Equal("999988887777", Only(call).Peaks[AnalyticCatalogue.All[group.Analytic].SlotByFeature[FeatureCatalogue.Get("cloud.cross_account").Index]].Value);
    }

    /// <summary>An IAM user that calls without a role was printed as a host.</summary>
    [Fact]
    public void Describe_PrincipalWithoutARole_IsAUserAndNoHost()
    {
        var entity = Describe.Entity(
            Only(new SecurityEvent
            {
                TimeMicros = Start, Source = "aws.cloudtrail", Kind = EventKind.CloudApiCall, Platform = Platform.IaaS,
                CloudAction = "s3:GetObject", CloudPrincipal = "arn:aws:iam::1:user/ann", CloudResource = "payroll",
            }),
            Site);
        Assert.Null(entity.Host);
        Assert.Equal("arn:aws:iam::1:user/ann", entity.User);
    }
}
