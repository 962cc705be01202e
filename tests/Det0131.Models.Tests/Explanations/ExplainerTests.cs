using Det0131.Models.Alerts;
using Det0131.Models.Baselines;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Explanations;

/// <summary>Sentences against counts that the test takes from the raw events itself.</summary>
public sealed class ExplainerTests(ScoredSite scored)
{
    private const int From = ScoredSite.HistoryDays;

    [Fact]
    public void Explain_RareDestination_CountsDaysAndOthersOfTheHistory()
    {
        var alert = Alert(s => s.Transfer("bk1", ScoredSite.At(From + 2, 14), "bash", "curl", "mail.example", "NL", "AS64500 MAIL", 2_000_000_000), "mail.example");
        var flows = scored.History.Events.Where(e => e.Kind == EventKind.NetworkFlow).ToList();
        var days = flows.Where(e => e.Host == "bk1").Select(Day).Distinct().Count();
        var mail = flows.Where(e => e.RegisteredDomain == "mail.example").ToList();
        Assert.DoesNotContain(mail, e => e.Host == "bk1");
        // Hosts and users have this feature: an office machine with its user counts twice.
        var with = mail.Select(e => e.Host).Distinct().Count() + mail.Select(e => e.User).Distinct().Count();
        var others = flows.Select(e => e.Host).Distinct().Count() + flows.Select(e => e.User + (e.UserClass == UserClass.Service ? e.Host : "")).Distinct().Count() - 1;
        Assert.Equal(
            $"traffic with mail.example: 0 of {days} days on this host, 0 of {ScoredSite.Servers - 1} peers, {with} of {others} other hosts and users",
            Of(alert, "destination.domain").Sentence);
        Assert.Equal("store.example (here)", Of(alert, "destination.domain").Typical);
        Assert.Equal("store.example", Of(alert, "destination.domain").WouldHaveBeenNormal);
        Assert.Equal(days, Of(alert, "destination.domain").MaturityPeriods);
    }

    [Fact]
    public void Explain_CallerOfATool_SaysWhoCallsItHere()
    {
        var alert = Alert(s => s.Transfer("bk1", ScoredSite.At(From + 2, 14), "winword", "rclone", "drop.example", "RU", "AS64599 DROP", 2_000_000_000), "rclone");
        var caller = Of(alert, "lineage.transfer_tool");
        Assert.Equal($"rclone called by winword: 0 of {From} days on this host, 0 of {ScoredSite.Servers - 1} peers, 0 of {ScoredSite.Servers - 1} other hosts", caller.Sentence);
        Assert.Equal("cron (here)", caller.Typical);
        Assert.Equal("winword", caller.Value.Text);
        Assert.Equal("rclone called by winword", caller.Observed);
        Assert.Equal("Lineage", caller.ElementName);
    }

    [Fact]
    public void Explain_Volume_GivesTypicalValuesOfTheHistory()
    {
        var alert = Alert(s => s.Add(s.Flow("pc3", "10.0.0.4", ScoredSite.At(From + 2, 12), "drop.example", "RU", "AS64599 DROP", 3_000_000_000, 1_000, "198.51.100.99")), "drop.example", "pc3");
        var flow = Of(alert, "volume.flow");
        var daily = scored.History.Events.Where(e => e is { Kind: EventKind.NetworkFlow, Host: "pc3" })
            .GroupBy(Day).Select(g => (double)g.Max(e => e.SourceBytes)!.Value).Order().ToList();
        Assert.Equal("3 GB out in one transfer over ssl/443", flow.Observed);
        Assert.Equal((3_000_000_000.0, "bytes"), (flow.Value.Number, flow.Value.Unit));
        Assert.StartsWith($"3 GB out in one transfer over ssl/443: this much in 0 of {daily.Count} days on this host, 1 in ", flow.Sentence, StringComparison.Ordinal);
        Assert.Equal(daily.Count, flow.MaturityPeriods);
        // Baselines keep eighths of an octave: their middles are within 2^(1/16), 4.5 %, of the true values, and print to three digits.
        var evidence = scored.Model.Index.ExplainTail(FeatureCatalogue.Get("volume.flow").Index, "host:pc3", "ssl/443", 3e9);
        Assert.InRange(evidence.Maximum / daily[^1], 0.95, 1.05);
        Assert.InRange(evidence.Median, daily[(daily.Count - 1) / 2] * 0.95, daily[daily.Count / 2] * 1.05);
        Assert.Equal($"median {PlainQuantity.Bytes((long)evidence.Median)}, 95 % up to {PlainQuantity.Bytes((long)evidence.NinetyFivePercent)}, largest {PlainQuantity.Bytes((long)evidence.Maximum)}", flow.Typical);
        Assert.Equal($"up to {PlainQuantity.Bytes((long)evidence.NinetyFivePercent)}", flow.WouldHaveBeenNormal);
    }

