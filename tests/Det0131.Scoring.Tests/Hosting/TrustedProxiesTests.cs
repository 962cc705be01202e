using System.Net;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Det0131.Scoring.Tests.Hosting;

/// <summary>What the service believes of where a request comes from, over real sockets: everybody here comes from 127.0.0.1.</summary>
public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("", "198.51.100.7", "https", "127.0.0.1 http")]
    [InlineData("10.0.0.0/8", "198.51.100.7", "https", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "198.51.100.7", "https", "198.51.100.7 https")]
    [InlineData("127.0.0.0/8", "198.51.100.7", "https", "198.51.100.7 https")]
    [InlineData("127.0.0.1", "203.0.113.9, 198.51.100.7", "https", "198.51.100.7 https")]
    [InlineData("127.0.0.1 10.0.0.0/8", "203.0.113.9, 198.51.100.7, 10.1.2.3", "http, https, https", "198.51.100.7 https")]
    [InlineData("127.0.0.1", "2001:db8:1:2:3::4", "https", "2001:db8:1:2::/64 https")]
    [InlineData("127.0.0.1", "not an address", "https", "127.0.0.1 http")]
    [InlineData("127.0.0.1", null, null, "127.0.0.1 http")]
    public async Task Request_ThroughAProxy_IsOfWhomATrustedOneNames(string trusted, string? forwardedFor, string? protocol, string expected)
    {
        await using var service = await StartAsync(trusted);
        using var client = await service.ClientAsync(null);
        Add(client, "X-Forwarded-For", forwardedFor);
        Add(client, "X-Forwarded-Proto", protocol);
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        Assert.Equal($"{expected} {service.Address.Authority}", await client.GetStringAsync("/whence"));
    }

    [Fact]
    public async Task Platform_SwitchThatBelievesEverybody_HasNoEffect()
    {
        await using var service = await StartAsync("", new Dictionary<string, string?> { ["FORWARDEDHEADERS_ENABLED"] = "true" });
        using var client = await service.ClientAsync(null);
        Add(client, "X-Forwarded-For", "198.51.100.7");
        Assert.StartsWith("127.0.0.1 ", await client.GetStringAsync("/whence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_BehindATrustedProxy_CountByTheRealAddress()
    {
        await using var service = await StartAsync("127.0.0.1");
        for (var i = 0; i < 15; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(service, "203.0.113.9"));
        }

        var refusals = service.App.Services.GetRequiredService<RefusalCounter>();
        Assert.Equal((true, false, false), (refusals.IsFull("203.0.113.9"), refusals.IsFull("127.0.0.1"), refusals.IsFull("198.51.100.7")));
        Assert.Contains(await ((IAuditLog)service.Keys).ListAsync(100, default), line => line.Action == "sign_in.refused" && line.Detail == "from 203.0.113.9");
    }

    /// <summary>Who sends the header by himself must not get away from his refusals, nor put them on another.</summary>
    [Fact]
    public async Task Refusals_WithForgedHeaders_CountByTheSender()
    {
        await using var service = await StartAsync("");
        for (var i = 0; i < 15; i++)
        {
            await RefusedAsync(service, $"203.0.113.{i}");
        }

        var refusals = service.App.Services.GetRequiredService<RefusalCounter>();
        Assert.Equal((true, false), (refusals.IsFull("127.0.0.1"), refusals.IsFull("203.0.113.1")));
    }

    /// <summary>This machine may read the metrics without a key; somebody behind a proxy of this machine may not, trusted or not.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("")]
    public async Task Metrics_OfAnotherBehindAProxyHere_NeedAKey(string trusted)
    {
        await using var service = await StartAsync(trusted);
        using var client = await service.ClientAsync(null);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/metrics")).StatusCode);
        Add(client, "X-Forwarded-For", "127.0.0.1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/metrics")).StatusCode);
    }

    private static void Add(HttpClient client, string name, string? value)
    {
        if (value is not null)
        {
            Assert.True(client.DefaultRequestHeaders.TryAddWithoutValidation(name, value));
        }
    }

    private static async Task<HttpStatusCode> RefusedAsync(RunningService service, string forwardedFor)
    {
        using var client = await service.ClientAsync(null);
        Add(client, "X-Forwarded-For", forwardedFor);
        Add(client, "Authorization", "Bearer det0131_wrong");
        return (await client.GetAsync("/v1/alerts")).StatusCode;
    }

    private static Task<RunningService> StartAsync(string trusted, IReadOnlyDictionary<string, string?>? settings = null) => RunningService.StartAsync(
        new ServeOptions { RequestsPerSecond = 100_000, BodiesPerSecond = 100_000, TrustedProxies = trusted.Split(' ', StringSplitOptions.RemoveEmptyEntries) },
        map: app => app.MapGet("/whence", (HttpContext http) => $"{RemoteAddress.Bucket(http)} {http.Request.Scheme} {http.Request.Host}").AllowAnonymous(), settings: settings);
}
