using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

public sealed class CampaignsTests
{
    [Fact]
    public void Find_FiveEntitiesWithOneCause_AreACampaign_FourAreNot()
    {
        Assert.Empty(Campaigns.Find(Hosts(4)));
        var campaign = Assert.Single(Campaigns.Find(Hosts(6).Reverse()));
        Assert.Equal(6, campaign.Entities);
        Assert.Equal(["host0", "host1", "host2", "host3", "host4", "host5"], campaign.Incidents.Select(i => i.Key.Entity));
        Assert.Equal(new IncidentKey("campaign", "destination.domain", "updates.example"), campaign.Key);
    }

    [Fact]
    public void Find_ManyIncidentsOfFourEntities_AreNoCampaign() =>
        Assert.Empty(Campaigns.Find(Enumerable.Range(0, 20).Select(i => Make($"host{i % 4}", destination: $"d{i}"))));

    [Fact]
    public void Find_OtherDayFeatureOrValue_AreCountedApart()
    {
        var incidents = Enumerable.Range(0, 4).SelectMany(i => new[]
        {
            Make($"host{i}"), Make($"a{i}", day: 2), Make($"b{i}", feature: "volume.day"), Make($"c{i}", value: "other.example"),
        });
        Assert.Empty(Campaigns.Find(incidents));
    }

    [Fact]
    public void Find_NoSharedValue_IsNoCampaign() =>
        Assert.Empty(Campaigns.Find(Enumerable.Range(0, 10).Select(i => Make($"host{i}", value: null))));

    [Fact]
    public void Find_OneDestinationForOtherReasons_IsACampaign()
    {
        var campaign = Assert.Single(Campaigns.Find(Enumerable.Range(0, 5).Select(i => Make($"host{i}", feature: $"volume.{i}", value: null, destination: "updates.example"))));
        Assert.Equal((Campaigns.DestinationCause, "updates.example"), (campaign.Cause, campaign.Value));
    }

    /// <summary>A roll-out: some hosts stand out by the domain, others by the network, two by volume alone to the same destination.</summary>
    [Fact]
    public void Find_CausesThatShareIncidents_AreOneCampaign()
    {
        var incidents = Enumerable.Range(0, 6).Select(i => Make($"a{i}", value: "updates.example", destination: "updates.example"))
            .Concat(Enumerable.Range(0, 7).Select(i => Make($"b{i}", feature: "destination.network", value: "AS1", destination: "updates.example")))
            .Concat(Enumerable.Range(0, 2).Select(i => Make($"c{i}", feature: "volume.day", value: null, destination: "updates.example")))
            .Append(Make("elsewhere", value: "other.example", destination: "other.example"))
            .ToList();
        var campaign = Assert.Single(Campaigns.Find(incidents));
        Assert.Equal(15, campaign.Entities);
        Assert.DoesNotContain(campaign.Incidents, i => i.Key.Entity == "elsewhere");
    }

    [Fact]
    public void Find_SeveralCampaigns_AreOrderedAndSpanAnalytics()
    {
        var incidents = Enumerable.Range(0, 5).SelectMany(i => new[]
        {
            Make($"host{i}", day: 3), Make($"host{i}", value: "b.example"), Make($"host{i}", value: "a.example", analytic: i < 3 ? "AN0367" : "AN0368"),
        });
        Assert.Equal(
            [(1, "a.example"), (1, "b.example"), (3, "updates.example")],
            Campaigns.Find(incidents.Reverse()).Select(c => (c.Day, c.Value)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(86_399_999_999, 0)]
    [InlineData(86_400_000_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-86_400_000_000, -1)]
    public void DayOf_Time_IsTheUtcDay(long micros, int day) => Assert.Equal(day, Incident.DayOf(micros));

    private static IEnumerable<Incident> Hosts(int count) => Enumerable.Range(0, count).Select(i => Make($"host{i}"));

    private static Incident Make(
        string entity, int day = 1, string feature = "destination.domain", string? value = "updates.example", string? destination = null, string analytic = "AN0368") =>
        new(new IncidentKey(analytic, entity, destination ?? $"{entity}/{value}/{analytic}/{day}"), day, 14, 0, feature, value, 1_000);
}
