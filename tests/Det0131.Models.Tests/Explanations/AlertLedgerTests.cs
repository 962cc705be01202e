using Det0131.Models.Alerts;
using Det0131.Models.Explanations;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.State;

namespace Det0131.Models.Tests.Explanations;

public sealed class AlertLedgerTests(ScoredSite scored)
{
    private static readonly LedgerOptions Everything = new() { Days = 60 };

    private readonly ScoringModel _model = GrowingGroups.WithBudget(scored.Model, 2);

    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(1, 12).Select(seed => new TheoryDataRow<int>(seed));

    /// <summary>
    /// Twin: the assembler of batch scoring, given what each group came to in another order. Every property is compared, but for the id, which
    /// tells what came first, and, where the ledger was asked in between, the mark of the budget, which is never taken back.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Take_InAnyOrder_EndsInTheAlertsOfTheAssembler(int seed)
    {
        var groups = new GrowingGroups(seed);
        var random = new Random(seed);
        var all = groups.Many(150, 6);
        var expected = Assembled(all.Select(stages => stages[^1]).OrderByDescending(g => g.FirstIdentity));
        var quiet = new AlertLedger(Everything);
        var asked = new AlertLedger(Everything);
        var sequence = 0L;
        foreach (var group in groups.Mixed(all))
        {
            quiet.Take(group, sequence);
            asked.Take(group, sequence);
            if (random.Next(10) == 0)
            {
                asked.Assemble(_model, GrowingGroups.Find);
                sequence++;
            }
        }

        var once = quiet.Assemble(_model, GrowingGroups.Find).Alerts;
        Assert.Equal(expected.Select(a => Comparable(a)).Order(StringComparer.Ordinal), once.Select(a => Comparable(a)).Order(StringComparer.Ordinal));
        var often = asked.Assemble(_model, GrowingGroups.Find).Alerts;
        Assert.Equal(once.Select(a => (a.Id, Comparable(a, budget: false))).Order(), often.Select(a => (a.Id, Comparable(a, budget: false))).Order());
        var over = once.Where(IsOver).Select(a => a.Id).ToHashSet();
        Assert.Subset(over, often.Where(IsOver).Select(a => a.Id).ToHashSet());
        // The generator reaches what it is for.
        Assert.Contains(once, a => a.Flags.HasFlag(AlertFlags.Campaign));
        Assert.Contains(once, a => a.Flags.HasFlag(AlertFlags.ColdStart));
        Assert.NotEmpty(over);
        Assert.Equal(150, quiet.Groups);
    }

    /// <summary>
    /// What was said of an alert holds: it is there under its id, or merged into one that is there; the budget's mark does not come back; and its id is
    /// that of the incident that was taken first, kept here in a list of its own.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Assemble_AgainAndAgain_NeitherLosesNorRenamesAnAlert(int seed)
    {
        var groups = new GrowingGroups(seed + 100);
        var random = new Random(seed);
        var ledger = new AlertLedger(Everything);
        var taken = new List<(object Incident, string Id)>();
        var incidentOf = new Dictionary<UInt128, object>();
        var (told, sent) = (new HashSet<string>(), new HashSet<string>());
        var merges = 0;
        foreach (var group in groups.Mixed(groups.Many(120, 5)))
        {
            ledger.Take(group, 0);
            object incident = (group.Key, group.Day);
            incidentOf[group.FirstIdentity] = incident;
            if (taken.TrueForAll(t => !t.Incident.Equals(incident)))
            {
                taken.Add((incident, AlertId.From(group.Key.Analytic, group.Entity, group.Destination.Key, group.FirstMicros)));
            }

            if (random.Next(8) != 0)
            {
                continue;
            }

            var now = ledger.Assemble(_model, GrowingGroups.Find);
            var ids = now.Alerts.Select(a => a.Id).ToHashSet();
            Assert.Equal(ids.Count, now.Alerts.Count);
            Assert.All(now.Merged, m => Assert.True(told.Contains(m.Key) && ids.Contains(m.Value) && !ids.Contains(m.Key)));
            Assert.All(told, id => Assert.True(ids.Contains(id) || now.Merged.ContainsKey(id)));
            Assert.DoesNotContain(now.Alerts, a => IsOver(a) && sent.Contains(a.Id));
            foreach (var alert in now.Alerts.Where(a => a.Events.Count < OpenedGroup.ListedEvents))
            {
                var members = alert.Events.Select(e => incidentOf[e.Identity]).ToHashSet();
                Assert.Equal(taken.First(t => members.Contains(t.Incident)).Id, alert.Id);
            }

            told.UnionWith(ids);
            sent.UnionWith(now.Alerts.Where(a => !IsOver(a)).Select(a => a.Id));
            merges += now.Merged.Count;
        }

        Assert.True(merges > 0 && told.Count > 10);
    }

