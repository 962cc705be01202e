using System.Globalization;
using System.Text;
using System.Text.Json;
using Det0131.Models.Analytics;
using Det0131.Models.Elements;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Tests.Features;
using Det0131.Models.Tests.Learning;

namespace Det0131.Models.Tests.Elements;

/// <summary>A history that holds a source for every element: the minimal events of all features, on each of 20 days, and a small office.</summary>
public sealed class EveryElement
{
    public EveryElement()
    {
        Model = SmallSite.Learn(Events().History()).Model;
        All = [.. new ElementReport(Model).Read()];
    }

    public static SmallSite Events()
    {
        var site = new SmallSite(7).Office(4, 0, 20).Backup(0, 20);
        for (var day = 0; day < 20; day++)
        {
            foreach (var (id, given) in FeatureCases.All)
            {
                foreach (var platform in AnalyticCatalogue.All.Where(a => a.Features.Any(f => f.Id == id)).Select(a => a.Platform))
                {
                    var e = new SecurityEvent();
                    e.CopyFrom(given.Event);
                    e.TimeMicros = SmallSite.Monday + day * SmallSite.Day + 9 * SmallSite.Hour;
                    if (e.Kind != EventKind.CloudApiCall)
                    {
                        (e.Platform, e.Host) = (platform, $"{platform}-1".ToLowerInvariant());
                    }

                    site.Add(e);
                }
            }
        }

        return site;
    }

    public ScoringModel Model { get; }

    public IReadOnlyList<LearnedElement> All { get; }
}

public sealed class ElementReportTests(EveryElement history) : IClassFixture<EveryElement>
{
    [Fact]
    public void Read_HistoryWithEverySource_ShowsAllThirteenElements()
    {
        var expected = AnalyticCatalogue.All.SelectMany(a => a.Elements.Where(e => e.IsMitre).Select(e => (a.Id, e.Name))).ToList();
        var shown = history.All.Where(e => e.IsMitre).Select(e => (e.Analytic, e.Element)).Distinct();
        Assert.Equal(13, expected.Count);
        Assert.Equal(expected.Order(), shown.Order());
    }

    [Fact]
    public void Read_Thresholds_AreWhereSevenBitsBegin()
    {
        var thresholds = history.All.Where(e => e.Unit is not null).ToList();
        Assert.NotEmpty(thresholds);
        Assert.Contains(thresholds, t => t.Feature == "volume.flow");
        foreach (var t in thresholds)
        {
            var feature = FeatureCatalogue.Get(t.Feature);
            var value = double.Parse(t.Value, CultureInfo.InvariantCulture);
            Assert.True(history.Model.Index.TailBits(feature.Index, t.Entity, t.Scope, value) >= ElementReport.ThresholdBits, $"{t.Feature} {t.Entity} {t.Scope} {t.Value}");
            if (feature.Kind == FeatureKind.UpperTail)
            {
                Assert.True(history.Model.Index.TailBits(feature.Index, t.Entity, t.Scope, value * 0.99) < ElementReport.ThresholdBits, $"{t.Feature} {t.Entity} {t.Scope} {t.Value}");
            }
        }
    }

    [Fact]
    public void Read_LearnedValue_HasTheCountsOfTheHistory()
    {
        var caller = Assert.Single(history.All, e => e is { Feature: "lineage.transfer_tool", Analytic: "AN0368", Entity: "host:bk1" });
        Assert.Equal(("rclone called by cron", "cron", "rclone", "20 of 20 days", 20), (caller.Learned, caller.Value, caller.Scope, caller.Counts, caller.Periods));
        var hours = Assert.Single(history.All, e => e is { Feature: "time.host", Entity: "host:bk1" });
        Assert.Equal(("02-03", "usual hours 02-03 local time"), (hours.Value, hours.Learned));
    }

    [Fact]
    public void Read_Filters_GiveThatAnalyticAndEntity()
    {
        var report = new ElementReport(history.Model);
        var some = report.Read("an0368", "BK1").ToList();
        Assert.NotEmpty(some);
        Assert.All(some, e => Assert.Equal("AN0368", e.Analytic));
        Assert.All(some, e => Assert.Contains("bk1", e.Entity, StringComparison.Ordinal));
        Assert.Empty(report.Read(null, "nobody"));
        Assert.Throws<ArgumentException>(() => report.Read("AN9999").ToList());
    }

    [Fact]
    public void Json_EveryRow_ParsesBack()
    {
        using var bytes = new MemoryStream();
        ElementWriter.Json([Row("=cmd|'/c calc'!A1\u0000\ud800"), .. history.All], bytes);
        using var json = JsonDocument.Parse(bytes.ToArray());
        Assert.Equal(history.All.Count + 1, json.RootElement.GetArrayLength());
        foreach (var (row, given) in json.RootElement.EnumerateArray().Skip(1).Zip(history.All))
        {
            Assert.Equal((given.Analytic, given.Value, given.Periods, given.IsMitre),
                (row.GetProperty("analytic").GetString(), row.GetProperty("value").GetString(), row.GetProperty("periods").GetInt32(), row.GetProperty("mitre").GetBoolean()));
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("", "")]
    public void Csv_Field_IsQuotedAndNeverAFormula(string value, string expected)
    {
        using var text = new StringWriter { NewLine = "\n" };
        ElementWriter.Csv([Row(value)], text);
        var line = text.ToString()["analytic,element,mitre,feature,entity,scope,learned,value,unit,counts,periods\n".Length..];
        Assert.Equal($"AN0367,TimeWindow,true,time.host,host:a,,learned,{expected},,1 of 2 days,2\n", line);
    }

    [Fact]
    public void Table_HostileName_IsEscapedAndLongListsAreCut()
    {
        using var text = new StringWriter();
        ElementWriter.Table(Enumerable.Range(0, 9).Select(i => Row("x") with { Entity = $"host:\u001b[31m{i}" }), text, everything: false);
        Assert.DoesNotContain("\u001b", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("and 3 more", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("AN0367 Windows", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("nothing learned", text.ToString(), StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(text.ToString()), text.ToString().Length);
    }

    private static LearnedElement Row(string value) => new("AN0367", "TimeWindow", true, "time.host", "host:a", "", "learned", value, null, "1 of 2 days", 2);
}
