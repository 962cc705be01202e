using System.Text.Json;
using Det0131.Models.Drift;
using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Pages;
using Det0131.Scoring.Versions;
using Det0131.Training.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>
/// The page that compares two versions, in a real browser: against what <c>models diff</c> prints of the same versions and lake, and, with names of an
/// attacker in every place, against the browser's console, content-security policy and axe-core.
/// </summary>
[Collection(nameof(PagesFixture))]
public sealed class DifferenceTests(PagesFixture fixture, TrainedStore trained)
{
    private const string Hostile = "<img src=x onerror=\"window.hacked=1\">'\u202Exe.fdp\u0007</script><script>window.hacked=1</script>";

    [Fact]
    public async Task Compare_TwoVersionsAndTheLake_ShowsWhatModelsDiffPrints()
    {
        var later = trained.Later;
        await using var site = await PagesSite.StartAsync(PagesFixture.Now, (options, folder) =>
            options with { Store = trained.Copy("later/store", Path.Combine(folder, "store")), Lake = trained.Copy("later/lake", Path.Combine(folder, "lake")) });
        await using var watched = await fixture.SignedInAsync(site, "dana", Role.DataScientist);
        var page = watched.Page;
        await page.GotoAsync("/models");
        await page.GetByLabel("Earlier version").SelectOptionAsync(trained.Promoted);
        await page.GetByLabel("Later version").SelectOptionAsync(later);
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        // The page looks again by itself until there is something to show.
        await Expect(page.Locator("#found")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await watched.DrawAllAsync();
        var run = ProgramRun.Of("Det0131.Training", "models", "diff", trained.Promoted, later, "--store", trained.In("later/store"), "--lake", trained.In("later/lake"), "--format", "json");
        Assert.True(run.Code == 0, run.Errors);
        var printed = JsonDocument.Parse(run.Output).RootElement;
        var shown = await page.Locator("main").InnerTextAsync();
        Assert.Contains($"{printed.GetProperty("rowsBefore").GetInt64():#,0} before, {printed.GetProperty("rowsAfter").GetInt64():#,0} after", shown, StringComparison.Ordinal);
        var changes = printed.GetProperty("elements").EnumerateArray().SelectMany(e => e.GetProperty("became").EnumerateArray().Concat(e.GetProperty("stopped").EnumerateArray())).ToList();
        Assert.Contains(changes, c => c.GetProperty("what").GetString() == "ftp on port 21");
        Assert.Equal(changes.Select(c => c.GetProperty("what").GetString()!.Trim()), (await page.Locator(".changes tbody th").AllTextContentsAsync()).Select(t => t.Trim()));
        var lake = printed.GetProperty("lake");
        Assert.Contains($"{lake.GetProperty("events").GetInt64():#,0} events, {lake.GetProperty("incidents").GetInt64():#,0} incident", shown, StringComparison.Ordinal);
        Assert.Equal(
            new[] { "vanishing", "appearing", "moving" }.SelectMany(list => lake.GetProperty(list).EnumerateArray()).Select(c => $"{c.GetProperty("entity").GetString()} to {c.GetProperty("destination").GetString()}"),
            (await page.Locator(".incidents tbody th").AllTextContentsAsync()).Select(t => t.Trim()));
        var told = printed.GetProperty("drift").EnumerateArray().Where(d => d.GetProperty("index").ValueKind == JsonValueKind.Number).ToList();
        foreach (var feature in told)
        {
            var row = page.Locator($"tr[data-feature='{feature.GetProperty("analytic").GetString()} {feature.GetProperty("feature").GetString()}']").First;
            await Expect(row).ToContainTextAsync(DifferenceText.Index(feature.GetProperty("index").GetDouble()));
            var driver = feature.GetProperty("drivers").EnumerateArray().Select(d => d.GetProperty("entity").GetString()!).FirstOrDefault();
            await Expect(row).ToContainTextAsync(driver is null ? "" : driver[(driver.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }

        Assert.Contains((await site.Audit.ListAsync(100, TestContext.Current.CancellationToken)).Select(l => l.Action), action => action == "model.compare");
        Assert.Empty(watched.Faults);
    }

    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 390)]
    public async Task Difference_HostileNamesInEveryLook_AreTextAndAccessible(bool isDark, int width)
    {
        var (site, _) = await fixture.SharedAsync();
        var versions = Versions();
        site.Differences.Keep(new ComparisonState(versions, null, HostileDifference(versions), null, PagesFixture.Now));
        await using var watched = await fixture.SignedInAsync(site, "dana", Role.DataScientist, isDark, width);
        var page = watched.Page;
        var answer = await page.GotoAsync(CompareForm.Link(versions));
        Assert.Equal(200, answer!.Status);
        await watched.DrawAllAsync();
        Assert.Equal("undefined", await page.EvaluateAsync<string>("typeof window.hacked"));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('img, script:not([src]):not([type=\"application/json\"]), [onerror]').length"));
        Assert.False(await page.EvaluateAsync<bool>(@"/[\u0000-\u0008\u000b-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028]/.test(document.body.innerText)"));
        foreach (var table in new[] { ".changes", ".incidents", ".drift" })
        {
            await Expect(page.Locator(table + " tbody").First).ToContainTextAsync("<img src=x onerror=");
        }

        // What the chart draws stands in the table too.
        var drawn = await page.Locator("figure[data-chart=drift] script").First.EvaluateAsync<string[]>("s => JSON.parse(s.textContent).features.map(f => f.name)");
        Assert.Equal(12, drawn.Length);
        Assert.Equal(drawn, (await page.Locator("table.drift").First.EvaluateAsync<string[]>("t => [...t.querySelectorAll('tr[data-feature]')].map(r => r.dataset.feature)")).Take(drawn.Length));
        Assert.Empty(await watched.AxeAsync("/models/difference"));
        Assert.Empty(await watched.AxeInOtherThemeAsync("/models/difference", isDark));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, "wider than the window");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Compare_ByAnalystOrWithNonsense_BeginsNothing()
    {
        var (site, _) = await fixture.SharedAsync();
        await using var analyst = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        await analyst.Page.GotoAsync("/models");
        await Expect(analyst.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" })).ToHaveCountAsync(0);
        await analyst.Page.GotoAsync("/models/difference?before=%3Cscript%3E&after=..%2F..");
        await Expect(analyst.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("expected ids");

        await using var scientist = await fixture.SignedInAsync(site, "dana", Role.DataScientist);
        await scientist.Page.GotoAsync("/models");
        await scientist.Page.GetByLabel("Earlier version").SelectOptionAsync(trained.Older);
        await scientist.Page.GetByLabel("Later version").SelectOptionAsync(trained.Older);
        await scientist.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
        await Expect(scientist.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Expected two different versions");
        Assert.Null(site.Differences.Running);
        Assert.Empty(analyst.Faults.Concat(scientist.Faults));
    }

    private ComparedVersions Versions() => new(VersionId.Parse(trained.Older), VersionId.Parse(trained.Promoted), true);

    private static VersionDifference HostileDifference(ComparedVersions versions)
    {
        NormalChange Change(ChangeKind kind) => new(kind, "destination.host", "user:" + Hostile, Hostile, Hostile, "traffic with " + Hostile, 0, 12, null);
        IncidentView View(double bits, bool opens) => new(bits, 20, 43, "once in 43 days", opens);
        IncidentChange Incident(bool before, bool after) => new("AN0367", Hostile, Hostile, new DateOnly(2026, 8, 17), View(31, before), after ? View(12, after) : null);
        FeatureDrift[] drift =
        [
            .. Enumerable.Range(0, 16).Select(i => new FeatureDrift("AN0367", "ProtocolAllowList", $"feature.number{i:00}", 0.9 / (i + 1), 10, 1000, 2000, [new DriftDriver("host:" + Hostile, 0.2, 10, 20), new DriftDriver("pc7", -0.1, 5, 5)])),
            new FeatureDrift("AN0370", "IAMRoleContext", "cloud.action", null, 1, 0, 0, []),
        ];
        return new VersionDifference(
            versions.Before.ToString(), versions.After.ToString(), 12, 1_400, 100_000, 1_234_567,
            [new ElementChanges("AN0367", "ProtocolAllowList", true, 2_300, 4, 5, 6, 7, [Change(ChangeKind.BecameNormal), Change(ChangeKind.BecameNormal)], [Change(ChangeKind.StoppedBeingNormal)]), new ElementChanges("AN0368", "ProtocolType", true, 0, 0, 0, 0, 0, [], [])],
            drift, [new ThresholdChange("AN0367", "network+process, large", 20.5, null, 5_000, 0)],
            new LakeDifference(new DateOnly(2026, 8, 11), new DateOnly(2026, 8, 17), 1_051, 321, 4, 3, 1, 2, 2, [Incident(false, true)], [Incident(true, false)], [Incident(true, true)], drift));
    }
}