    [Fact]
    public void Explain_Hour_CountsTheDatesOfThisHourOfTheWeek()
    {
        // Friday, an hour in which bk1 never sent.
        var alert = Alert(s => s.Transfer("bk1", ScoredSite.At(From + 4, 14), "cron", "rclone", "drop.example", "RU", "AS64599 DROP", 2_000_000_000), "drop.example");
        var hour = Of(alert, "time.host");
        var flows = scored.History.Events.Where(e => e is { Kind: EventKind.NetworkFlow, Host: "bk1" }).ToList();
        Assert.Equal(0, flows.Count(e => e.TimeMicros / SmallSite.Hour % 24 == 14));
        Assert.Equal($"active at 14:00-15:00 on Friday: this hour of the week on 0 of {flows.Select(Day).Distinct().Count()} days of this host", hour.Sentence);
        Assert.Equal("02-03 h", hour.Typical);
        Assert.Equal((14.0, "hour_of_day"), (hour.Value.Number, hour.Value.Unit));
    }

    /// <summary>Nobody sent nearly as much, and the fitted tail would say 1 in millions: no sentence claims more than the days of all others can show.</summary>
    [Fact]
    public void Explain_VolumeFarBeyondEverybody_ClaimsNoMoreThanOthersDaysShow()
    {
        var alert = Alert(s => s.Add(s.Flow("pc3", "10.0.0.4", ScoredSite.At(From + 2, 12), "drop.example", "RU", "AS64599 DROP", 30_000_000_000_000, 1_000, "198.51.100.99")), "drop.example", "pc3");
        var flows = scored.History.Events.Where(e => e.Kind == EventKind.NetworkFlow).ToList();
        var own = flows.Where(e => e.Host == "pc3").Select(Day).Distinct().Count();
        var others = flows.Where(e => e.Host != "pc3").Select(e => (e.Host, Day(e))).Distinct().Count();
        var evidence = scored.Model.Index.ExplainTail(FeatureCatalogue.Get("volume.flow").Index, "host:pc3", "ssl/443", 3e13);
        Assert.True(1 / evidence.PeerProbability > 10 * others);
        Assert.Equal($"30 TB out in one transfer over ssl/443: this much in 0 of {own} days on this host, rarer than 1 in {others:#,0} of others' periods", Of(alert, "volume.flow").Sentence);
    }

    /// <summary>Almost every transfer looks a name up first; that does not make it DNS.</summary>
    [Fact]
    public void Describe_UnknownProtocolAfterALookUp_IsNotSaidToBeDns()
    {
        var alert = Alert(
            s =>
            {
                var start = ScoredSite.At(From + 2, 12);
                s.Add(new SecurityEvent
                {
                    TimeMicros = start, Kind = EventKind.DnsQuery, Platform = Platform.Windows, Source = "windows.sysmon", Host = "pc3", SourceAddress = "10.0.0.4", HostSide = HostSide.Source,
                    Process = "browser.exe", User = "user3", UserClass = UserClass.Person, DnsName = "www.drop.example", RegisteredDomain = "drop.example", DnsType = "A",
                });
                var flow = s.Flow("pc3", "10.0.0.4", start + SmallSite.Second, "drop.example", "RU", "AS64599 DROP", 3_000_000_000, 1_000, "198.51.100.99");
                flow.Application = null;
                flow.DestinationPort = 8080;
                s.Add(flow);
            },
            "drop.example", "pc3");
        Assert.Equal((null, 8080, "T1048"), (alert.Destination.Application, alert.Destination.Port, alert.TechniqueIds.Single()));
        Assert.DoesNotContain("by dns", alert.Headline, StringComparison.Ordinal);
        Assert.Contains(alert.Contributions, c => c.Observed == "unknown protocol on port 8080 spoken");
    }

