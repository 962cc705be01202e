using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Det0131.Scoring.Tests.Pages;

/// <summary>What analysts do, in a real browser. What the store holds afterwards is compared with what the person did.</summary>
public sealed class JourneyTests(PagesFixture fixture) : IClassFixture<PagesFixture>
{
    [Fact]
    public async Task Queue_TriageByKeyboard_StoresVerdictAndComment()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        var rows = page.Locator("#queue tbody tr");
        await Expect(rows.First).ToBeVisibleAsync();
        var expected = await site.Alerts.ListAsync(new AlertQuery { States = [AlertState.New, AlertState.InProgress] }, default);
        Assert.Equal(expected.Alerts.Select(a => a.Alert.Id), await rows.EvaluateAllAsync<string[]>("rows => rows.map(r => r.dataset.id)"));

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/alerts/" + expected.Alerts[0].Alert.Id);
        await page.Keyboard.PressAsync("c");
        await page.Keyboard.TypeAsync("The owner did not send it.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Assign to me" }).ClickAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = "True positive" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved as true positive.")).ToBeVisibleAsync();
        await Expect(page.Locator(".history")).ToContainTextAsync("The owner did not send it.");

        var stored = await site.Alerts.FindAsync(expected.Alerts[0].Alert.Id, default);
        Assert.Equal((AlertState.TruePositive, "ann"), (stored!.State, stored.Owner));
        await page.GotoAsync("/");
        await Expect(rows).ToHaveCountAsync(expected.Alerts.Count - 1);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Alert_AskedWhy_ShowsBitsThatAddUpAndPictures()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await page.GotoAsync("/alerts/" + fixture.Real.Id);
        await watched.DrawAllAsync();
        var bits = await page.Locator(".finding > summary .num").AllTextContentsAsync();
        var sum = bits.Sum(b => double.Parse(b.Replace('\u2212', '-'), System.Globalization.CultureInfo.InvariantCulture));

        // Printed with one decimal each, so the sum may differ by half of one for each.
        Assert.InRange(sum, fixture.Real.ScoreBits - (0.05 * bits.Count) - 0.05, fixture.Real.ScoreBits + (0.05 * bits.Count) + 0.05);
        Assert.Equal(fixture.Real.Contributions.Count, bits.Count);
        await Expect(page.Locator("figure[data-chart=volume]").First).ToBeVisibleAsync();
        await Expect(page.Locator("figure[data-chart=hours]").First).ToBeVisibleAsync();
        await Expect(page.Locator("figure[data-chart=timeline]")).ToBeVisibleAsync();
        var empty = await page.EvaluateAsync<int>("""
            [...document.querySelectorAll('figure.chart canvas')].filter(c => !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(b => b !== 0)).length
            """);
        Assert.Equal(0, empty);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Alert_ExportedAsOcsf_IsTheAlert()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "ann", Role.Analyst);
        foreach (var format in new[] { "ocsf", "ecs" })
        {
            var answer = await watched.Page.APIRequest.GetAsync($"/alerts/{fixture.Real.Id}?handler=export&format={format}");
            Assert.Equal(200, answer.Status);
            Assert.Contains(fixture.Real.Id, (await answer.JsonAsync()).ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AllowList_AlertAllowedWithExpiry_IsSuppressedUntilEnded()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await page.GotoAsync("/alerts/" + fixture.Real.Id);
        await page.GetByText("Allow this from now on").ClickAsync();
        await page.GetByLabel("Reason").FillAsync("Agreed transfer to the auditor");
        await page.GetByLabel("Ends on").FillAsync("2026-08-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to the allow-list" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("ended already");
        await Expect(page.GetByLabel("Reason")).ToHaveValueAsync("Agreed transfer to the auditor");

        await page.GetByLabel("Ends on").FillAsync("2026-09-15");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to the allow-list" }).ClickAsync();
        await Expect(page.GetByText("suppressed by the allow-list")).ToBeVisibleAsync();
        var entry = Assert.Single(await site.AllowList.ListAsync(false, default));
        Assert.Equal(new DateTimeOffset(2026, 9, 15, 0, 0, 0, TimeSpan.Zero), entry.ExpiresAt);
        Assert.Equal(entry.Id, (await site.Alerts.FindAsync(fixture.Real.Id, default))!.SuppressedBy);
        await page.GotoAsync("/");
        await Expect(page.Locator($"[data-id='{fixture.Real.Id}']")).ToHaveCountAsync(0);

        await page.GotoAsync("/allow-list");
        await page.GetByRole(AriaRole.Button, new() { Name = "End now" }).ClickAsync();
        await Expect(page.GetByText("What it suppressed shows again")).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page.Locator($"[data-id='{fixture.Real.Id}']")).ToHaveCountAsync(1);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Alert_ChangedBySomebodyElse_KeepsWhatWasWrittenAndAsks()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await page.GotoAsync("/alerts/" + fixture.Real.Id);
        await site.Alerts.ChangeAsync(fixture.Real.Id, new AlertChange(AlertState.InProgress, "bob"), "bob", null, default);
        await page.GetByLabel("Comment").FillAsync("Mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("#life-fault")).ToContainTextAsync("now in progress with bob");
        await Expect(page.GetByLabel("Comment")).ToHaveValueAsync("Mine");
        Assert.Equal("bob", (await site.Alerts.FindAsync(fixture.Real.Id, default))!.Owner);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator(".history")).ToContainTextAsync("Mine");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Queue_AlertArrives_OffersItWithoutMovingRows()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        var before = await page.Locator("#queue tbody tr").CountAsync();
        var id = fixture.Real.Id;

        // Until the stream stands nothing is told, so the change is repeated.
        for (var i = 0; i < 200 && await page.Locator("#live").IsHiddenAsync(); i++)
        {
            await site.Alerts.ChangeAsync(id, new AlertChange(Comment: $"note {i}"), "bob", null, default);
            await page.WaitForTimeoutAsync(50);
        }

        await Expect(page.Locator("#live")).ToContainTextAsync("new or changed");
        Assert.Equal(before, await page.Locator("#queue tbody tr").CountAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.Locator("#live")).ToBeHiddenAsync();
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Models_PromotedAndRolledBack_ScoresWithTheOtherVersionAndIsAudited()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "dana", Role.DataScientist);
        var page = watched.Page;
        await page.GotoAsync("/models");
        await Expect(page.Locator($"[data-version='{fixture.Promoted}']")).ToContainTextAsync("promoted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote " + fixture.Older }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Promoted " + fixture.Older);
        Assert.Equal(fixture.Older, site.Store.Current().ToString());
        await Expect(page.Locator(".foot")).ToContainTextAsync("Model " + fixture.Older);

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to " + fixture.Promoted }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Rolled back to " + fixture.Promoted);
        Assert.Equal(fixture.Promoted, site.Store.Current().ToString());
        var lines = await site.Audit.ListAsync(10, default);
        Assert.Contains(lines, l => l is { Action: "model.promote", Who: "dana" } && l.Target == fixture.Older);
        Assert.Contains(lines, l => l is { Action: "model.rollback", Who: "dana" } && l.Target == fixture.Promoted);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Models_DamagedVersion_IsRefusedWithTheFile()
    {
        await using var site = await fixture.SiteAsync();
        await using var watched = await SignedInAsync(site, "dana", Role.DataScientist);
        await File.AppendAllTextAsync(Path.Combine(site.Store.DirectoryPath, "versions", fixture.Older, "settings.json"), " ");
        await watched.Page.GotoAsync("/models");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Promote " + fixture.Older }).ClickAsync();
        await Expect(watched.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("settings.json");
        Assert.Equal(fixture.Promoted, site.Store.Current().ToString());
        Assert.Empty(watched.Faults);
    }

    private async Task<WatchedPage> SignedInAsync(PagesSite site, string name, Role role)
    {
        var watched = await fixture.Chromium.OpenAsync(site);
        await watched.SignInAsync((await site.KeyAsync(name, role)).Secret);
        return watched;
    }
}