    /// <summary>Twin: the ledger that was never saved.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Restore_AtAnyPlace_GoesOnAsIfNothingHadHappened(int seed)
    {
        var groups = new GrowingGroups(seed + 200);
        var random = new Random(seed);
        var (whole, split) = (new AlertLedger(Everything), new AlertLedger(Everything));
        var sequence = 0L;
        foreach (var group in groups.Mixed(groups.Many(100, 5)))
        {
            whole.Take(group, ++sequence);
            split.Take(group, sequence);
            if (random.Next(10) != 0)
            {
                continue;
            }

            var expected = whole.Assemble(_model, GrowingGroups.Find);
            // Without its alerts a decision is the same decision.
            if (random.Next(2) == 0)
            {
                split.Decide(_model);
            }

            var found = split.Assemble(_model, GrowingGroups.Find);
            Assert.Equal(expected.Alerts.Select(AlertJson.ToBytes), found.Alerts.Select(AlertJson.ToBytes));
            Assert.Equal(expected.Merged.OrderBy(m => m.Key, StringComparer.Ordinal), found.Merged.OrderBy(m => m.Key, StringComparer.Ordinal));
            split = Reborn(split);
        }

        Assert.Equal(Saved(whole), Saved(Reborn(whole)));
    }

    [Fact]
    public void Assemble_NothingNew_ChangesNothingAndFetchesNothing()
    {
        var groups = new GrowingGroups(5);
        var ledger = new AlertLedger();
        groups.Many(40, 3).ForEach(stages => ledger.Take(stages[^1], 0));
        Assert.True(ledger.FirstPosition > 0);
        var first = ledger.Assemble(_model, GrowingGroups.Find);
        Assert.Equal(first.Alerts.Count, first.Changed.Count);
        var second = ledger.Assemble(_model, (_, _) => Assert.Fail("fetched again"));
        Assert.Equal(first.Alerts, second.Alerts);
        Assert.Empty(second.Changed);
        // Of one more group one alert changes.
        ledger.Take(groups.Of(0, "other", "new.example", 2, 5, 12, 50, 28), 1);
        Assert.Equal("new.example", Assert.Single(ledger.Assemble(_model, GrowingGroups.Find).Changed).Destination.Key);
    }

    [Fact]
    public void Assemble_EventsThatAreGone_AreCountedAndAskedForOnce()
    {
        var ledger = new AlertLedger();
        ledger.Take(new GrowingGroups(5).Of(0, "pc1", "d.example", 1, 5, 12, 50, 28), 1);
        var asked = 0;
        for (var i = 0; i < 3; i++)
        {
            var alert = Assert.Single(ledger.Assemble(_model, (references, _) => asked += references.Count).Alerts);
            Assert.Equal((0, 1), (alert.Events.Count, alert.EventCount));
        }

        Assert.Equal(1, asked);
    }

    /// <summary>By hand: eight days without a group, then it is gone; what goes on day by day keeps its id, and sixty days.</summary>
    [Fact]
    public void Assemble_OldAlerts_AreDroppedUnlessTheyGoOn()
    {
        var groups = new GrowingGroups(6);
        var ledger = new AlertLedger();
        var once = groups.Of(0, "once", "once.example", 0, 3, 12, 50, 28);
        ledger.Take(once, 0);
        string? id = null;
        for (var day = 0; day < 80; day++)
        {
            ledger.Take(groups.Of(0, "daily", "daily.example", day, 3, 12, 50, 28), day + 1);
            var alerts = ledger.Assemble(_model, GrowingGroups.Find).Alerts;
            var daily = Assert.Single(alerts, a => a.Entity.Host == "daily");
            Assert.Equal(id ??= daily.Id, daily.Id);
            Assert.False(IsOver(daily));
            Assert.Equal(Math.Min(day + 1, 61), daily.EventCount);
            Assert.Equal(day <= 8, alerts.Any(a => a.Entity.Host == "once"));
            Assert.Equal(day <= 8, ledger.Groups == day + 2);
        }

        Assert.Equal((61, 0), (ledger.Groups, ledger.GroupsDropped));
    }

