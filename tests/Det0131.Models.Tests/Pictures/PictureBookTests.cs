using Det0131.Models.Alerts;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Pictures;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Elements;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Pictures;

/// <summary>
/// Every number of a picture is counted again by brute force over all rows of the table, which knows neither leaves nor cells nor
/// the index. The history holds every feature on 20 days and a small office; two office machines share a group of the assets file.
/// </summary>
public sealed class PictureBookTests : IClassFixture<PictureBookTests.Site>
{
    private const string Host = "host:pc1";
    private readonly ScoringModel _model;
    private readonly PictureBook _book;
    private readonly List<BaselineRow> _rows;

    public PictureBookTests(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        (_model, _book, _rows) = (site.Model, site.Book, site.Rows);
    }

    public static TheoryData<string> FeatureIds(FeatureKind kind) => [.. FeatureCatalogue.All.Where(f => f.Kind == kind).Select(f => f.Id)];

    [Theory]
    [MemberData(nameof(FeatureIds), FeatureKind.Rarity)]
    public void ForContribution_RarityFeature_CountsAreThoseOfTheRows(string featureId)
    {
        var feature = FeatureCatalogue.Get(featureId);
        foreach (var (entity, scope) in Places(feature))
        {
            foreach (var observed in new[] { Rows(feature, entity, scope).First().Value, "never seen" })
            {
                var values = _book.ForContribution(Contribution(feature, entity, scope, FeatureValue.OfText(observed))).Values!;
                Assert.True(values.IsInModel);
                Assert.Null(values.Note);
                Assert.Single(values.Values, v => v.IsObserved && v.Value == observed);
                foreach (var value in values.Values.Concat(values.Elsewhere))
                {
                    var having = _rows.Where(r => r.Feature == feature.Index && r.Scope == scope && r.Value == value.Value).ToLookup(r => r.Entity);
                    Assert.Equal(having[entity].Count(), value.Periods);
                    Assert.Equal(having.Count(h => h.Key != entity), value.OthersWith);
                    Assert.Equal(having.Count(h => h.Key != entity && Group(entity) is { } group && Group(h.Key) == group), value.PeersWith);
                    Assert.Equal(value.Periods == 0, value.LastSeen is null);
                }

                var own = Rows(feature, entity, scope).ToList();
                Assert.Equal(own.Select(r => r.Value).Distinct().Count(), values.Values.Count(v => v.Periods > 0) + values.MoreValues);
                Assert.Equal(own.Select(r => r.Unit).Distinct().Count(), values.ScopePeriods);
                Assert.Equal(_rows.Where(r => r.Feature == feature.Index && r.Entity == entity).Select(r => r.Unit).Distinct().Count(), values.ActivePeriods);
                Assert.Equal(_rows.Where(r => r.Feature == feature.Index && r.Entity != entity).Select(r => r.Entity).Distinct().Count(), values.Others);
                Assert.Equal(values.Values.Where(v => v.Value != observed).OrderByDescending(v => v.Periods).ThenBy(v => v.Value, StringComparer.Ordinal), values.Values.Where(v => v.Value != observed));
            }
        }
    }

