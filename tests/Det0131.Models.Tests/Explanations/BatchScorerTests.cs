using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Explanations;

public sealed class BatchScorerTests(ScoredSite scored)
{
    private const int From = ScoredSite.HistoryDays;

    /// <summary>
    /// 28 unseen days without acts. The threshold's rate is read from the last 7 days of training and compared with 28 others, both
    /// near Poisson: with E alerts a day expected, the mean of the days stays under E + 3 sqrt(E/7 + E/28) in all but 1 of 700 sites.
    /// </summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(10)]
    public void Run_DaysWithoutActs_KeepTheBudget(double budget)
    {
        var model = ScoredSite.Site(From).Learn(From, SmallSite.Options with { BudgetPerDay = budget }).Model;
        var expected = model.Calibration.Threshold.ExpectedPerDay;
        Assert.InRange(expected, 0, budget * 1.0001);
        var (result, groups) = scored.Score(ScoredSite.Site(From + 28), model: model);
        var opened = groups.Where(g => g.Opens).Select(g => (g.Group.Entity, g.Group.Destination, Day: g.Group.FirstMicros / SmallSite.Day)).Distinct().Count();
        var allowed = Math.Max(expected, 1 / 7.0);
        Assert.InRange(opened / 28.0, 0, allowed + 3 * Math.Sqrt(allowed / 7 + allowed / 28));
        Assert.True(result.Alerts.Count <= opened);
        Assert.Equal(result.Events, scored.Score(ScoredSite.Site(From + 28), model: model).Result.Events);
    }

