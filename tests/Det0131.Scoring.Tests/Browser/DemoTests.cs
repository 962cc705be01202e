using System.Text.Json;
using Det0131.Scoring.Pages.Rendering;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>
/// The pages on the demo, judged by others than ourselves: the browser's own console (script errors, content-security policy), every request it
/// makes, axe-core for accessibility, and what was posted.
/// </summary>
public sealed class DemoTests(DemoService demo) : IClassFixture<DemoService>
{
    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 390)]
    public async Task Page_OfTheDemo_HasNoFaultAndIsAccessible(bool isDark, int width)
    {
        await using var watched = await OpenAsync(isDark, width);
        var alerts = demo.OfEach.Values.Append(demo.Hostile).DistinctBy(a => a.Id).ToList();
        var hosts = alerts.Select(a => a.Entity.Host).OfType<string>().Distinct().Take(2).Select(h => Links.Entity("host", h));
        var found = new List<string>();
        foreach (var path in new[] { "/", "/?state=over-budget", "/entities", "/analytics", "/models", "/allow-list" }.Concat(alerts.Select(a => Links.Alert(a.Id))).Concat(hosts))
        {
            await watched.Page.GotoAsync(path);
            await watched.DrawAllAsync();
            found.AddRange(await watched.AxeAsync(path));
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
        Assert.True(watched.Faults.Count == 0, string.Join(Environment.NewLine, watched.Faults));
    }

    [Fact]
    public async Task Queue_OfTheDemo_ListsAllAnalyticsAndSaysWhatItIs()
    {
        await using var watched = await OpenAsync();
        var page = watched.Page;
        await Expect(page.Locator(".banner.demo")).ToContainTextAsync("The latest event is of");
        foreach (var (analytic, alert) in demo.OfEach)
        {
            await page.GotoAsync("/?analytic=" + analytic);
            await Expect(page.Locator($"[data-id='{alert.Id}']")).ToContainTextAsync(analytic);
        }

        // Two days of logs: no alert of theirs is older, whatever the clock says.
        await page.GotoAsync("/?order=newest");
        var ages = await page.Locator("#queue td[data-label=Age]").AllTextContentsAsync();
        Assert.NotEmpty(ages);
        Assert.All(ages, age => Assert.Matches("^(now|[0-9]+ (min|h)|[123] d)$", age.Trim()));
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Alert_OfTheDemo_DrawsEveryKindOfPicture()
    {
        await using var watched = await OpenAsync();
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alert in demo.OfEach.Values)
        {
            await watched.Page.GotoAsync(Links.Alert(alert.Id));
            await watched.DrawAllAsync();
            kinds.UnionWith(await watched.Page.Locator("figure.chart").EvaluateAllAsync<string[]>("figures => figures.map(f => f.dataset.chart)"));
            var empty = await watched.Page.EvaluateAsync<int>(
                "[...document.querySelectorAll('figure.chart canvas')].filter(c => !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(b => b !== 0)).length");
            Assert.Equal(0, empty);
        }

        Assert.Superset(new HashSet<string> { "volume", "hours", "countries", "lineage", "timeline" }, kinds);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task HostileLogLines_Posted_AreTextOnEveryPage()
    {
        await using var watched = await OpenAsync();
        var page = watched.Page;
        var user = demo.Hostile.Entity.User!;
        foreach (var path in new[] { "/", "/?q=onerror", Links.Alert(demo.Hostile.Id), Links.Entity("user", user), Links.Entity("host", demo.Hostile.Entity.Host!) })
        {
            var answer = await page.GotoAsync(path);
            Assert.Equal(200, answer!.Status);
            await watched.DrawAllAsync();
            Assert.Equal("undefined", await page.EvaluateAsync<string>("typeof window.hacked"));
            Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('img, script:not([src]):not([type=\"application/json\"]), [onerror]').length"));
            Assert.False(await page.EvaluateAsync<bool>(@"/[\u0000-\u0008\u000b-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028]/.test(document.body.innerText)"), path);
        }

        await page.GotoAsync(Links.Alert(demo.Hostile.Id));
        await watched.DrawAllAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("<img src=x onerror=");
        var commands = await page.Locator("pre[aria-label='Command line']").AllTextContentsAsync();
        var command = commands.MaxBy(c => c.Length)!;
        Assert.True(command.Length > 4_000, "a command line of 4 KB is shown whole");
        Assert.Contains("\u240a\n<img src=x onerror=", command, StringComparison.Ordinal);
        Assert.Contains(@"\u{202e}fdp.exe\u{7}", command, StringComparison.Ordinal);

        // The allow-list form carries the name to the server and back.
        var copied = await page.APIRequest.GetAsync(Links.Alert(demo.Hostile.Id) + "?handler=export&format=ecs");
        Assert.Contains("onerror", JsonSerializer.Serialize(await copied.JsonAsync()), StringComparison.Ordinal);
        Assert.Empty(watched.Faults);
    }

    private async Task<WatchedPage> OpenAsync(bool isDark = false, int width = 1280)
    {
        Assert.SkipUnless(Chromium.Program is not null, "chromium is not installed");
        var watched = await demo.Chromium.OpenAsync(demo.Site, isDark, width);
        await watched.SignInAsync(demo.Secret);
        return watched;
    }
}