    [Theory]
    [MemberData(nameof(FeatureIds), FeatureKind.UpperTail)]
    [MemberData(nameof(FeatureIds), FeatureKind.BothTails)]
    public void ForContribution_MagnitudeFeature_BarsHoldEveryPeriod(string featureId)
    {
        var feature = FeatureCatalogue.Get(featureId);
        foreach (var (entity, scope) in Places(feature))
        {
            foreach (var factor in new[] { 0, 1.0, 1e6 })
            {
                var observed = factor * Rows(feature, entity, scope).Max(r => r.Magnitude);
                var pictures = _book.ForContribution(Contribution(feature, entity, scope, FeatureValue.OfNumber(observed, "")));
                var volume = pictures.Volume!;
                var all = _rows.Where(r => r.Feature == feature.Index && r.Scope == scope).ToList();
                foreach (var bar in volume.Bars)
                {
                    Assert.Equal(all.Count(r => r.Entity == entity && In(bar, r.Magnitude)), bar.Periods);
                    Assert.Equal(all.Count(r => r.Entity != entity && In(bar, r.Magnitude)), bar.OtherPeriods);
                    Assert.True(bar.Until > bar.From);
                }

                Assert.InRange(volume.Bars.Count, 1, VolumePicture.MostBars);
                Assert.Equal(all.Count(r => r.Entity == entity), volume.Bars.Sum(b => b.Periods));
                Assert.Equal(volume.Periods, volume.Bars.Sum(b => b.Periods));
                Assert.Equal(volume.OtherPeriods, volume.Bars.Sum(b => b.OtherPeriods));
                Assert.Equal(all.Select(r => r.Entity).Distinct().Count(e => e != entity), volume.OtherEntities);
                Assert.All(volume.Bars.Where(b => b.From > 0).Zip(volume.Bars.Where(b => b.From > 0).Skip(1)), pair => Assert.Equal(pair.First.Until, pair.Second.From));
                Assert.True(volume.Median <= volume.NinetyFivePercent && volume.NinetyFivePercent <= volume.Largest);
                if (feature.Measure != Measure.SeasonalExcess)
                {
                    Assert.Equal(observed, volume.Observed);
                    Assert.Contains(volume.Bars, b => In(b, observed));
                    CheckPeers(pictures.Peers!, all, entity, observed);
                }

                if (volume.SurprisingFrom is { } from)
                {
                    Assert.True(_model.Index.TailBits(feature.Index, entity, scope, from) >= VolumePicture.SurprisingBits);
                    Assert.Contains(volume.Bars, b => In(b, from));
                }
            }
        }
    }

    [Theory]
    [InlineData("time.user", "user:user1")]
    [InlineData("time.host", "host:pc1")]
    [InlineData("time.host", "host:bk1")]
    public void ForContribution_TimeFeature_GridsAreThoseOfTheRows(string featureId, string entity)
    {
        var feature = FeatureCatalogue.Get(featureId);
        var date = _rows.First(r => r.Feature == feature.Index && r.Entity == entity).Unit;
        var contribution = Contribution(feature, entity, "", FeatureValue.OfNumber(3, "hour_of_day")) with { Place = new(entity, "", 3, date, 0) };
        var pictures = _book.ForContribution(contribution);
        var hours = pictures.Hours!;
        var rows = _rows.Where(r => r.Feature == feature.Index).ToList();
        Assert.Equal(Grid(rows.Where(r => r.Entity == entity)), hours.Dates);
        Assert.Equal(Grid(rows.Where(r => IsPeer(entity, r.Entity))), hours.PeerDates);
        Assert.Equal(rows.Where(r => r.Entity == entity).Select(r => r.Unit).Distinct().Count(), hours.TotalDates);
        Assert.Equal(hours.TotalDates, hours.DatesByWeekday.Sum());
        Assert.All(Enumerable.Range(0, 168), slot => Assert.InRange(hours.Dates[slot], 0, hours.DatesByWeekday[slot / 24]));
        Assert.Equal(rows.Where(r => IsPeer(entity, r.Entity)).Select(r => r.Entity).Distinct().Count(), hours.Peers);
        Assert.Equal(rows.Where(r => IsPeer(entity, r.Entity)).Select(r => (r.Entity, r.Unit)).Distinct().Count(), hours.PeerTotalDates);
        var day = new DateOnly(1970, 1, 1).AddDays(date);
        Assert.Equal(day, hours.MarkedDate);
        Assert.Equal(((((int)day.DayOfWeek + 6) % 7) * 24) + 3, hours.MarkedSlot);
        foreach (var peer in pictures.Peers!.Peers)
        {
            var slot = rows.Where(r => r.Entity == peer.Entity && r.Value == "3" && new DateOnly(1970, 1, 1).AddDays(r.Unit).DayOfWeek == day.DayOfWeek);
            Assert.Equal(slot.Count(), peer.With);
        }
    }