    /// <summary>
    /// As much as on the median night. (A night that sends more than nearly all before it may open an alert where the budget has room.)
    /// </summary>
    [Fact]
    public void Run_HabitualNightBackup_IsNoAlertInTheNextWeek()
    {
        var site = ScoredSite.Site(From).Office(ScoredSite.Hosts, From, 7);
        for (var day = From; day < From + 7; day++)
        {
            for (var server = 1; server <= ScoredSite.Servers; server++)
            {
                site.Transfer("bk" + server, ScoredSite.At(day, 2.01), "cron", "rclone", "store.example", "NL", "AS64510 STORE", 2_000_000_000);
            }
        }

        var (result, groups) = scored.Score(site);
        Assert.Equal(7 * ScoredSite.Servers * 2, groups.Count(g => g.Group.Host!.StartsWith("bk", StringComparison.Ordinal)));
        Assert.DoesNotContain(result.Alerts, a => a.Entity.Host!.StartsWith("bk", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_TheSameTransferByAnotherToolAtAnotherHourToANewCountry_IsTheTopAlert()
    {
        var site = ScoredSite.Site(From + 7);
        Act(site, From + 2);
        var (result, _) = scored.Score(site);
        // The tool's start and its flow are two groups: the command line names no destination.
        Assert.Equal(["curl", "drop.example"], result.Alerts.Take(2).Select(a => a.Destination.Key).Order(StringComparer.Ordinal));
        Assert.All(result.Alerts.Take(2), a => Assert.Equal(("bk1", "AN0368"), (a.Entity.Host, a.AnalyticId)));
        Assert.True(result.Alerts[1].ScoreBits > result.Alerts.Skip(2).Max(a => a.ScoreBits));
    }

    [Fact]
    public void Run_SoftwareRollOut_IsOneAlertForAllHosts()
    {
        var site = ScoredSite.Site(From + 7);
        for (var host = 0; host < ScoredSite.Hosts; host++)
        {
            site.RollOut(host, ScoredSite.At(From + 2, 10 + host * 0.1), 300_000_000);
        }

        var (result, _) = scored.Score(site);
        var alert = Assert.Single(result.Alerts, a => a.Destination.Key == "vendor.example");
        Assert.True(alert.Flags.HasFlag(AlertFlags.Campaign));
        Assert.Equal(ScoredSite.Hosts, alert.CampaignMembers.Count);
        Assert.Equal(ScoredSite.Hosts * 300_000_000L, alert.BytesOut);
    }

    /// <summary>Hosts that the model never saw do what everybody does: at most two alerts each in a week (a day without one starts another), marked as such.</summary>
    [Fact]
    public void Run_NewHosts_RaiseNoStorm()
    {
        var site = ScoredSite.Site(From + 7).Office(2, From, 7, firstHost: ScoredSite.Hosts);
        var own = scored.Score(site).Result.Alerts.Where(a => a.Entity.Host is "pc20" or "pc21").ToList();
        Assert.All(own.GroupBy(a => a.Entity.Host), alerts => Assert.InRange(alerts.Count(), 1, 2));
        Assert.All(own, a => Assert.True(a.Flags.HasFlag(AlertFlags.ColdStart)));
    }

    [Fact]
    public void Run_ScoreOfAGroup_IsTheSumOfItsContributions()
    {
        var site = ScoredSite.Site(From + 3);
        Act(site, From + 1);
        var (result, groups) = scored.Score(site);
        Assert.NotEmpty(groups);
        // Summed in double in column order and cast once: equal to the last bit of a float.
        Assert.All(groups, g => Assert.Equal((float)g.Contributions.Sum(), g.Score));
        Assert.All(result.Alerts, a => Assert.Contains(groups, g => (float)a.ScoreBits == g.Score));
        // Columns are never worth less than nothing, but for the allowance for local destinations.
        Assert.All(groups, g => Assert.All(g.Contributions[..AnalyticCatalogue.All[g.Group.Analytic].Features.Length], c => Assert.InRange(c, 0, 20)));
    }

    [Fact]
    public void Run_LocalDestination_HasSixBitsLess()
    {
        var site = new SmallSite(1);
        var flow = site.Flow("pc1", "10.0.0.2", ScoredSite.At(From, 10), "x", "", "", 5_000, 5_000, "10.0.0.99");
        (flow.Domain, flow.RegisteredDomain, flow.DestinationCountry, flow.DestinationNetwork, flow.Application, flow.DestinationPort) = (null, null, null, null, "smb", 445);
        site.Add(flow);
        var group = Assert.Single(scored.Score(site).Groups);
        Assert.True(group.Group.IsLocal);
        Assert.Equal(-6, group.Contributions[AnalyticCatalogue.All[0].Features.Length]);
    }

    /// <summary>Absent values contribute nothing: -1 is not observed, and not observed is 0 bits.</summary>
    [Fact]
    public void Run_AbsentValues_ContributeNothing()
    {
        var site = new SmallSite(1);
        site.Add(new SecurityEvent
        {
            TimeMicros = ScoredSite.At(From, 3), Kind = EventKind.NetworkFlow, Platform = Platform.Windows, Source = "test", Host = "pc1", HostSide = HostSide.Source,
            SourceAddress = "10.0.0.2", DestinationAddress = "203.0.113.200",
        });
        var group = Assert.Single(scored.Score(site).Groups);
        var features = AnalyticCatalogue.All[0].Features;
        var observed = features.Where((_, slot) => group.Group.Surprisals[slot] != EventGroup.NotObserved).Select(f => f.Id);
        Assert.Equal(["time.host"], observed);
        Assert.All(Enumerable.Range(0, features.Length).Where(slot => features[slot].Id != "time.host"), slot => Assert.Equal(0, group.Contributions[slot]));
    }

    [Fact]
    public void Run_FailedCloudCall_IsNotScored()
    {
        var site = new SmallSite(1);
        foreach (var outcome in new[] { Outcome.Failure, Outcome.Success })
        {
            var call = Tests.Features.FeatureCases.Call();
            (call.TimeMicros, call.Outcome) = (ScoredSite.At(From, 3), outcome);
            site.Add(call);
        }

        var (result, groups) = scored.Score(site);
        Assert.Equal((2, 1), (result.Events, result.Scored));
        // An analytic without training groups: no return period, and the fixed threshold.
        var group = Assert.Single(groups);
        Assert.Null(group.ReturnPeriod);
        Assert.Equal("AN0370", AnalyticCatalogue.All[group.Group.Analytic].Id);
    }

    [Fact]
    public void Run_SavedAndLoadedModel_GivesTheSameScores()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-model-");
        try
        {
            scored.Model.Save(folder.FullName);
            var site = ScoredSite.Site(From + 3);
            Act(site, From + 1);
            var loaded = scored.Score(site, model: ScoringModel.Load(folder.FullName));
            var kept = scored.Score(site);
            Assert.Equal(Scores(kept.Groups), Scores(loaded.Groups));
            Assert.Equal(kept.Result.Alerts.Select(a => (a.Id, a.ScoreBits, a.Headline)), loaded.Result.Alerts.Select(a => (a.Id, a.ScoreBits, a.Headline)));
            Assert.All(kept.Result.Alerts.Zip(loaded.Result.Alerts), pair => Assert.Equal(pair.First.Contributions, pair.Second.Contributions));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A score depends on what its entity did, never on which other entities' events arrive with it.</summary>
    [Fact]
    public void Run_UnrelatedGroupsBetween_ChangeNothing()
    {
        var alone = ScoredSite.Site(From + 3);
        Act(alone, From + 1);
        var crowd = ScoredSite.Site(From + 3);
        Act(crowd, From + 1);
        crowd.Office(5, From, 3, firstHost: 40);
        var expected = Scores(scored.Score(alone).Groups);
        var together = Scores(scored.Score(crowd).Groups);
        Assert.True(together.Count > expected.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Value, together[pair.Key]));
    }

    [Fact]
    public void Run_DayByDay_GivesTheScoresOfOneRun()
    {
        var site = ScoredSite.Site(From + 4);
        Act(site, From + 1);
        var expected = Scores(scored.Score(site).Groups);
        // Windows of a week begin with the week: a run that begins later sees less of it, so only the first week's sums differ.
        var week = scored.Model.Models.Select((_, i) => AnalyticCatalogue.All[i].SlotByFeature[FeatureCatalogue.Get("volume.destination_week").Index]).ToArray();
        var apart = Enumerable.Range(From, 4).SelectMany(day => scored.Score(site, day, day + 1).Groups).ToList();
        Assert.Equal(expected.Count, apart.Count);
        var whole = scored.Score(site).Groups.ToDictionary(g => ScoredSite.Key(g.Group), StringComparer.Ordinal);
        Assert.All(apart, g => Assert.Equal(
            Without(whole[ScoredSite.Key(g.Group)].Group.Surprisals, week[g.Group.Analytic]), Without(g.Group.Surprisals, week[g.Group.Analytic])));
    }

    [Fact]
    public void Process_EventByEvent_ScoreOnlyRisesToThatOfTheBatch()
    {
        var site = ScoredSite.Site(From + 2);
        Act(site, From + 1);
        var expected = Scores(scored.Score(site).Groups);
        var last = new Dictionary<string, float>(StringComparer.Ordinal);
        var scorer = new GroupScorer(scored.Model);
        var builder = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, _ => { });
        foreach (var e in site.History().Events.Where(e => e.TimeMicros >= ScoredSite.At(From, 0)))
        {
            if (builder.Process(e) is { } group)
            {
                var score = scorer.Score(group).Score;
                Assert.True(score >= last.GetValueOrDefault(ScoredSite.Key(group), float.NegativeInfinity));
                last[ScoredSite.Key(group)] = score;
            }
        }

        Assert.Equal(expected, last);
    }

    /// <summary>
    /// Leaving a day out while scoring it equals a model that never saw the day: surprisal by surprisal, exactly. Left aside are weekly
    /// sums, whose unit is the whole week, and seasonal expectations, which are fitted once for all days.
    /// </summary>
    [Theory]
    [InlineData(9)]
    [InlineData(12)]
    public void Run_LeaveOwnPeriodOut_EqualsAModelWithoutThePeriod(int day)
    {
        var events = scored.History.Events;
        var without = new MemoryHistory(events.Where(e => e.TimeMicros < ScoredSite.At(day, 0) || e.TimeMicros >= ScoredSite.At(day + 1, 0)));
        var other = SmallSite.Learn(without).Model;
        Assert.Equal(scored.Model.Context.ToJson(), other.Context.ToJson());
        var left = scored.Score(scored.History, day, day + 1, new BatchOptions { LeaveOwnPeriodOut = true }).Groups;
        var never = scored.Score(scored.History, day, day + 1, model: other).Groups.ToDictionary(g => ScoredSite.Key(g.Group), StringComparer.Ordinal);
        Assert.Equal(never.Count, left.Count);
        Assert.NotEmpty(left);
        string[] aside = ["volume.destination_week", "volume.series"];
        foreach (var group in left)
        {
            var features = AnalyticCatalogue.All[group.Group.Analytic].Features;
            for (var slot = 0; slot < features.Length; slot++)
            {
                if (!aside.Contains(features[slot].Id))
                {
                    Assert.True(never[ScoredSite.Key(group.Group)].Group.Surprisals[slot] == group.Group.Surprisals[slot], $"{ScoredSite.Key(group.Group)} {features[slot].Id}");
                }
            }
        }

        // And it matters: seen, the day explains itself.
        var seen = scored.Score(scored.History, day, day + 1).Groups;
        Assert.True(seen.Sum(g => g.Score) < left.Sum(g => g.Score));
    }

    [Fact]
    public void MoveTo_BoundsOfAPeriod_AreItsFirstAndLastMicrosecond()
    {
        var index = new BaselineIndex(scored.Model.Table, SiteKnowledge.IndexOptions(scored.Model.Context, null));
        var feature = FeatureCatalogue.Get("destination.domain").Index;
        int Seen() => index.ExplainRarity(feature, "host:bk1", "", "store.example").PeriodsSeen;
        using var own = new OwnPeriodOut(index, new FeatureCalendar(SmallSite.Day));
        Assert.Equal(From, Seen());
        foreach (var moment in new[] { ScoredSite.At(3, 0), ScoredSite.At(4, 0) - 1, ScoredSite.At(0, 0), ScoredSite.At(From, 0) - 1 })
        {
            own.MoveTo(moment);
            Assert.Equal(From - 1, Seen());
        }

        own.MoveTo(ScoredSite.At(From, 0));
        Assert.Equal(From, Seen());
        own.Stop();
        own.Stop();
        Assert.Equal(From, Seen());
    }

    [Fact]
    public void Run_NoEvents_GivesNoAlerts()
    {
        var (result, groups) = scored.Score(new MemoryHistory([]));
        Assert.Empty(result.Alerts);
        Assert.Empty(groups);
        Assert.Equal((0, 0, 0), (result.Events, result.Scored, result.Late));
    }

    private static void Act(SmallSite site, int day) =>
        site.Transfer("bk1", ScoredSite.At(day, 14), "bash", "curl", "drop.example", "RU", "AS64599 DROP", 2_000_000_000, "198.51.100.99");

    private static SortedDictionary<string, float> Scores(IEnumerable<GroupScore> groups) =>
        new(groups.ToDictionary(g => ScoredSite.Key(g.Group), g => g.Score), StringComparer.Ordinal);

    private static float[] Without(float[] values, int slot) => [.. values.Where((_, i) => i != slot)];
}
