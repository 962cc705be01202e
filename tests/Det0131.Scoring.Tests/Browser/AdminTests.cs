using Det0131.Scoring.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>What an admin does, in a real browser.</summary>
[Collection(nameof(PagesFixture))]
public sealed class AdminTests(PagesFixture fixture)
{
    [Fact]
    public async Task Key_MadeUsedAndRevoked_OpensTheDoorBetween()
    {
        var (site, _) = await fixture.SharedAsync();
        await using var watched = await fixture.SignedInAsync(site, "ada", Role.Admin);
        var page = watched.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Admin" }).ClickAsync();
        await page.GetByLabel("Held by").FillAsync("Grace <b>Hopper</b>");
        await page.GetByLabel("Role").SelectOptionAsync("analyst");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        var secret = await page.Locator("#secret").TextContentAsync();
        Assert.Empty(await watched.AxeAsync("/admin after a key was made"));

        await using var other = await fixture.Chromium.OpenAsync(site);
        await other.SignInAsync(secret!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke the key of Grace <b>Hopper</b>" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Revoked.");
        await Expect(page.GetByText("Grace <b>Hopper</b>")).ToHaveCountAsync(0);
        await other.Page.GotoAsync("/");
        await Expect(other.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await page.GetByLabel("What").SelectOptionAsync("key.create");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(page.Locator("#audit tbody tr").First).ToContainTextAsync("Grace <b>Hopper</b>, analyst");
        Assert.Empty(watched.Faults);
        Assert.Empty(other.Faults);
    }
}
