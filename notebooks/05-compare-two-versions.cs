#!/usr/bin/env dotnet
#:project Workbench/Det0131.Workbench.csproj
// # 05 Compare two versions
//
// Before a new version is promoted: what became normal, what stopped being normal, where alerts open now, and which of the lake's alerts
// would appear, vanish or move. Without a store the shipped model is compared with one that is learned here from the shipped week.
//
//     dotnet run notebooks/05-compare-two-versions.cs
//     dotnet run notebooks/05-compare-two-versions.cs -- --store models/store --lake last-week --model-version OLD --other-version NEW
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Context;
using Det0131.Models.Features;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Reports;
using Det0131.Workbench;

const int MostRows = 40;

return Notebook.Run("05-compare-two-versions", "Shows what changed between two model versions: habits, thresholds, alerts.", args,
    [new("--other-version", "The newer version, of the same store.")], site =>
{
    // ## 1. The two
    var old = site.Model;
    var other = Other(site, old);
    OpenedModel[] both = [old, other];
    var report = new HtmlReport("Compare two versions", $"From {old.Version} to {other.Version}; {site.Source}.");
    report.Section("1. The two")
        .Table(new ReportTable("Versions", ["", "old", "new"],
        [
            ["version", .. both.Select(m => m.Version)],
            ["learned from", .. both.Select(m => Day(m.Model.Settings.FromMicros))],
            ["until", .. both.Select(m => Day(m.Model.Settings.UntilMicros))],
            ["rows of counts", .. both.Select(m => Show.Count(m.Model.Table.RowCount))],
            ["entities with a season", .. both.Select(m => Show.Count(m.Model.Seasons.ByEntity.Count))],
            ["hosts known", .. both.Select(m => Show.Count(m.Model.Context.Assets.Count()))],
            ["budget, alerts a day", .. both.Select(m => Show.Number(m.Model.Calibration.Threshold.Budget.AlertsPerDay))],
            ["expected incidents a day", .. both.Select(m => Show.Number(m.Model.Calibration.Threshold.ExpectedPerDay))],
        ]));

    // ## 2. What became normal, and what stopped being normal
    var changes = FeatureCatalogue.All.Where(f => f.Kind == FeatureKind.Rarity).Select(f => Change.Of(f, old.Model, other.Model)).Where(c => c.Before + c.Now > 0).ToList();
    report.Section("2. What became normal, and what stopped being normal")
        .Paragraph("A habit is one value of one entity in one scope, seen in at least one period. The counts say how many the versions share; a feature that lost most of its habits has lost its source, or the span is shorter.")
        .Chart(Show.Bars("Habits by feature.", "Kept, gone and new.", "habits", [.. changes.Select(c => c.Feature.Id)], true,
            ("kept", [.. changes.Select(c => (double)c.Kept)]), ("gone", [.. changes.Select(c => (double)c.Before - c.Kept)]), ("new", [.. changes.Select(c => (double)c.Now - c.Kept)])))
        .Table(new ReportTable($"New habits with most periods, at most {MostRows}", ["entity", "feature", "within", "value", "#periods"], Rows(changes.SelectMany(c => c.New))))
        .Table(new ReportTable($"Habits that are gone, with most periods, at most {MostRows}", ["entity", "feature", "within", "value", "#periods before"], Rows(changes.SelectMany(c => c.Gone))));

    // ## 3. Where alerts open
    report.Section("3. Where alerts open")
        .Paragraph("Strata are numbered by each training for itself, so they are compared by analytic: the mean threshold, weighted by groups.")
        .Chart(Show.Bars("Mean threshold by analytic.", "Bits from which an alert opens.", "bits", [.. AnalyticCatalogue.All.Select(a => a.Name)], false,
            [.. both.Select((m, i) => (i == 0 ? "old" : "new", (IReadOnlyList<double>)[.. AnalyticCatalogue.All.Select(a => MeanThreshold(m.Model, a.Id))]))]));

    // ## 4. Which alerts appear, vanish, move
    var before = Alerts(site, old);
    var now = Alerts(site, other);
    var keys = before.Keys.Union(now.Keys).Order(StringComparer.Ordinal).ToList();
    var rows = keys.Select(key => (Before: before.GetValueOrDefault(key), Now: now.GetValueOrDefault(key))).Select(x => (
        What: x.Before is null ? "appears" : x.Now is null ? "vanishes" : Math.Abs(x.Before.ScoreBits - x.Now.ScoreBits) >= 3 ? "moves" : "stays", x.Before, x.Now)).ToList();
    report.Section("4. Which alerts appear, vanish, move")
        .Paragraph("The lake scored with both. Where a version learned from days of the lake, each event is scored as if its own period had not been seen. An alert moves when its score changes by 3 bits or more.")
        .Table(new ReportTable("Alerts", ["", "#alerts"], [.. rows.GroupBy(r => r.What).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (IReadOnlyList<string>)[g.Key, Show.Count(g.Count())])]))
        .Chart(new ReportChart("Score with the old and the new version.", "Alerts of both; on the line nothing changed.", new ChartAxis("bits, old"), new ChartAxis("bits, new"),
        [
            new ChartSeries("alerts", SeriesKind.Point, [.. rows.Where(r => r.Before is not null && r.Now is not null).Select(r => new ChartPoint(r.Before!.ScoreBits, r.Now!.ScoreBits)).OrderBy(p => p.X)]),
            new ChartSeries("the same", SeriesKind.Line, [new(0, 0), new(100, 100)]),
        ]))
        .Table(new ReportTable($"What changes, at most {MostRows}", ["who", "where to", "analytic", "what", "#bits, old", "#bits, new", "headline"],
            [.. rows.Where(r => r.What != "stays").OrderByDescending(r => Math.Max(r.Before?.ScoreBits ?? 0, r.Now?.ScoreBits ?? 0)).Take(MostRows).Select(r => (Alert: (r.Now ?? r.Before)!, r)).Select(x => (IReadOnlyList<string>)[
                Who(x.Alert), Where(x.Alert), x.Alert.AnalyticId, x.r.What, Show.Number(x.r.Before?.ScoreBits), Show.Number(x.r.Now?.ScoreBits), x.Alert.Headline])]));
    return report;
});

