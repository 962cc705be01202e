using System.Net;
using System.Text;
using Det0131.Scoring.Access;
using Det0131.Scoring.Tests.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Det0131.Scoring.Tests.Access;

/// <summary>Sessions of browsers, by a small stand-in for the sign-in page that calls what the real one calls.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task SignIn_RightKey_OpensASessionWithASafeCookie()
    {
        await using var service = await StartAsync();
        using var browser = await service.ClientAsync(null, cookies: true);
        using var answer = await SignInAsync(browser, await service.SecretAsync(Role.Analyst));
        Assert.Equal(SignInOutcome.SignedIn.ToString(), await answer.Content.ReadAsStringAsync());
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("det0131_session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/v1/alerts")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/v1/keys")).StatusCode);
        var line = (await ((IAuditLog)service.Keys).ListAsync(1, default))[0];
        Assert.Equal(("sign_in", "test analyst"), (line.Action, line.Who));
    }

    [Fact]
    public async Task Session_KeyRevoked_EndsAtOnce()
    {
        await using var service = await StartAsync();
        using var browser = await service.ClientAsync(null, cookies: true);
        var secret = await service.SecretAsync(Role.Analyst);
        (await SignInAsync(browser, secret)).Dispose();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/v1/alerts")).StatusCode);
        await service.Ring.RevokeAsync(secret[8..20], "console", default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/v1/alerts")).StatusCode);
    }

    [Fact]
    public async Task Session_UnusedForEightHours_HasExpired()
    {
        var clock = new ManualTime(Samples.Now);
        await using var service = await StartAsync(clock);
        // Cookies by hand: a cookie container has a clock of its own.
        using var browser = await service.ClientAsync(null);
        using var answer = await SignInAsync(browser, await service.SecretAsync(Role.Analyst));
        browser.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        clock.Advance(TimeSpan.FromHours(7.9));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/v1/alerts")).StatusCode);
        clock.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/v1/alerts")).StatusCode);
    }

    [Fact]
    public async Task Change_BySessionWithoutToken_IsRefused_WithToken_IsMade_ByKeyNeedsNone()
    {
        await using var service = await StartAsync();
        using var browser = await service.ClientAsync(null, cookies: true);
        (await SignInAsync(browser, await service.SecretAsync(Role.Analyst))).Dispose();
        const string Entry = """{"entity":"web1","reason":"A planned copy","expiresAt":"2027-01-01T00:00:00Z"}""";
        using var bare = await browser.PostAsync("/v1/allow-list", new StringContent(Entry, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        Assert.Contains("antiforgery", await bare.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        browser.DefaultRequestHeaders.Add(AccessSchemes.AntiforgeryHeader, await browser.GetStringAsync("/test/token"));
        using var signed = await browser.PostAsync("/v1/allow-list", new StringContent(Entry, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, signed.StatusCode);

        using var program = await service.ClientAsync(Role.Analyst);
        using var byKey = await program.PostAsync("/v1/allow-list", new StringContent(Entry, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, byKey.StatusCode);
    }

    [Fact]
    public async Task SignIn_WrongKeys_AreAuditedAndThenNotLookedAt()
    {
        await using var service = await StartAsync();
        using var browser = await service.ClientAsync(null, cookies: true);
        for (var i = 0; i < RefusalCounter.Limit; i++)
        {
            using var refused = await SignInAsync(browser, "guess " + i);
            Assert.Equal(SignInOutcome.Refused.ToString(), await refused.Content.ReadAsStringAsync());
        }

        using var answer = await SignInAsync(browser, await service.SecretAsync(Role.Admin));
        Assert.Equal(SignInOutcome.TooMany.ToString(), await answer.Content.ReadAsStringAsync());
        var lines = await ((IAuditLog)service.Keys).ListAsync(100, default);
        Assert.Equal(RefusalCounter.Limit, lines.Count(l => l.Action == "sign_in.refused"));
        Assert.DoesNotContain(lines, l => l.ToString().Contains("guess", StringComparison.Ordinal));

        // A right key in the header works on, whoever else guesses behind the same address.
        using var program = await service.ClientAsync(Role.Admin);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/v1/keys")).StatusCode);
    }

    [Fact]
    public async Task Page_WithoutSession_LeadsToSignInAndBack()
    {
        await using var service = await StartAsync();
        using var browser = await service.ClientAsync(null);
        using var answer = await browser.GetAsync("/docs?a=b");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Fdocs%3Fa%3Db", answer.Headers.Location?.PathAndQuery);
    }

    private static Task<RunningService> StartAsync(TimeProvider? time = null) => RunningService.StartAsync(time: time, map: app =>
    {
        app.MapPost("/test/sign-in", async (HttpContext http, SignInService signIn) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            return (await signIn.SignInAsync(http, await reader.ReadToEndAsync(), default)).ToString();
        }).AllowAnonymous();
        app.MapGet("/test/token", (HttpContext http, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(http).RequestToken);
    });

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string secret) => browser.PostAsync("/test/sign-in", new StringContent(secret));
}
