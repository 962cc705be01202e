using System.Text.Json;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>What analysts do, in a real browser. What the store holds afterwards is compared with what the person did.</summary>
[Collection(nameof(PagesFixture))]
public sealed class JourneyTests(PagesFixture fixture)
{
    [Fact]
    public async Task Queue_TriageByKeyboard_StoresVerdictAndComment()
    {
        var (site, real) = await fixture.SharedAsync();
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
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
        var (site, real) = await fixture.SharedAsync();
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await site.FillLakeAsync(real);
        await page.GotoAsync("/alerts/" + real.Id);
        await watched.DrawAllAsync();
        var bits = await page.Locator(".finding > summary .num").AllTextContentsAsync();
        var sum = bits.Sum(b => double.Parse(b.Replace('\u2212', '-'), System.Globalization.CultureInfo.InvariantCulture));

        // Printed with one decimal each, so the sum may differ by half of one for each.
        Assert.InRange(sum, real.ScoreBits - (0.05 * bits.Count) - 0.05, real.ScoreBits + (0.05 * bits.Count) + 0.05);
        Assert.Equal(real.Contributions.Count, bits.Count);
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
    public async Task Alert_CopiedInAForm_IsTheAlertOnTheClipboard()
    {
        var (site, real) = await fixture.SharedAsync();
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"], new() { Origin = site.Address });
        await page.GotoAsync("/alerts/" + real.Id);
        foreach (var (form, schema) in new[] { ("OCSF", "class_uid"), ("ECS", "ecs") })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = form, Exact = true }).ClickAsync();
            await Expect(page.Locator("#copied")).ToHaveTextAsync(form + " copied.");
            using var copied = JsonDocument.Parse(await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
            Assert.True(copied.RootElement.TryGetProperty(schema, out _), form);
            Assert.Contains(real.Id, copied.RootElement.ToString(), StringComparison.Ordinal);
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Link to this alert" }).ClickAsync();
        await Expect(page.Locator("#copied")).ToHaveTextAsync("Link to this alert copied.");
        Assert.Equal($"{site.Address}/alerts/{real.Id}", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task AllowList_EntryExpires_AlertComesBack()
    {
        var (site, real) = await fixture.SiteAsync();
        await using var stop = site;
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await page.GotoAsync("/alerts/" + real.Id);
        await page.GetByText("Allow this from now on").ClickAsync();
        await page.GetByLabel("Reason").FillAsync("A move of the archive tonight");
        await page.GetByLabel("Ends on").FillAsync("2026-08-19");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to the allow-list" }).ClickAsync();
        await Expect(page.GetByText("suppressed by the allow-list")).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page.Locator($"[data-id='{real.Id}']")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Suppressed 1" }).ClickAsync();
        await Expect(page.Locator("#queue tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator($"[data-id='{real.Id}']")).ToContainTextAsync("suppressed");

        // Noon, and the entry ends at midnight.
        Assert.Empty(watched.Faults);
        await watched.DisposeAsync();
        site.Time.Advance(TimeSpan.FromHours(12.5));
        await PagesSite.UntilAsync(async () => (await site.Alerts.FindAsync(real.Id, TestContext.Current.CancellationToken))!.SuppressedBy is null, "the entry has ended");
        await using var nextDay = await fixture.SignedInAsync(site, "bob", Role.Analyst);
        await Expect(nextDay.Page.Locator($"[data-id='{real.Id}']")).ToHaveCountAsync(1);
        Assert.Empty(nextDay.Faults);
    }

    [Fact]
    public async Task AllowList_AlertAllowedWithExpiry_IsSuppressedUntilEnded()
    {
        var (site, real) = await fixture.SharedAsync();
        real = await fixture.CopyAsync(site, real);
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await page.GotoAsync("/alerts/" + real.Id);
        await page.GetByText("Allow this from now on").ClickAsync();
        await page.GetByLabel("Reason").FillAsync("Agreed transfer to the auditor");
        await page.GetByLabel("Ends on").FillAsync("2026-08-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to the allow-list" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("ended already");
        await Expect(page.GetByLabel("Reason")).ToHaveValueAsync("Agreed transfer to the auditor");

        await page.GetByLabel("Ends on").FillAsync("2026-09-15");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to the allow-list" }).ClickAsync();
        await Expect(page.GetByText("suppressed by the allow-list")).ToBeVisibleAsync();
        var entry = Assert.Single(await site.AllowList.ListAsync(false, default), e => e.FromAlert == real.Id);
        Assert.Equal(new DateTimeOffset(2026, 9, 15, 0, 0, 0, TimeSpan.Zero), entry.ExpiresAt);
        Assert.Equal(entry.Id, (await site.Alerts.FindAsync(real.Id, default))!.SuppressedBy);
        await page.GotoAsync("/");
        await Expect(page.Locator($"[data-id='{real.Id}']")).ToHaveCountAsync(0);

        await page.GotoAsync("/allow-list");
        await page.Locator($"tr[id='{entry.Id}']").GetByRole(AriaRole.Button, new() { Name = "End now" }).ClickAsync();
        await Expect(page.GetByText("What it suppressed shows again")).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page.Locator($"[data-id='{real.Id}']")).ToHaveCountAsync(1);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Alert_ChangedBySomebodyElse_KeepsWhatWasWrittenAndAsks()
    {
        var (site, real) = await fixture.SharedAsync();
        real = await fixture.CopyAsync(site, real);
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        await page.GotoAsync("/alerts/" + real.Id);
        await site.Alerts.ChangeAsync(real.Id, new AlertChange(AlertState.InProgress, "bob"), "bob", null, default);
        await page.GetByLabel("Comment").FillAsync("Mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator("#life-fault")).ToContainTextAsync("now in progress with bob");
        await Expect(page.GetByLabel("Comment")).ToHaveValueAsync("Mine");
        Assert.Equal("bob", (await site.Alerts.FindAsync(real.Id, default))!.Owner);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.Locator(".history")).ToContainTextAsync("Mine");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Queue_PostedEventOpensAnAlert_OffersItWithoutMovingRows()
    {
        var (site, _) = await fixture.SharedAsync();
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        var rows = page.Locator("#queue tbody tr");
        var before = await rows.CountAsync();
        await Expect(page.Locator("#live")).ToBeHiddenAsync();
        var known = (await site.Alerts.ListAsync(new AlertQuery { Limit = 1000 }, TestContext.Current.CancellationToken)).Alerts.Select(a => a.Alert.Id).ToHashSet();
        await site.PostAsync(PagesFixture.AnotherTransfer(), "zeek");
        var came = (await site.Alerts.ListAsync(new AlertQuery { Limit = 1000 }, TestContext.Current.CancellationToken)).Alerts.Single(a => !known.Contains(a.Alert.Id)).Alert;

        await Expect(page.Locator("#live")).ToContainTextAsync("1 new", new() { Timeout = 30_000 });
        await Expect(rows).ToHaveCountAsync(before);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(page.Locator($"[data-id='{came.Id}']")).ToContainTextAsync("5 GB");
        await Expect(page.Locator("#live")).ToBeHiddenAsync();
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Queue_StreamBroke_CatchesUpFromTheLastChangeSeen()
    {
        var (site, real) = await fixture.SharedAsync();
        real = await fixture.CopyAsync(site, real);
        await using var watched = await fixture.SignedInAsync(site, "ann", Role.Analyst);
        var page = watched.Page;
        var requests = 0;

        // On a slow machine the page of the sign-in would ask again for its own stream and be taken for the page under test.
        await page.GotoAsync("about:blank");

        // The first answer tells of one change and ends; after that the service itself answers. It must go on behind the change that was told: had
        // the browser named none, or the service not listened, the change before it would be told too.
        await page.RouteAsync("**/v1/alerts/stream*", async route =>
        {
            if (++requests > 1)
            {
                await route.ContinueAsync();
                return;
            }

            var told = await site.Alerts.ChangeAsync(real.Id, new AlertChange(Comment: "told already"), "bob", null, CancellationToken.None);
            await site.Alerts.ApplyAsync([real with { Id = "0123456789abcdef0123456789abcdef" }], new Dictionary<string, string>(), CancellationToken.None);
            await route.FulfillAsync(new() { ContentType = "text/event-stream", Body = $"retry: 50\nevent: alert\nid: {told.Cursor}\ndata: {{\"id\":\"other\",\"revision\":1}}\n\n" });
        });
        await page.GotoAsync("/");
        await Expect(page.Locator("#live span")).ToHaveTextAsync("2 new", new() { Timeout = 60_000 });
        Assert.Equal(2, requests);
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Models_PromotedAndRolledBack_ScoresWithTheOtherVersionAndIsAudited()
    {
        var (site, real) = await fixture.SiteAsync();
        await using var stop = site;
        await using var watched = await fixture.SignedInAsync(site, "dana", Role.DataScientist);
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
        var (site, real) = await fixture.SiteAsync();
        await using var stop = site;
        await using var watched = await fixture.SignedInAsync(site, "dana", Role.DataScientist);
        await File.AppendAllTextAsync(Path.Combine(site.Store.DirectoryPath, "versions", fixture.Older, "settings.json"), " ");
        await watched.Page.GotoAsync("/models");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Promote " + fixture.Older }).ClickAsync();
        await Expect(watched.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("settings.json");
        Assert.Equal(fixture.Promoted, site.Store.Current().ToString());
        Assert.Empty(watched.Faults);
    }
}
