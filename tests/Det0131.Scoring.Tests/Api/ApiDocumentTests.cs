using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Det0131.Scoring.Access;
using Det0131.Scoring.Tests.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Det0131.Scoring.Tests.Api;

/// <summary>The description against the endpoints that there are, read as plain JSON.</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Document_EveryEndpoint_WithItsErrorsKeyAndExample()
    {
        await using var service = await RunningService.StartAsync();
        using var client = await service.ClientAsync(Role.Analyst);
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var root = document.RootElement;
        Assert.StartsWith("3.1", root.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("bearer", root.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString());

        var described = root.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (Name: $"{o.Name.ToUpperInvariant()} {p.Name}", o.Value))).ToList();
        var endpoints = service.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText!.TrimEnd('/')}"));
        Assert.NotEmpty(described);
        Assert.Equal(endpoints.Order(StringComparer.Ordinal), described.Select(d => d.Name).Order(StringComparer.Ordinal));

        foreach (var (name, operation) in described)
        {
            Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()), name);
            Assert.Equal("key", operation.GetProperty("security")[0].EnumerateObject().Single().Name);
            var answers = operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToList();
            Assert.Superset(new HashSet<string> { "401", "403", "429", "500" }, answers.ToHashSet());
            Assert.Contains(answers, a => a.StartsWith('2'));
            Assert.True(operation.GetProperty("responses").GetProperty("429").GetProperty("headers").TryGetProperty("Retry-After", out _), name);
            if (operation.TryGetProperty("requestBody", out var body))
            {
                Assert.All(body.GetProperty("content").EnumerateObject(), c => Assert.True(c.Value.TryGetProperty("example", out _), name));
            }
        }
    }

    /// <summary>The page is well-formed (read by an XML reader), names every path and holds no script.</summary>
    [Fact]
    public async Task Docs_Page_ShowsEveryPathWithoutScript()
    {
        await using var service = await RunningService.StartAsync();
        using var client = await service.ClientAsync(Role.Analyst);
        var html = await client.GetStringAsync("/docs");
        using var reader = XmlReader.Create(new StringReader(html.Replace("<!doctype html>", "", StringComparison.Ordinal).Replace("charset=\"utf-8\">", "charset=\"utf-8\"/>", StringComparison.Ordinal)
            .Replace("content=\"width=device-width\">", "content=\"width=device-width\"/>", StringComparison.Ordinal).Replace("href=\"/docs/style.css\">", "href=\"/docs/style.css\"/>", StringComparison.Ordinal)));
        var page = XDocument.Load(reader);
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || a.Name == "style");
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var headings = page.Descendants("h3").Select(h => h.Value).ToHashSet();
        Assert.All(document.RootElement.GetProperty("paths").EnumerateObject(), p => Assert.Contains(p.Value.EnumerateObject().First().Name.ToUpperInvariant() + p.Name, headings));
        Assert.Contains(":root", await client.GetStringAsync("/docs/style.css"), StringComparison.Ordinal);
    }
}
