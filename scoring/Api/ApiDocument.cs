using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Det0131.Scoring.Api;

/// <summary>The OpenAPI description: made from the endpoints, with how one is let in, who may, and examples.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";
    private const string Scheme = "key";

    /// <summary>Bodies as one sends them, by method and path.</summary>
    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["PATCH /v1/alerts/{id}"] = """{"state":"in-progress","owner":"ada","comment":"Asked the owner of the host."}""",
        ["POST /v1/webhooks"] = """{"url":"https://soar.example.net/in","format":"ocsf","leastSeverity":"medium"}""",
        ["PATCH /v1/webhooks/{id}"] = """{"isEnabled":false}""",
        ["POST /v1/allow-list"] = """{"entity":"backup01.corp.example","destination":"backup.example.net","reason":"Nightly copy to the second site, CHG-1042","expiresAt":"2027-02-01T00:00:00Z"}""",
        ["POST /v1/models/promote"] = """{"version":"20261121T080000Z-3f2a9c"}""",
        ["POST /v1/keys"] = """{"name":"zeek-sensor-1","role":"ingest","expiresInDays":365}""",
    };

    private const string EventsExample =
        """{"ts":1795248000.0,"uid":"CAbc12","id.orig_h":"10.0.0.7","id.orig_p":50122,"id.resp_h":"203.0.113.9","id.resp_p":21,"proto":"tcp","service":"ftp","orig_bytes":48211034,"resp_bytes":912}""";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Det0131 scoring service",
                Version = Name,
                Description = "Events in, explained alerts out. Every request carries a key: Authorization: Bearer det0131_... Errors are problems (RFC 9457).",
            };
            // The address that a request came by is the caller's to say, not the document's.
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "det0131_<id>_<secret>", Description = "A key, as 'det0131-score keys create' prints it." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>().Distinct();
            operation.Description = string.Join(' ', new[] { operation.Description, $"Needs: {string.Join(" and ", policies)}." }.Where(t => !string.IsNullOrEmpty(t)));
            var key = $"{context.Description.HttpMethod} /{context.Description.RelativePath?.TrimEnd('/')}";
            if (key == "POST /v1/events")
            {
                // Written here and not at the endpoint, which would then refuse what senders call their bodies otherwise.
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>() };
                foreach (var type in new[] { "application/x-ndjson", "text/plain", "application/octet-stream" })
                {
                    operation.RequestBody.Content![type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(EventsExample) };
                }
            }

            foreach (var content in operation.RequestBody?.Content?.Values ?? [])
            {
                if (Examples.TryGetValue(key, out var example))
                {
                    content.Example = JsonNode.Parse(example);
                }
            }

            if (operation.Responses?.TryGetValue("429", out var tooMany) == true && tooMany is OpenApiResponse response)
            {
                response.Headers ??= new Dictionary<string, IOpenApiHeader>();
                response.Headers["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } };
            }

            return Task.CompletedTask;
        });
    }
}
