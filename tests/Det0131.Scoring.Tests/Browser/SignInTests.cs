using Det0131.Scoring.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>Who may see and do what, in a real browser.</summary>
[Collection(nameof(PagesFixture))]
public sealed class SignInTests(PagesFixture fixture)
{
    [Fact]
    public async Task SignIn_LinkToAnAlert_LeadsThereAfterwards()
    {
        var (site, real) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        var page = watched.Page;
        await page.GotoAsync("/alerts/" + real.Id);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.GetByLabel("Key").FillAsync("det0131_nobody_nothing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("No key in force");
        await page.GetByLabel("Key").FillAsync((await site.KeyAsync(Role.Analyst)).Secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/alerts/" + real.Id);
        Assert.Empty(watched.Faults);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task SignIn_ReturnAddressElsewhere_StaysHere(string elsewhere)
    {
        var (site, _) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        await watched.Page.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(elsewhere));
        await watched.Page.GetByLabel("Key").FillAsync((await site.KeyAsync(Role.Analyst)).Secret);
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await watched.Page.WaitForURLAsync(site.Address + "/");
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Models_Analyst_SeesNoButtonsAndIsRefused()
    {
        var (site, _) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        var page = watched.Page;
        await watched.SignInAsync((await site.KeyAsync(Role.Analyst)).Secret);
        await page.GotoAsync("/models");
        await Expect(page.Locator($"[data-version='{fixture.Older}']")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Promote" })).ToHaveCountAsync(0);
        var token = await page.Locator("input[name=__RequestVerificationToken]").First.GetAttributeAsync("value");
        var form = page.APIRequest.CreateFormData();
        form.Append("version", fixture.Older);
        form.Append("__RequestVerificationToken", token!);
        var answer = await page.APIRequest.PostAsync("/models?handler=promote", new() { Form = form });
        Assert.Equal(403, answer.Status);
        Assert.Contains("Your key may not do that", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(fixture.Promoted, site.Store.Current().ToString());
    }

    [Fact]
    public async Task Pages_IngestKey_IsRefused()
    {
        var (site, _) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        await watched.Page.GotoAsync("/sign-in");
        await watched.Page.GetByLabel("Key").FillAsync((await site.KeyAsync(Role.Ingest)).Secret);
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "Your key may not do that" })).ToBeVisibleAsync();
        await Expect(watched.Page.GetByText("Its role is ingest.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Session_KeyRevoked_EndsWithTheNextRequest()
    {
        var (site, _) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        var key = await site.KeyAsync(Role.Analyst);
        await watched.SignInAsync(key.Secret);
        await site.Keys.RevokeAsync(key.Id, "console", default);
        await watched.Page.GotoAsync("/analytics");
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Contains("returnUrl=%2Fanalytics", watched.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_NothingDoneForItsLength_AsksForTheKeyAgain()
    {
        var (site, real) = await fixture.SiteAsync();
        await using var stop = site;
        await using var watched = await fixture.Chromium.OpenAsync(site);
        await watched.SignInAsync((await site.KeyAsync("ann", Role.Analyst)).Secret);
        site.Time.Advance(AccessRegistration.SessionLength + TimeSpan.FromMinutes(1));
        await watched.Page.GotoAsync("/");
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Change_WithoutTheFormsToken_ChangesNothing()
    {
        var (site, real) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        await watched.SignInAsync((await site.KeyAsync(Role.Analyst)).Secret);
        var form = watched.Page.APIRequest.CreateFormData();
        form.Append("State", "Benign");
        var answer = await watched.Page.APIRequest.PostAsync($"/alerts/{real.Id}?handler=change", new() { Form = form });
        Assert.Equal(400, answer.Status);
        Assert.Contains("That could not be read", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(Scoring.Alerts.AlertState.New, (await site.Alerts.FindAsync(real.Id, default))!.State);
    }

    [Fact]
    public async Task SignOut_Pressed_EndsTheSession()
    {
        var (site, _) = await fixture.SharedAsync();
        await using var watched = await fixture.Chromium.OpenAsync(site);
        await watched.SignInAsync((await site.KeyAsync(Role.Analyst)).Secret);
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await watched.Page.WaitForURLAsync(site.Address + "/sign-in");
        await watched.Page.GotoAsync("/models");
        await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Empty(watched.Faults);
    }
}
