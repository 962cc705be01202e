using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Alerts;
using Det0131.Models.Feedback;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Api;

/// <summary>The HTTP API, version 1.</summary>
public static class ApiRegistration
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<StreamCount>();
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var v1 = app.MapGroup("/v1").RequireRateLimiting(RequestLimits.Requests)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status500InternalServerError);
        v1.MapEvents(app.Services.GetRequiredService<ServeOptions>());
        v1.MapAlerts();
        v1.MapAlertStream();
        v1.MapAllowList();
        v1.MapModels();
        v1.MapStatus();
        v1.MapKeys();
        v1.MapWebhooks(Policies.Admin, http => http.User.KeyName());
        app.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(Policies.Read).RequireRateLimiting(RequestLimits.Requests);
        app.MapDocs();
    }

    /// <summary>JSON of the API: camel case, names of states and roles in kebab case, what is absent is left out, what is unknown is refused.</summary>
    internal static void Configure(JsonSerializerOptions json)
    {
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.Converters.Add(new JsonStringEnumConverter<AlertState>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        json.Converters.Add(new JsonStringEnumConverter<AlertSeverity>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        json.Converters.Add(new JsonStringEnumConverter<FeedbackVerdict>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        json.Converters.Add(new JsonStringEnumConverter<Role>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        json.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
    }
}
