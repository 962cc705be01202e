using System.Net;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Tests.Hosting;

public sealed class ServiceHostTests
{
    [Fact]
    public async Task StartAsync_NoKeyYet_MakesOneAndShowsItOnce()
    {
        await using var service = await RunningService.StartAsync();
        var secret = service.Console.ToString().Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Single(w => w.StartsWith("det0131_", StringComparison.Ordinal));
        using var client = await service.ClientAsync(null);
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + secret);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/keys")).StatusCode);
    }

    [Fact]
    public async Task EveryAnswer_SaysWhatABrowserMayDo()
    {
        await using var service = await RunningService.StartAsync();
        using var client = await service.ClientAsync(Role.Analyst);
        foreach (var path in new[] { "/docs", "/v1/alerts", "/v1/none", "/health/live", "/sign-in" })
        {
            using var answer = await client.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task Requests_BeyondTheLimit_AreAskedToWait()
    {
        await using var service = await RunningService.StartAsync(new ServeOptions { RequestsPerSecond = 2, BodiesPerSecond = 100_000 });
        using var client = await service.ClientAsync(Role.Admin);
        HttpResponseMessage? refused = null;
        // Two a second are let through: some of very many are not, however slow the machine is.
        for (var i = 0; i < 10_000 && refused is null; i++)
        {
            var answer = await client.GetAsync("/v1/status");
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : null;
        }

        Assert.NotNull(refused);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        // Limits are by key and by kind.
        using var events = await client.PostAsync("/v1/events", new StringContent("x"));
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
    }

    [Fact]
    public async Task Stop_WithAnOpenStream_DoesNotWaitForIt()
    {
        await using var service = await RunningService.StartAsync();
        using var client = await service.ClientAsync(Role.Analyst);
        using var stream = await client.GetAsync("/v1/alerts/stream", HttpCompletionOption.ResponseHeadersRead);
        var stopped = service.App.StopAsync();
        await stopped.WaitAsync(TimeSpan.FromMinutes(1));
        // The stream ended as a stream ends, not by being cut after the shutdown time.
        Assert.Equal(": connected", (await stream.Content.ReadAsStringAsync()).Split('\n')[0]);
    }

    [Fact]
    public void Build_FaultyOptions_NamesAll()
    {
        var e = Assert.Throws<ArgumentException>(() => ServiceHost.Build(new ServeOptions { SettleSeconds = 61, BodiesPerSecond = 0 }, new Microsoft.Extensions.Configuration.ConfigurationManager(), (_, _) => { }));
        Assert.Contains("settle is 61 s", e.Message, StringComparison.Ordinal);
        Assert.Contains("bodies-per-second is 0", e.Message, StringComparison.Ordinal);
    }
}