    [Fact]
    public void Explain_EntityWithoutHistory_SaysSo()
    {
        var alert = Alert(s => s.Add(s.Flow("pc77", "10.0.0.78", ScoredSite.At(From + 2, 3), "drop.example", "RU", "AS64599 DROP", 3_000_000_000, 1_000, "198.51.100.99")), "drop.example", "pc77");
        Assert.StartsWith("traffic with drop.example: no history on this host, 0 of ", Of(alert, "destination.domain").Sentence, StringComparison.Ordinal);
        Assert.StartsWith("3 GB out in one transfer over ssl/443: no history on this host, ", Of(alert, "volume.flow").Sentence, StringComparison.Ordinal);
        Assert.Null(Of(alert, "volume.flow").Typical);
        Assert.Equal(0, alert.MaturityPeriods);
        Assert.True(alert.Flags.HasFlag(AlertFlags.ColdStart));
    }

    /// <summary>Scored with its own day left out, an event does not stand among the counts that explain it.</summary>
    [Fact]
    public void Explain_LeaveOwnPeriodOut_LeavesItOutOfTheCounts()
    {
        var site = ScoredSite.Site(From);
        site.Transfer("bk1", ScoredSite.At(9, 14), "bash", "curl", "drop.example", "RU", "AS64599 DROP", 2_000_000_000, "198.51.100.99");
        var history = site.History();
        var model = SmallSite.Learn(history).Model;
        var kept = scored.Score(history, 9, 10, model: model).Result.Alerts.FirstOrDefault(a => a.Destination.Key == "drop.example");
        var left = Assert.Single(scored.Score(history, 9, 10, new BatchOptions { LeaveOwnPeriodOut = true }, model).Result.Alerts, a => a.Destination.Key == "drop.example");
        Assert.StartsWith("traffic with RU: 0 of 27 days on this host", Of(left, "destination.country").Sentence, StringComparison.Ordinal);
        if (kept is not null)
        {
            Assert.StartsWith("traffic with RU: 1 of 28 days on this host", Of(kept, "destination.country").Sentence, StringComparison.Ordinal);
        }
    }

    /// <summary>The rule itself, worked out by hand: what others' periods can show, and no more.</summary>
    [Theory]
    [InlineData(1.55e-12, 4_200, "rarer than 1 in 4,200 of others' periods")]
    [InlineData(1e-300, 2, "rarer than 1 in 2 of others' periods")]
    [InlineData(0.001, 4_200, "1 in 1,000 of others' periods")]
    [InlineData(0.25, 4_200, "25 % of others' periods")]
    [InlineData(0.25, 2, "rarer than 1 in 2 of others' periods")]
    [InlineData(0.4, 1, "40 % of others' periods")]
    [InlineData(0.03, 0, "nobody else to compare with")]
    public void Share_OfOthersPeriods_ClaimsNoMoreThanTheyCanShow(double probability, int periods, string expected) =>
        Assert.Equal(expected, Explainer.Share(probability, periods));

    [Theory]
    [InlineData("protocol.host", "-/4444", "", "unknown protocol on port 4444 spoken")]
    [InlineData("protocol.host", "in:ssl/443", "", "ssl/443 as a server spoken")]
    [InlineData("protocol.user", "in:ftp-data/high", "", "ftp-data on a high port as a server spoken")]
    [InlineData("protocol.user", "-/high", "", "unknown protocol on a high port spoken")]
    [InlineData("protocol.host", "icmp", "", "icmp spoken")]
    [InlineData("command.tool", "nc", "->bash", "tool nc on the command line of bash")]
    [InlineData("command.verb", "-T>address", "cron>curl", "upload verb -T with an address on the command line of curl (started by cron)")]
    [InlineData("command.verb", "none>address", "->-", "an address without upload verb on the command line of an unknown process")]
    [InlineData("volume.flow", "38 GB", "local:smb/445", "38 GB out in one transfer over local smb/445")]
    [InlineData("volume.flow", "38 GB", "", "38 GB out in one transfer over any protocol")]
    [InlineData("destination.country", "NL", "", "traffic with NL")]
    [InlineData("destination.country", "NL", "in:ssh/22", "traffic with NL over ssh/22 as a server")]
    public void Phrase_OfAStoredValue_ReadsAsPeopleSayIt(string feature, string value, string scope, string expected) =>
        Assert.Equal(expected, FeaturePhrases.Of(FeatureCatalogue.Get(feature), value, scope));

