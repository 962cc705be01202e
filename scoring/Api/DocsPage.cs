using System.Text;
using System.Text.Encodings.Web;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Det0131.Scoring.Api;

/// <summary>The description of the API as a plain page: made here, without script, so that nothing comes from elsewhere.</summary>
internal static class DocsPage
{
    private const string Style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h2 { margin: 2.5rem 0 0.5rem; }
        section { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 0.75rem 0; }
        h3 { font: 600 1rem ui-monospace, monospace; margin: 0; overflow-wrap: anywhere; }
        .method { display: inline-block; min-width: 4.5rem; }
        p { margin: 0.25rem 0; }
        table { border-collapse: collapse; margin: 0.5rem 0; font-size: 0.9rem; }
        th, td { text-align: left; vertical-align: top; padding: 0.15rem 1rem 0.15rem 0; }
        td:first-child, code, pre { font-family: ui-monospace, monospace; }
        pre { overflow-x: auto; padding: 0.5rem; background: color-mix(in srgb, currentColor 8%, transparent); font-size: 0.85rem; }
        """;

    public static void MapDocs(this WebApplication app)
    {
        app.MapGet("/docs", async ([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents, CancellationToken cancellation) =>
                TypedResults.Text(Render(await documents.GetOpenApiDocumentAsync(cancellation)), "text/html; charset=utf-8"))
            .RequireAuthorization(Policies.Read).RequireRateLimiting(RequestLimits.Requests).ExcludeFromDescription();
        app.MapGet("/docs/style.css", () => TypedResults.Text(Style, "text/css; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
    }

    internal static string Render(OpenApiDocument document)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append("<title>").Append(Html(document.Info.Title)).Append("</title><link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><main>\n");
        page.Append("<h1>").Append(Html(document.Info.Title)).Append("</h1><p>").Append(Html(document.Info.Description)).Append("</p>");
        page.Append("<p>As a file for programs: <a href=\"/openapi/v1.json\">/openapi/v1.json</a></p>\n");
        var operations = document.Paths.SelectMany(p => (p.Value.Operations ?? []).Select(o => (Path: p.Key, Method: o.Key.Method, Operation: o.Value)));
        foreach (var group in operations.GroupBy(o => o.Operation.Tags?.FirstOrDefault()?.Name ?? "Other"))
        {
            page.Append("<h2>").Append(Html(group.Key)).Append("</h2>\n");
            foreach (var (path, method, operation) in group)
            {
                Operation(page, path, method, operation);
            }
        }

        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Operation(StringBuilder page, string path, string method, OpenApiOperation operation)
    {
        page.Append("<section><h3><span class=\"method\">").Append(Html(method)).Append("</span>").Append(Html(path)).Append("</h3><p>").Append(Html(operation.Summary)).Append("</p>");
        if (operation.Description is { Length: > 0 } description)
        {
            page.Append("<p>").Append(Html(description)).Append("</p>");
        }

        Table(page, "Parameter", "Meaning", (operation.Parameters ?? []).Select(p => ($"{p.Name} ({p.In?.ToString()?.ToLowerInvariant()})", p.Description)));
        foreach (var example in (operation.RequestBody?.Content?.Values ?? []).Select(c => c.Example).OfType<System.Text.Json.Nodes.JsonNode>().Take(1))
        {
            page.Append("<p>Body, for example:</p><pre>").Append(Html(example.GetValueKind() == System.Text.Json.JsonValueKind.String ? example.GetValue<string>() : example.ToJsonString())).Append("</pre>");
        }

        Table(page, "Answer", "Meaning", (operation.Responses ?? []).Select(r => (r.Key, r.Value.Description)));
        page.Append("</section>\n");
    }

    private static void Table(StringBuilder page, string first, string second, IEnumerable<(string Name, string? Text)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        page.Append("<table><thead><tr><th scope=\"col\">").Append(first).Append("</th><th scope=\"col\">").Append(second).Append("</th></tr></thead><tbody>");
        foreach (var (name, text) in all)
        {
            page.Append("<tr><td>").Append(Html(name)).Append("</td><td>").Append(Html(text)).Append("</td></tr>");
        }

        page.Append("</tbody></table>");
    }

    private static string Html(string? text) => HtmlEncoder.Default.Encode(text ?? "");
}