    [Fact]
    public void ForContribution_Country_MapHoldsEverybodysCountries()
    {
        var feature = FeatureCatalogue.Get("destination.country");
        var map = _book.ForContribution(Contribution(feature, Host, "", FeatureValue.OfText("KP"))).Countries!;
        var expected = _rows.Where(r => r.Feature == feature.Index).Select(r => r.Value).Append("KP").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(expected, map.Countries.Select(c => c.Value).Order(StringComparer.Ordinal));
        Assert.All(map.Countries, c => Assert.Equal(Rows(feature, Host, "").Count(r => r.Value == c.Value), c.Periods));
        Assert.Equal(0, map.Countries.Single(c => c.IsObserved).Periods);
    }

    [Theory]
    [InlineData("lineage.parent_child", "cron", "rclone", "cron", "rclone")]
    [InlineData("lineage.transfer_tool", "rclone", "cron", "cron", "rclone")]
    [InlineData("lineage.process_protocol", "rclone", "ssl/443", null, "rclone")]
    [InlineData("command.verb", "cron>rclone", "copy", "cron", "rclone")]
    public void ForContribution_Lineage_HasTheObservedPairAndCountsOfTheRows(string featureId, string scope, string value, string? parent, string process)
    {
        var feature = FeatureCatalogue.Get(featureId);
        var lineage = _book.ForContribution(Contribution(feature, "host:bk1", scope, FeatureValue.OfText(value))).Lineage!;
        Assert.Equal((parent, process), (lineage.Parent, lineage.Process));
        var observed = Assert.Single(lineage.Links, l => l.IsObserved);
        Assert.Equal(parent is null ? ("rclone", "ssl/443") : ("cron", "rclone"), (observed.From, observed.To));
        Assert.True(observed.Periods > 0);
        Assert.All(lineage.Links, link =>
        {
            var from = _rows.Where(r => FeatureCatalogue.All[r.Feature].Id == (link.IsProtocol ? "lineage.process_protocol" : "lineage.parent_child") && r.Scope == link.From && r.Value == link.To).ToLookup(r => r.Entity);
            Assert.Equal(from["host:bk1"].Count(), link.Periods);
            Assert.Equal(from.Count(e => e.Key != "host:bk1"), link.OthersWith);
        });
    }

    [Fact]
    public void ForContribution_ParentNeverSeen_IsALinkWithoutPeriods()
    {
        var feature = FeatureCatalogue.Get("lineage.parent_child");
        var lineage = _book.ForContribution(Contribution(feature, "host:bk1", "java", FeatureValue.OfText("rclone"))).Lineage!;
        Assert.Equal(0, lineage.Links.Single(l => l.IsObserved).Periods);
        Assert.Contains(lineage.Links, l => l is { From: "cron", To: "rclone", Periods: > 0 });
    }

    [Fact]
    public void ForContribution_ProgramThatOnlyOthersRun_ShowsWhatItDoesThere()
    {
        var feature = FeatureCatalogue.Get("lineage.parent_child");
        var links = _book.ForContribution(Contribution(feature, Host, "cron", FeatureValue.OfText("rclone"))).Lineage!.Links;
        var observed = Assert.Single(links, l => l.IsObserved);
        Assert.Equal((0, 1), (observed.Periods, observed.OthersWith));
        Assert.Contains(links, l => l is { From: "rclone", To: "ssl/443", IsProtocol: true, Periods: 0, OthersWith: 1 });
    }

    [Fact]
    public void ForContribution_EveryFeatureOfAnUnknownEntity_SaysSo()
    {
        foreach (var feature in FeatureCatalogue.All)
        {
            var value = feature.Kind == FeatureKind.Rarity ? FeatureValue.OfText("x\u202e<img>") : FeatureValue.OfNumber(5, "");
            var pictures = _book.ForContribution(Contribution(feature, "host:nobody", "no such scope", value));
            Assert.Equal("host:nobody is not in this model", pictures.Note);
            Assert.False((pictures.Hours ?? pictures.Volume ?? (BaselinePicture?)pictures.Values)!.IsInModel);
            Assert.NotNull(pictures.Peers);
        }
    }

    [Theory]
    [InlineData("knowledge.ParentProcessAnomaly")]
    [InlineData("local_destination")]
    [InlineData("no.such.feature")]
    public void ForContribution_StepColumn_HasNoPicture(string featureId)
    {
        var pictures = _book.ForContribution(new AlertContribution { FeatureId = featureId, ElementName = "X", Bits = 1, Observed = "", Sentence = "" });
        Assert.Equal("no history is involved", pictures.Note);
        Assert.Null(pictures.Peers);
    }