static string Day(long micros) => Det0131.Models.Jobs.TimeText.Format(micros)[..10];

static IReadOnlyList<IReadOnlyList<string>> Rows(IEnumerable<Habit> habits) =>
    [.. habits.OrderByDescending(h => h.Periods).ThenBy(h => h.Entity, StringComparer.Ordinal).ThenBy(h => h.Value, StringComparer.Ordinal).Take(MostRows).Select(h => (IReadOnlyList<string>)[h.Entity, h.Feature, h.Scope.Length == 0 ? "-" : h.Scope, h.Value, Show.Count(h.Periods)])];

// The samples hold one version. The other is learned from the week in the same periods, with what the first knows of the site.
static OpenedModel Other(Site site, OpenedModel old) =>
    site.HasStore
        ? site.Load(site.Choice("--other-version") ?? throw new ArgumentException("Found a store but no second version; expected --other-version."))
        : new OpenedModel("learned from the sample week", site.Learn(new LearningOptions
        {
            PeriodMicros = old.Model.Settings.PeriodMicros,
            BudgetPerDay = old.Model.Calibration.Threshold.Budget.AlertsPerDay,
            Fallback = old.Model.Settings.Fallback,
            Site = new SiteStatement([.. old.Model.Context.Assets], []),
        }));

static double MeanThreshold(ScoringModel model, string analytic)
{
    var strata = model.Calibration.Threshold.Strata.Where(s => s.Analytic == analytic).ToList();
    var rates = model.Calibration.Analytics.FirstOrDefault(a => a.Analytic == analytic)?.Rates;
    var groups = strata.Sum(s => rates is null ? 0 : (double)rates[s.Stratum].Groups);
    return groups == 0 ? 0 : strata.Sum(s => s.Score * rates![s.Stratum].Groups) / groups;
}

static Dictionary<string, Alert> Alerts(Site site, OpenedModel model) =>
    site.Score(model, _ => { }).Alerts.GroupBy(a => $"{a.AnalyticId}\n{Who(a)}\n{Where(a)}\n{Day(a.FirstMicros)}").ToDictionary(g => g.Key, g => g.MaxBy(a => a.ScoreBits)!, StringComparer.Ordinal);

// Accounts of one machine carry its name already.
static string Who(Alert alert) => alert.Entity switch
{
    { User: { } user, Host: { } host } => user.EndsWith("@" + host, StringComparison.Ordinal) ? user : $"{user} on {host}",
    var entity => entity.Host ?? entity.User ?? "-",
};

static string Where(Alert alert) => alert.Destination.Key;

/// <summary>One value that an entity was seen with.</summary>
internal sealed record Habit(string Entity, string Feature, string Scope, string Value, int Periods);

/// <summary>What changed in one feature's habits.</summary>
internal sealed record Change(Feature Feature, int Before, int Now, int Kept, IReadOnlyList<Habit> New, IReadOnlyList<Habit> Gone)
{
    public static Change Of(Feature feature, ScoringModel old, ScoringModel other)
    {
        var (before, now) = (Habits(feature, old), Habits(feature, other));
        var kept = before.Keys.Count(now.ContainsKey);
        return new Change(feature, before.Count, now.Count, kept, Best(now, before), Best(before, now));
    }

    // Only what could be shown is kept: a site has millions of habits.
    private static IReadOnlyList<Habit> Best(Dictionary<(string, string, string), Habit> of, Dictionary<(string, string, string), Habit> without) =>
        [.. of.Where(h => !without.ContainsKey(h.Key)).Select(h => h.Value).OrderByDescending(h => h.Periods).ThenBy(h => h.Entity, StringComparer.Ordinal).ThenBy(h => h.Value, StringComparer.Ordinal).Take(100)];

    private static Dictionary<(string, string, string), Habit> Habits(Feature feature, ScoringModel model) =>
        model.Table.Entities(feature.Index).SelectMany(entity => model.Table.LearnedValues(feature.Index, entity).Select(v => new Habit(entity, feature.Id, v.Scope, v.Value, v.Periods)))
            .ToDictionary(h => (h.Entity, h.Scope, h.Value));
}
