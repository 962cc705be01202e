using Det0131.Models.Alerts;
using Det0131.Models.Calibration;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Explanations;

public sealed class AlertAssemblerTests(ScoredSite scored)
{
    private const int From = ScoredSite.HistoryDays;

    private readonly SmallSite _site = new(3);

    [Fact]
    public void Assemble_ConsecutiveDays_AreOneAlertAndAPauseStartsAnother()
    {
        foreach (var day in new[] { 0, 1, 3 })
        {
            Send("pc1", From + day, 10, "drop.example");
            Send("pc1", From + day, 12, "drop.example");
        }

        var alerts = Assemble(10, 5).OrderBy(a => a.FirstMicros).ToList();
        Assert.Equal(2, alerts.Count);
        Assert.Equal([4L, 2], alerts.Select(a => a.EventCount));
        Assert.Equal((ScoredSite.At(From, 10), ScoredSite.At(From + 1, 12)), (alerts[0].FirstMicros, alerts[0].LastMicros));
        Assert.Equal(4_000, alerts[0].BytesOut);
        Assert.NotEqual(alerts[0].Id, alerts[1].Id);
    }

    [Fact]
    public void Assemble_OtherHostUserOrDestination_IsAnotherAlert()
    {
        Send("pc1", From, 10, "drop.example");
        Send("pc2", From, 10, "drop.example");
        Send("pc1", From, 10, "other.example");
        Assert.Equal(3, Assemble(10, 5).Count);
    }

    /// <summary>What one person sends, a host's log tells with the account and a sensor without: one machine, one destination, one day.</summary>
    [Fact]
    public void Assemble_OneMachineAndDestination_IsOneAlertWhoeversAccountIsNamed()
    {
        Send("pc1", From, 10, "drop.example", "");
        Send("pc1", From, 11, "drop.example", "eve");
        Send("pc1", From, 12, "drop.example", "local service");
        Send("pc2", From, 12, "drop.example", "eve");
        Assert.Equal([1L, 3], Assemble(10, 5).Select(a => a.EventCount).Order());
    }

    /// <summary>One entity and one cause, here the same new country, is one alert whatever the addresses.</summary>
    [Fact]
    public void Assemble_OneCauseAndManyDestinations_IsOneAlert()
    {
        Send("pc1", From, 10, "drop.example");
        Send("pc1", From, 11, "drift.example");
        var alert = Assert.Single(Assemble(10, 5));
        Assert.Equal(2, alert.EventCount);
    }

    /// <summary>The record as logged tells addresses alone; what the host's own record told when sensors met stands beside it.</summary>
    [Fact]
    public void Assemble_FlowOfWhichItsHostToldWho_ListsItWithUserProcessAndParent()
    {
        Send("pc1", From, 10, "drop.example");
        Send("pc1", From, 11, "drop.example");
        var logged = new Dictionary<UInt128, SecurityEvent>();
        foreach (var e in _site.History().Events)
        {
            logged[e.Identity] = new SecurityEvent();
            logged[e.Identity].CopyFrom(e);
            (e.User, e.Process, e.ProcessPath, e.Parent, e.IsJoined) = (@"corp\eve", "rclone.exe", @"c:\tools\rclone.exe", "cmd.exe", logged.Count == 1);
        }

        foreach (var e in logged.Values)
        {
            (e.User, e.Process, e.ProcessPath, e.Parent) = (null, null, null, null);
        }

        var assembler = Assembler(10);
        foreach (var group in Groups())
        {
            assembler.Add(new GroupScore(group, 30, Contributions(group), 0, "", Period(5), Opens: true));
        }

        var listed = Assert.Single(assembler.Assemble((wanted, take) => wanted.ToList().ForEach(identity => take(logged[identity])))).Events;
        Assert.Equal((@"corp\eve", "rclone.exe", @"c:\tools\rclone.exe", "cmd.exe"), (listed[0].User, listed[0].Process, listed[0].ProcessPath, listed[0].Parent));
        Assert.StartsWith("rclone.exe (by cmd.exe) sent 1 kB to www.drop.example", listed[0].Summary, StringComparison.Ordinal);
        Assert.EndsWith("; process by the host's own log", listed[0].Summary, StringComparison.Ordinal);
        // The other one's own record told nothing more, and what is read again is not changed.
        Assert.Equal((null, null), (listed[1].Process, listed[1].User));
        Assert.DoesNotContain("own log", listed[1].Summary, StringComparison.Ordinal);
        Assert.All(logged.Values, e => Assert.Null(e.Process));
    }

