using Det0131.Models.Calibration;

namespace Det0131.Models.Tests.Calibration;

public sealed class DeclusteringTests
{
    private static readonly StratumKey Stratum = StratumKey.Of(4, 1);

    [Fact]
    public void Followers_FiveEntitiesAtOnePlaceOnOneDay_LeaveTheHighest()
    {
        (IncidentKey, int)[] incidents = [.. Enumerable.Range(0, 5).Select(i => (Key($"h{i}", "fleet.example"), 3))];
        Assert.Equal([true, true, false, true, true], Declustering.Followers(incidents, (a, b) => a == b ? 0 : a == 2 ? -1 : b == 2 ? 1 : a - b));
    }

    [Theory]
    [InlineData("curl")] // a tool, not a place
    [InlineData("fleet.example")] // four entities only, one of them twice
    public void Followers_NoCampaign_AllStandForThemselves(string destination)
    {
        (IncidentKey, int)[] incidents = destination == "curl"
            ? [.. Enumerable.Range(0, 9).Select(i => (Key($"h{i}", destination), 3))]
            : [(Key("h0", destination), 3), (Key("h1", destination), 3), (Key("h2", destination), 3), (Key("h3", destination), 3), (Key("h4", destination), 5)];
        Assert.DoesNotContain(true, Declustering.Followers(incidents, (a, b) => a - b));
    }

    [Fact]
    public void Followers_ConsecutiveDaysOfOneKey_LeaveOneOfEachRun()
    {
        (IncidentKey, int)[] incidents = [(Key("h", "a"), 7), (Key("h", "a"), 1), (Key("h", "a"), 2), (Key("h", "a"), 3), (Key("h", "b"), 2), (Key("h", "a"), 5)];
        Assert.Equal([false, true, true, false, false, false], Declustering.Followers(incidents, (a, b) => b - a));
    }

    [Theory]
    [InlineData("AN0367", "eve on pc1", "pc1")]
    [InlineData("AN0368", "eve on pc2 on pc1", "pc1")]
    [InlineData("AN0368", "pc1", "pc1")]
    [InlineData("AN0368", " on pc1", " on pc1")]
    [InlineData("AN0370", "eve on backup-role", "eve on backup-role")]
    public void OfOwner_UserOnHost_IsTheHostAndARoleIsNone(string analytic, string entity, string expected) =>
        Assert.Equal(new IncidentKey(analytic, expected, "d.example"), new IncidentKey(analytic, entity, "d.example").OfOwner);

    [Fact]
    public void Followers_AccountsOfOneMachineAtOneDestination_LeaveOne()
    {
        (IncidentKey, int)[] incidents = [(Key("pc1", "d.example"), 1), (Key("eve on pc1", "d.example"), 1), (Key("eve on pc1", "e.example"), 1), (Key("eve on pc2", "d.example"), 1)];
        Assert.Equal([false, true, false, false], Declustering.Followers(incidents, (a, b) => a - b));
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 1)]
    public void Followers_DestinationsOfOneEntityOnOneDay_AreOneFromFiveOn(int destinations, int left)
    {
        (IncidentKey, int)[] incidents = [.. Enumerable.Range(0, destinations).Select(i => (Key("h", $"d{i}.example"), 3)), (Key("h", "d9.example"), 5)];
        Assert.Equal(left + 1, Declustering.Followers(incidents, (a, b) => a - b).Count(f => !f));
    }

    // A twin: the number of clusters is what the alert assembler makes of the same incidents, each kept apart by its top value.
    [Theory]
    [InlineData(6)] // mostly campaigns
    [InlineData(40)] // mostly entities with many destinations
    public void Followers_RandomIncidents_LeaveAsManyAsThereAreCampaignsAndBursts(int destinations)
    {
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            (IncidentKey Key, int Day)[] incidents = [.. Enumerable.Range(0, 120).Select(_ => (Key($"h{random.Next(9)}", $"d{random.Next(destinations)}.example"), random.Next(4) * 2)).Distinct()];
            var campaigns = Campaigns.Find(incidents.Select((x, i) => new Incident(x.Key, x.Day, 20, 0, "f", null, i)));
            var alone = incidents.Except(campaigns.SelectMany(c => c.Incidents).Select(i => (i.Key, i.Day)));
            var expected = campaigns.Count + alone.GroupBy(x => (x.Key.Entity, x.Day)).Sum(own => own.Count() >= 5 ? 1 : own.Count());
            Assert.Equal(expected, Declustering.Followers(incidents, (a, b) => a - b).Count(f => !f));
        }
    }

    // What it is for: a roll-out in the history must not lift the threshold above itself.
    [Fact]
    public void ReturnPeriods_RollOutInTheHistory_HardlyMovesTheThreshold()
    {
        var (calm, rolledOut) = (new IncidentHistory(), new IncidentHistory());
        var random = new Random(3);
        for (var day = 0; day < 14; day++)
        {
            for (var host = 0; host < 400; host++)
            {
                var score = (float)(-3 * Math.Log(1 - random.NextDouble()));
                calm.Add(Key($"h{host}", $"site{random.Next(5000)}.example"), day, score, Stratum);
                rolledOut.Add(Key($"h{host}", $"site{random.Next(5000)}.example"), day, score, Stratum);
            }
        }

        for (var host = 0; host < 300; host++)
        {
            rolledOut.Add(Key($"h{host}", "fleet.example"), 9, 60 + (host % 7), Stratum);
        }

        var (without, with) = (ThresholdOf(calm), ThresholdOf(rolledOut));
        Assert.InRange(with, without - 0.5f, without + 4);

        // A second one is still an alert: it passes.
        Assert.True(with < 60);
    }

    private static float ThresholdOf(IncidentHistory history) =>
        Threshold.Fit([ReturnPeriods.Fit("AN0367", history, 14)], new AlertBudget { AlertsPerDay = 2 }).ScoreOf("AN0367", 0);

    private static IncidentKey Key(string entity, string destination) => new("AN0367", entity, destination);
}
