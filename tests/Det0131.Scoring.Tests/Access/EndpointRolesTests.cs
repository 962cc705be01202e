using System.Net;
using Det0131.Scoring.Access;
using Det0131.Scoring.Tests.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Det0131.Scoring.Tests.Access;

/// <summary>Every endpoint by every role, against a table written by hand: an endpoint that is not in it fails the test.</summary>
public sealed class EndpointRolesTests
{
    private const string Readers = "analyst data-scientist admin";

    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["POST /v1/events"] = "ingest admin",
        ["GET /v1/alerts"] = Readers,
        ["GET /v1/alerts/{id}"] = Readers,
        ["PATCH /v1/alerts/{id}"] = Readers,
        ["GET /v1/alerts/{id}/history"] = Readers,
        ["GET /v1/alerts/stream"] = Readers,
        ["GET /v1/feedback"] = Readers,
        ["GET /v1/allow-list"] = Readers,
        ["POST /v1/allow-list"] = Readers,
        ["DELETE /v1/allow-list/{id}"] = Readers,
        ["GET /v1/models"] = Readers,
        ["POST /v1/models/promote"] = "data-scientist admin",
        ["POST /v1/models/rollback"] = "data-scientist admin",
        ["GET /v1/status"] = Readers,
        ["GET /v1/keys"] = "admin",
        ["POST /v1/keys"] = "admin",
        ["DELETE /v1/keys/{id}"] = "admin",
        ["GET /v1/audit"] = "admin",
        ["GET /v1/webhooks"] = "admin",
        ["POST /v1/webhooks"] = "admin",
        ["PATCH /v1/webhooks/{id}"] = "admin",
        ["DELETE /v1/webhooks/{id}"] = "admin",
        ["GET /v1/webhooks/dead"] = "admin",
        ["POST /v1/webhooks/{id}/send-again"] = "admin",
        ["DELETE /v1/webhooks/{id}/dead"] = "admin",
        ["ANY /admin"] = "admin",
        ["ANY /admin/webhooks"] = "admin",
        ["ANY /admin/audit"] = "admin",
        ["ANY /"] = Readers,
        ["ANY /alerts/{id}"] = Readers,
        ["ANY /allow-list"] = Readers,
        ["ANY /analytics"] = Readers,
        ["ANY /entities"] = Readers,
        ["ANY /entities/{kind}/{name?}"] = Readers,
        // What may be done on them is asked for where it is done.
        ["ANY /models"] = Readers,
        ["ANY /models/difference"] = Readers,
        ["ANY /sign-in"] = "anonymous ingest " + Readers,
        ["ANY /problem/{status:int}"] = "anonymous ingest " + Readers,
        ["GET /assets/{version}/{**path}"] = "anonymous ingest " + Readers,
        ["GET /openapi/{documentName}.json"] = Readers,
        ["GET /docs"] = Readers,
        // From this machine everybody may read the metrics; what others may is tested below.
        ["GET /metrics"] = "anonymous ingest " + Readers,
        ["GET /docs/style.css"] = "anonymous ingest " + Readers,
        ["GET /health/live"] = "anonymous ingest " + Readers,
        ["GET /health/ready"] = "anonymous ingest " + Readers,
    };

    [Fact]
    public async Task EveryEndpoint_EveryRole_AsTheTableSays()
    {
        await using var service = await RunningService.StartAsync();
        var endpoints = Endpoints(service);
        Assert.NotEmpty(endpoints);
        // The one answers 403 to everybody, the other leads everybody to the sign-in.
        Assert.True(endpoints.Remove("ANY /refused") && endpoints.Remove("ANY /sign-out"));
        Assert.Empty(endpoints.Except(Allowed.Keys));
        Assert.Empty(Allowed.Keys.Except(endpoints));

        foreach (var who in new Role?[] { null, Role.Ingest, Role.Analyst, Role.DataScientist, Role.Admin })
        {
            using var client = await service.ClientAsync(who);
            var name = who is { } role ? RoleNames.Of(role) : "anonymous";
            foreach (var endpoint in endpoints)
            {
                using var response = await SendAsync(client, endpoint);
                var allowed = Allowed[endpoint].Split(' ').Contains(name);
                // A page leads a browser on to the sign-in.
                var leads = response.StatusCode == HttpStatusCode.Found && response.Headers.Location?.ToString() is { } to && (to.Contains("/sign-in", StringComparison.Ordinal) || to.Contains("/refused", StringComparison.Ordinal));
                var refused = leads || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                Assert.True(refused != allowed, $"{endpoint} as {name}: {response.StatusCode}");
                if (refused && response.StatusCode != HttpStatusCode.Found)
                {
                    Assert.Equal(who is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, response.StatusCode);
                    Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
                }
            }
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Original-For")]
    public async Task Metrics_PassedOnByAProxyOfThisMachine_NeedAKey(string header)
    {
        await using var service = await RunningService.StartAsync();
        using var anonymous = await service.ClientAsync(null);
        anonymous.DefaultRequestHeaders.Add(header, "203.0.113.9");
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/metrics")).StatusCode);
        using var ingest = await service.ClientAsync(Role.Ingest);
        ingest.DefaultRequestHeaders.Add(header, "203.0.113.9");
        Assert.Equal(HttpStatusCode.Forbidden, (await ingest.GetAsync("/metrics")).StatusCode);
        using var analyst = await service.ClientAsync(Role.Analyst);
        analyst.DefaultRequestHeaders.Add(header, "203.0.113.9");
        Assert.Equal(HttpStatusCode.OK, (await analyst.GetAsync("/metrics")).StatusCode);
    }

    [Theory]
    [InlineData(Policies.Read, "analyst data-scientist admin")]
    [InlineData(Policies.Work, "analyst data-scientist admin")]
    [InlineData(Policies.Models, "data-scientist admin")]
    [InlineData(Policies.Admin, "admin")]
    [InlineData(Policies.Ingest, "ingest admin")]
    public void Allows_EveryRole_AsIssued(string policy, string roles) =>
        Assert.Equal(roles.Split(' '), Enum.GetValues<Role>().Where(r => Policies.Allows(policy, r)).Select(RoleNames.Of));

    private static List<string> Endpoints(RunningService service) =>
    [
        .. service.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(m => $"{m} /{e.RoutePattern.RawText!.Trim('/')}")).Distinct(),
    ];

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string endpoint)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1].Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{id}", "none", StringComparison.Ordinal)
            .Replace("{kind}/{name?}", "host/none", StringComparison.Ordinal).Replace("{status:int}", "404", StringComparison.Ordinal).Replace("{version}/{**path}", "v/none.js", StringComparison.Ordinal));
        // A stream never ends: its head is enough.
        using var request = new HttpRequestMessage(method == "ANY" ? HttpMethod.Get : new HttpMethod(method), path);
        if (method is "POST" or "PATCH")
        {
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
