using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Pages.Rendering;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>
/// What must hold on every page, judged by others than ourselves: the browser's own console (script errors, content-security policy), every
/// request it makes, and axe-core for accessibility.
/// </summary>
[Collection(nameof(PagesFixture))]
public sealed class EveryPageTests(PagesFixture fixture)
{
    /// <summary>Both themes in both widths: a page is loaded once a width, looked at in one theme in full and in the other for its contrasts.</summary>
    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 390)]
    public async Task Page_InEveryLook_HasNoFaultAndIsAccessible(bool isDark, int width)
    {
        var hostile = SampleAlerts.HostileOne(fixture.Promoted);
        var (site, real) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site, isDark, width);
        var page = watched.Page;
        await page.GotoAsync("/sign-in");
        var found = new List<string>(await watched.AxeAsync("/sign-in"));
        await watched.SignInAsync((await site.KeyAsync(Role.Admin)).Secret);
        if (!(await site.AllowList.ListAsync(true, default)).Any(e => e.Id == "hostile"))
        {
            await AllowAsync(site, hostile);
        }

        string[] paths =
        [
            "/", "/?state=all&cut=1&q=sent&from=2026-08-01&until=2026-08-31", "/?q=nothing-like-it", "/alerts/" + real.Id, "/alerts/" + hostile.Id, "/entities",
            "/entities?q=zzz", "/entities/host/" + real.Entity.Host, Links.Entity("host", hostile.Entity.Host!), "/analytics", "/models", "/models/difference", "/allow-list", "/allow-list?ended=1", "/admin?all=1", "/admin/webhooks", "/admin/audit?q=key", "/admin/audit?q=nothing-like-it", "/refused", "/nowhere",
        ];
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            await watched.DrawAllAsync();
            found.AddRange(await watched.AxeAsync(path));
            found.AddRange(await watched.AxeInOtherThemeAsync(path, isDark));
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (overflow > 0)
            {
                found.Add($"{path}: {overflow} pixels wider than the window");
            }
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
        Assert.True(watched.Faults.Count == 0, string.Join(Environment.NewLine, watched.Faults));
    }

    [Fact]
    public async Task HostileTexts_OnEveryPageThatShowsThem_AreTextOnly()
    {
        var hostile = SampleAlerts.HostileOne(fixture.Promoted);
        var (site, real) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        var page = watched.Page;
        await watched.SignInAsync((await site.KeyAsync(Role.Analyst)).Secret);
        await site.Alerts.ChangeAsync(hostile.Id, new AlertChange(AlertState.InProgress, "owner " + SampleAlerts.Hostile.Replace("\uD800", "", StringComparison.Ordinal), SampleAlerts.Hostile.Replace("\uD800", "", StringComparison.Ordinal)), "ann", null, default);
        foreach (var path in new[] { "/", "/alerts/" + hostile.Id, Links.Entity("host", hostile.Entity.Host!), Links.Entity("user", hostile.Entity.User!), "/entities?q=" + Uri.EscapeDataString(SampleAlerts.Hostile) })
        {
            var answer = await page.GotoAsync(path);
            Assert.Equal(200, answer!.Status);
            await watched.DrawAllAsync();
            Assert.Equal("undefined", await page.EvaluateAsync<string>("typeof window.hacked"));
            Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('img, script:not([src]):not([type=\"application/json\"]), [onerror]').length"));

            // No direction mark or control reaches the page as itself.
            Assert.False(await page.EvaluateAsync<bool>(@"/[\u0000-\u0008\u000b-\u001f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028]/.test(document.body.innerText)"), path);
        }

        await page.GotoAsync("/alerts/" + hostile.Id);
        await watched.DrawAllAsync();
        var command = await page.Locator("pre[aria-label='Command line']").First.TextContentAsync();
        Assert.True(command!.Length > 4_000, "a command line of 4 KB is shown whole");
        Assert.Contains("\u240a\n", command, StringComparison.Ordinal);
        Assert.Contains(@"\u{202e}", command, StringComparison.Ordinal);
        Assert.True(watched.Faults.Count == 0, string.Join(Environment.NewLine, watched.Faults));
    }

    [Fact]
    public async Task Pages_WithoutScript_ShowTheSame()
    {
        Assert.SkipUnless(Chromium.Program is not null, "chromium is not installed");
        var (site, real) = await fixture.SharedAsync();
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new System.Net.CookieContainer() }) { BaseAddress = new Uri(site.Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await site.KeyAsync(Role.Analyst)).Secret);
        var queue = await http.GetStringAsync(new Uri("/", UriKind.Relative));
        var alert = await http.GetStringAsync(new Uri("/alerts/" + real.Id, UriKind.Relative));
        Assert.Contains("/alerts/" + real.Id, queue, StringComparison.Ordinal);
        Assert.All(real.Contributions, c => Assert.Contains(c.FeatureId, alert, StringComparison.Ordinal));
        Assert.DoesNotContain(" style=\"", queue + alert, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", queue + alert, StringComparison.Ordinal);
    }

    private static async Task AllowAsync(PagesSite site, Alert alert) => await site.AllowList.AddAsync(new AllowEntry
    {
        Id = "hostile", Entity = "somebody <b>else</b>", Destination = alert.Destination.Key[..40], Reason = "A reason <script>window.hacked=1</script>", Owner = "dana",
        MadeAt = PagesFixture.Now, ExpiresAt = PagesFixture.Now.AddDays(3),
    }, "dana", default);
}