    /// <summary>Which bytes left was decided with the host's side known: the row says the number that was scored.</summary>
    [Theory]
    [InlineData(HostSide.Source, 100)]
    [InlineData(HostSide.Destination, 9_000)]
    public void ListedRecords_FlowBetweenTwoOfOurs_CountsTheBytesOfTheHostThatToldOfIt(HostSide side, long bytes)
    {
        var flow = new SecurityEvent
        {
            Identity = 7, TimeMicros = ScoredSite.At(From, 10), Source = "zeek.conn", Kind = EventKind.NetworkFlow, Transport = "tcp",
            SourceAddress = "10.0.0.2", SourcePort = 50_000, DestinationAddress = "10.0.0.3", DestinationPort = 443, SourceBytes = 100, DestinationBytes = 9_000,
        };
        var reference = new GroupEvent(7, flow.TimeMicros, flow.Source, null, null, 0, 0, bytes, new EventMaker("pc2", side, null, "httpd", null, null));
        Assert.Equal((bytes, "httpd"), (new ListedRecords([reference], scored.Model).Read(flow).BytesOut, new ListedRecords([reference], scored.Model).Read(flow).Process));
    }

    [Fact]
    public void Assemble_GroupsUnderTheThreshold_ArePassedOver()
    {
        Send("pc1", From, 10, "drop.example");
        var assembler = Assembler(10);
        foreach (var group in Groups())
        {
            assembler.Add(new GroupScore(group, 5, Contributions(group), 0, "", Period(5), Opens: false));
        }

        Assert.Equal(0, assembler.Groups);
        Assert.Empty(assembler.Assemble((_, _) => { }));
    }

    [Fact]
    public void Assemble_MoreThanTheBudget_IsKeptAndMarked()
    {
        Send("pc1", From, 9, "a.example");
        Send("pc1", From, 10, "b.example");
        Send("pc1", From, 11, "c.example");
        Send("pc1", From + 1, 11, "c.example");
        var days = new Dictionary<string, double> { ["a.example"] = 5, ["b.example"] = 3, ["c.example"] = 4 };
        var alerts = Assemble(1, g => days[g.Destination]);
        Assert.Equal(["a.example", "c.example", "b.example"], alerts.Select(a => a.Destination.Key));
        // The second day has a place for c: an alert of which one day was sent is not over budget.
        Assert.Equal([false, false, true], alerts.Select(a => a.Flags.HasFlag(AlertFlags.OverBudget)));
    }

    [Fact]
    public void Assemble_RarerThanOnceAYear_IsNeverHeldBack()
    {
        foreach (var domain in new[] { "a.example", "b.example", "c.example" })
        {
            Send("pc1", From, 9, domain);
        }

        Assert.All(Assemble(1, 400), a => Assert.False(a.Flags.HasFlag(AlertFlags.OverBudget)));
    }

    [Fact]
    public void Assemble_EventsOfAnAlert_AreThoseOfItsGroups()
    {
        for (var i = 0; i < 20; i++)
        {
            Send("pc1", From, 9 + i / 60.0, "drop.example");
        }

        var stored = _site.History();
        var alert = Assert.Single(Assemble(10, 5));
        Assert.Equal(20, alert.EventCount);
        // The first twelve, in order of time, each the stored record.
        Assert.Equal(stored.Events.Take(OpenedGroup.ListedEvents).Select(e => (e.Identity, e.RecordId, e.File, e.Line, e.TimeMicros)),
            alert.Events.Select(e => (e.Identity, e.RecordId, e.File, e.Line, e.TimeMicros)));
        Assert.All(alert.Events, e => Assert.Equal(1_000, e.BytesOut));
        // Made twice from the same events, an alert is the same alert.
        Assert.Equal(alert.Id, Assert.Single(Assemble(10, 5)).Id);
    }

    /// <summary>By the definition: analytic, entity and destination of the earliest incident and its day, whichever group is the best.</summary>
    [Fact]
    public void Assemble_IdOfAnAlert_IsThatOfItsEarliestIncident()
    {
        Send("pc1", From, 10, "drop.example");
        Send("pc1", From, 11, "drift.example");
        Send("pc1", From + 1, 9, "drift.example");
        var expected = AlertId.From("AN0367", new AlertEntity("pc1", "user1"), "drop.example", ScoredSite.At(From, 0));
        foreach (var best in new[] { "drop.example", "drift.example" })
        {
            var assembler = Assembler(10);
            foreach (var group in Groups())
            {
                var contributions = Contributions(group);
                assembler.Add(new GroupScore(group, group.Destination == best ? 40 : 30, contributions, 0, "", Period(5), Opens: true));
            }

            var alert = Assert.Single(assembler.Assemble((_, _) => { }));
            Assert.Equal((best, expected), (alert.Destination.Key, alert.Id));
        }
    }

