using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

public sealed class CampaignsTests
{
    [Fact]
    public void Add_FifthEntity_MakesACampaign()
    {
        var campaigns = new Campaigns();
        for (var i = 0; i < 4; i++)
        {
            Assert.Null(campaigns.Add(Make($"host{i}")));
        }

        Assert.Empty(campaigns.Found());
        Assert.Equal(new IncidentKey("campaign", "destination.domain", "updates.example"), campaigns.Add(Make("host4")));
        Assert.NotNull(campaigns.Add(Make("host5")));
        var campaign = Assert.Single(campaigns.Found());
        Assert.Equal(6, campaign.Entities);
        Assert.Equal(["host0", "host1", "host2", "host3", "host4", "host5"], campaign.Incidents.Select(i => i.Key.Entity));
        Assert.Equal(Campaigns.KeyOf("destination.domain", "updates.example"), campaign.Key);
    }

    [Fact]
    public void Find_ManyIncidentsOfOneEntity_AreNoCampaign() =>
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
    public void Find_NoTopValue_IsNoCampaign() =>
        Assert.Empty(Campaigns.Find(Enumerable.Range(0, 10).Select(i => Make($"host{i}", value: null))));

    [Fact]
    public void Find_SeveralCampaigns_AreOrderedAndSpanAnalytics()
    {
        var incidents = Enumerable.Range(0, 5).SelectMany(i => new[]
        {
            Make($"host{i}", day: 3), Make($"host{i}", value: "b.example", destination: "b"), Make($"host{i}", value: "a.example", analytic: i < 3 ? "AN0367" : "AN0368"),
        });
        Assert.Equal(
            [(1, "a.example"), (1, "b.example"), (3, "updates.example")],
            Campaigns.Find(incidents.Reverse()).Select(c => (c.Day, c.TopValue)));
    }

    [Fact]
    public void Add_IncidentWhoseTopValueChanges_LeavesItsCampaign()
    {
        var campaigns = new Campaigns();
        for (var i = 0; i < 5; i++)
        {
            campaigns.Add(Make($"host{i}"));
            campaigns.Add(Make($"host{i}")); // again: no sixth
        }

        Assert.Equal(5, Assert.Single(campaigns.Found()).Incidents.Count);
        Assert.Null(campaigns.Add(Make("host2", value: "other.example")));
        Assert.Empty(campaigns.Found());
        Assert.NotNull(campaigns.Add(Make("host2")));
    }

    [Fact]
    public void ForgetBefore_Day_DropsEarlierCampaigns()
    {
        var campaigns = new Campaigns();
        for (var i = 0; i < 5; i++)
        {
            campaigns.Add(Make($"host{i}"));
            campaigns.Add(Make($"host{i}", day: 2));
        }

        campaigns.ForgetBefore(2);
        Assert.Equal(2, Assert.Single(campaigns.Found()).Day);
        Assert.Null(campaigns.Add(Make("host0")));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(86_399_999_999, 0)]
    [InlineData(86_400_000_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-86_400_000_000, -1)]
    public void DayOf_Time_IsTheUtcDay(long micros, int day) => Assert.Equal(day, Incident.DayOf(micros));

    private static Incident Make(
        string entity, int day = 1, string feature = "destination.domain", string? value = "updates.example", string destination = "d", string analytic = "AN0368") =>
        new(new IncidentKey(analytic, entity, destination), day, 14, 0, feature, value, 1_000);
}