    [Fact]
    public void ForContribution_EntityWithoutAKind_IsUnknownAndThrowsNothing()
    {
        var pictures = _book.ForContribution(Contribution(FeatureCatalogue.Get("protocol.host"), "no kind", "", FeatureValue.OfText("ftp/21")));
        Assert.Equal("no kind is not in this model", pictures.Note);
    }

    [Fact]
    public void Peers_GroupOfTheAssetsFile_NamesItAndItsMembers()
    {
        var peers = _book.ForContribution(Contribution(FeatureCatalogue.Get("protocol.host"), Host, "", FeatureValue.OfText("ssl/443"))).Peers!;
        Assert.Equal("sales", peers.Group.Name);
        Assert.Equal(PeerReason.AssetsFile, peers.Group.Reason);
        Assert.Equal(["host:pc2"], peers.Peers.Select(p => p.Entity));
        Assert.Equal((1, 1), (peers.PeersInScope, peers.PeersWith));
    }

    internal static AlertContribution Contribution(Feature feature, string entity, string scope, FeatureValue value) => new()
    {
        FeatureId = feature.Id, ElementName = "X", Bits = 1, Observed = "", Sentence = "", Value = value, Place = new(entity, scope, 0, 0, SmallSite.Monday),
    };

    private static bool In(VolumeBar bar, double magnitude) =>
        magnitude >= bar.From && magnitude < bar.Until;

    private static int[] Grid(IEnumerable<BaselineRow> rows)
    {
        var grid = new int[168];
        foreach (var row in rows)
        {
            var day = ((int)new DateOnly(1970, 1, 1).AddDays(row.Unit).DayOfWeek + 6) % 7;
            grid[(24 * day) + int.Parse(row.Value, System.Globalization.CultureInfo.InvariantCulture)]++;
        }

        return grid;
    }

    private void CheckPeers(PeersPicture peers, List<BaselineRow> all, string entity, double observed)
    {
        var expected = all.Where(r => IsPeer(entity, r.Entity)).ToLookup(r => r.Entity);
        Assert.Equal(expected.Count, peers.PeersInScope);
        Assert.Equal(Math.Min(expected.Count, PeersPicture.MostPeers), peers.Peers.Count);
        Assert.All(peers.Peers, p => Assert.Equal(expected[p.Entity].Count(), p.Periods));
        Assert.All(peers.Peers, p => Assert.Equal(expected[p.Entity].Count(r => MagnitudeBuckets.Of(r.Magnitude) >= MagnitudeBuckets.Of(observed)), p.With));
    }

    private bool IsPeer(string entity, string other) =>
        other != entity && (Group(entity) is not { } group || Group(other) == group);

    private string? Group(string entity) => new PeerGroups(_model.Context).Of(entity);

    private IEnumerable<BaselineRow> Rows(Feature feature, string entity, string scope) =>
        _rows.Where(r => r.Feature == feature.Index && r.Entity == entity && r.Scope == scope);

    private List<(string Entity, string Scope)> Places(Feature feature)
    {
        var places = _rows.Where(r => r.Feature == feature.Index).Select(r => (r.Entity, r.Scope)).Distinct().ToList();
        Assert.NotEmpty(places);

        // Every tenth or so of many: enough of all shapes.
        return [.. places.Where((_, i) => i % Math.Max(1, places.Count / 8) == 0)];
    }

    public sealed class Site
    {
        public Site()
        {
            var options = SmallSite.Options with { Site = new SiteStatement([new Asset("pc1", Platform.Windows, "sales"), new Asset("pc2", Platform.Windows, "sales")], ["10.0.0.0/8"]) };
            Model = SmallSite.Learn(EveryElement.Events().History(), options).Model;
            Book = new PictureBook(Model);
            Rows = [.. Model.Table.Rows()];
        }

        public ScoringModel Model { get; }

        public PictureBook Book { get; }

        public List<BaselineRow> Rows { get; }
    }
}