    [Theory]
    [InlineData(MagnitudeUnit.Bytes, 412_000_000, "412 MB")]
    [InlineData(MagnitudeUnit.Bits, 1_024.4, "1,024 bits")]
    [InlineData(MagnitudeUnit.Seconds, 42, "42 s")]
    [InlineData(MagnitudeUnit.Seconds, 7_500, "2 h 05 min")]
    [InlineData(MagnitudeUnit.Seconds, 300, "5 min")]
    [InlineData(MagnitudeUnit.Seconds, 1e12, "277777 h 46 min")]
    [InlineData(MagnitudeUnit.Count, 1_234, "1,234")]
    [InlineData(MagnitudeUnit.Ratio, 25.504, "25.5")]
    [InlineData(MagnitudeUnit.Bytes, 0, "0 B")]
    public void Quantity_OfAUnit_ReadsAsPeopleSayIt(MagnitudeUnit unit, double magnitude, string expected) =>
        Assert.Equal(expected, FeaturePhrases.Quantity(unit, magnitude));

    [Fact]
    public void Evidence_EveryContribution_IsTheBaselinesOwnNumber()
    {
        var alert = Alert(s => s.Transfer("bk1", ScoredSite.At(From + 2, 14), "bash", "curl", "drop.example", "RU", "AS64599 DROP", 2_000_000_000, "198.51.100.99"), "drop.example");
        foreach (var contribution in alert.Contributions.Where(c => c.Value.Text is not null))
        {
            var feature = FeatureCatalogue.Get(contribution.FeatureId);
            var scopes = new[] { "", "curl", "bash>curl" };
            var told = scopes.SelectMany(scope => new[] { "host:bk1", "user:backup@bk1" }.Select(entity => scored.Model.Index.ExplainRarity(feature.Index, entity, scope, contribution.Value.Text!)));
            Assert.Contains(told, (RarityEvidence e) => (float)e.Bits == contribution.SurprisalBits);
        }
    }

    [Theory]
    [InlineData("traffic with AS16509 Amazon.com, Inc.", "traffic with AS16509 Amazon.com, Inc.: 0 of 21 days on this host, 3 of 40 other hosts", "traffic with AS16509 Amazon.com, Inc.: 0 of 21 days on this host")]
    [InlineData("2,485.75 bytes out per byte in", "2,485.75 bytes out per byte in: this much in 0 of 2 days on this host, no peers", "2,485.75 bytes out per byte in: this much in 0 of 2 days on this host")]
    [InlineData("no such beginning, really", "curl used: 0 of 3 days on this user", "curl used: 0 of 3 days on this user")]
    public void Why_Sentence_EndsBehindItsFirstCount(string observed, string sentence, string expected)
    {
        var alert = Alert(s => s.Transfer("bk1", ScoredSite.At(From + 2, 14), "winword", "rclone", "drop.example", "RU", "AS64599 DROP", 2_000_000_000), "rclone");
        var top = alert.Contributions[0] with { Observed = observed, Sentence = sentence, Bits = 9, SurprisalBits = 9 };
        Assert.Equal(expected, AlertComposer.Why([top, top with { Sentence = "less", Bits = 8 }]));
        Assert.Null(AlertComposer.Why([]));
    }

    private Alert Alert(Action<SmallSite> act, string destination, string host = "bk1")
    {
        var site = ScoredSite.Site(From + 7);
        act(site);
        return Assert.Single(scored.Score(site).Result.Alerts, a => a.Destination.Key == destination && a.Events.Count > 0 && a.Entity.Host == host);
    }

    private static AlertContribution Of(Alert alert, string feature) => Assert.Single(alert.Contributions, c => c.FeatureId == feature);

    private static long Day(SecurityEvent e) => e.TimeMicros / SmallSite.Day;
}