    [Theory]
    [InlineData(4, 4, false)]
    [InlineData(5, 1, true)]
    public void Assemble_EntitiesWithTheSameTopValue_AreACampaignFromFiveOn(int hosts, int alerts, bool campaign)
    {
        for (var host = 1; host <= hosts; host++)
        {
            Send("pc" + host, From, 9, "vendor.example");
        }

        var made = Assemble(10, 5);
        Assert.Equal(alerts, made.Count);
        Assert.All(made, a => Assert.Equal(campaign, a.Flags.HasFlag(AlertFlags.Campaign)));
        Assert.Equal(campaign ? hosts : 0, made[0].CampaignMembers.Count);
    }

    [Theory]
    [InlineData(4, 4, AlertFlags.None)]
    [InlineData(5, 1, AlertFlags.ManyCauses)]
    public void Assemble_CausesOfOneEntityOnOneDay_AreOneAlertFromFiveOn(int causes, int alerts, AlertFlags expected)
    {
        for (var cause = 0; cause < causes; cause++)
        {
            // The country is the first two letters.
            Send("pc1", From, 9 + cause, $"q{(char)('a' + cause)}.example");
        }

        Send("pc1", From + 2, 9, "later.example");
        var made = Assemble(10, 5).Where(a => !a.Destination.Key.StartsWith("later", StringComparison.Ordinal)).ToList();
        Assert.Equal(alerts, made.Count);
        Assert.All(made, a => Assert.Equal(expected, a.Flags & (AlertFlags.ManyCauses | AlertFlags.Campaign)));
        Assert.Equal(causes, made.Sum(a => a.EventCount));
    }

    [Fact]
    public void Assemble_AnalyticWithoutRates_IsMarkedUncalibrated()
    {
        Send("pc1", From, 9, "a.example");
        var assembler = Assembler(10);
        foreach (var group in Groups())
        {
            assembler.Add(new GroupScore(group, 30, Contributions(group), -1, "", null, Opens: true));
        }

        Assert.Equal(ReturnPeriodKind.Uncalibrated, Assert.Single(assembler.Assemble((_, _) => { })).ReturnPeriod.Kind);
    }

    private static Models.Calibration.ReturnPeriod Period(double days) => new(days, 280, true);

    private void Send(string host, int day, double hour, string domain, string? user = null)
    {
        var address = $"10.0.0.{int.Parse(host[2..], System.Globalization.CultureInfo.InvariantCulture) + 1}";
        var flow = _site.Flow(host, address, ScoredSite.At(day, hour), domain, domain[..2].ToUpperInvariant(), "AS64599 DROP", 1_000, 1_000, "198.51.100.99");
        flow.User = user is null ? flow.User : user.Length == 0 ? null : user;
        _site.Add(flow);
    }

    private List<EventGroup> Groups()
    {
        var groups = new List<EventGroup>();
        var builder = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, groups.Add);
        foreach (var e in _site.History().Events)
        {
            builder.Process(e);
        }

        builder.CloseAll();
        return groups;
    }

    /// <summary>The model's own contributions: the domain, never seen by anybody, is the top feature.</summary>
    private double[] Contributions(EventGroup group) => new GroupScorer(scored.Model).Score(group).Contributions;

    private AlertAssembler Assembler(double budget)
    {
        var model = scored.Model;
        var threshold = new Threshold(new AlertBudget { AlertsPerDay = budget }, model.Calibration.Threshold.RatePerDay, model.Calibration.Threshold.Strata);
        var bounded = new ScoringModel(model.Settings, model.Context, model.Table, model.Seasons, model.Models, new SavedCalibration(model.Calibration.Analytics, threshold));
        return new AlertAssembler(bounded, "test", new Explainer(bounded, bounded.Index, leaveOwnPeriodOut: false));
    }

    private IReadOnlyList<Alert> Assemble(double budget, double days) => Assemble(budget, _ => days);

    private IReadOnlyList<Alert> Assemble(double budget, Func<EventGroup, double> days)
    {
        var assembler = Assembler(budget);
        foreach (var group in Groups())
        {
            var contributions = Contributions(group);
            assembler.Add(new GroupScore(group, (float)contributions.Sum(), contributions, 0, "", Period(days(group)), Opens: true));
        }

        return assembler.Assemble(_site.History().Find);
    }
}