    [Fact]
    public void Assemble_MoreGroupsThanAreKept_DropsTheOldestDayLowestScoresFirst()
    {
        var groups = new GrowingGroups(7);
        var ledger = new AlertLedger(new LedgerOptions { MaximumGroups = 10 });
        for (var i = 0; i < 8; i++)
        {
            ledger.Take(groups.Of(0, $"old{i}", $"old{i}.example", 1, 3, 10 + i, 50, 28), i);
            ledger.Take(groups.Of(0, $"new{i}", $"new{i}.example", 2, 3, 10 + i, 50, 28), i);
        }

        Assert.Equal(16, ledger.Groups);
        var kept = ledger.Assemble(_model, GrowingGroups.Find).Alerts.Select(a => a.Entity.Host).Order(StringComparer.Ordinal);
        Assert.Equal(["new0", "new1", "new2", "new3", "new4", "new5", "new6", "new7", "old6", "old7"], kept);
        Assert.Equal((10, 6), (ledger.Groups, ledger.GroupsDropped));
        // Between two decisions at most twice as many are taken.
        for (var i = 0; i < 15; i++)
        {
            ledger.Take(groups.Of(0, $"more{i}", $"more{i}.example", 2, 3, 10, 50, 28), 9);
        }

        Assert.Equal((20, 11), (ledger.Groups, ledger.GroupsDropped));
    }

    [Fact]
    public void Holds_TakenGroup_IsKnownByItsFirstEventAndVersion()
    {
        var site = new Tests.Learning.SmallSite(1);
        site.Add(site.Flow("pc1", "10.0.0.2", ScoredSite.At(ScoredSite.HistoryDays, 3), "drop.example", "RU", "AS64599 DROP", 3_000_000_000, 1_000));
        var builder = scored.Model.CreateBuilder(scored.Model.Index, null, leaveOwnDateOut: false, _ => { });
        var group = builder.Process(site.Events[0])!;
        var opened = new GroupOpener(scored.Model, "v1", new Explainer(scored.Model, scored.Model.Index, false)).Now(new GroupScorer(scored.Model).Score(group));
        var ledger = new AlertLedger();
        Assert.Null(ledger.Held(group, "v1"));
        ledger.Take(opened, 1);
        Assert.Same(opened, ledger.Held(group, "v1"));
        Assert.Null(ledger.Held(group, "v2"));
        // What was taken does not grow with the group.
        builder.Process(site.Events[0]);
        Assert.Equal((1, 2), (opened.EventCount, group.EventCount));
        Assert.Equal(opened.Score, (float)opened.Contributions.Sum(c => c.Bits));
    }

    /// <summary>A damaged byte is refused or gives another ledger; cut, it is refused. Nothing else happens.</summary>
    [Fact]
    public void Restore_CutOrDamaged_IsRefusedOrReads()
    {
        var ledger = new AlertLedger();
        new GrowingGroups(8).Many(5, 2).ForEach(stages => ledger.Take(stages[^1], 0));
        ledger.Assemble(_model, GrowingGroups.Find);
        var bytes = Saved(ledger);
        for (var length = 0; length < bytes.Length; length += 1 + length / 30)
        {
            Assert.Throws<InvalidDataException>(() => AlertLedger.Restore(new MemoryStream(bytes[..length])));
        }

        Assert.Contains("goes on", Assert.Throws<InvalidDataException>(() => AlertLedger.Restore(new MemoryStream([.. bytes, 0]))).Message, StringComparison.Ordinal);
        Assert.Contains("no ledger", Assert.Throws<InvalidDataException>(() => AlertLedger.Restore(new MemoryStream([1, 2, 3]))).Message, StringComparison.Ordinal);
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                AlertLedger.Restore(new MemoryStream(damaged)).Assemble(_model, GrowingGroups.Find);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 200, 999);
    }

    [Fact]
    public void Validate_BadOptions_NamesThemAll()
    {
        var fault = Assert.Throws<ArgumentException>(() => new AlertLedger(new LedgerOptions { Days = 0, LongestDays = -1, MaximumGroups = 0 }));
        Assert.All(["Days is 0", "LongestDays is -1", "MaximumGroups is 0"], text => Assert.Contains(text, fault.Message, StringComparison.Ordinal));
    }

    private IReadOnlyList<Alert> Assembled(IEnumerable<OpenedGroup> groups)
    {
        var assembler = new AlertAssembler(_model, "unused", new Explainer(_model, _model.Index, leaveOwnPeriodOut: false));
        var events = new Dictionary<UInt128, GroupEvent>();
        foreach (var group in groups)
        {
            assembler.Add(group);
            events[group.FirstIdentity] = group.Events[0];
        }

        return assembler.Assemble((ids, take) => GrowingGroups.Find([.. ids.Select(id => events[id])], take));
    }

    private static string Comparable(Alert alert, bool budget = true) =>
        Flattened.Of(alert with { Id = "", Flags = budget ? alert.Flags : alert.Flags & ~AlertFlags.OverBudget });

    private static bool IsOver(Alert alert) => alert.Flags.HasFlag(AlertFlags.OverBudget);

    private static AlertLedger Reborn(AlertLedger ledger) => AlertLedger.Restore(new MemoryStream(Saved(ledger)), Everything);

    private static byte[] Saved(AlertLedger ledger)
    {
        using var stream = new MemoryStream();
        ledger.Save(stream);
        return stream.ToArray();
    }
}
