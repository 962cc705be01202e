using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Det0131.Scoring.Operations;

/// <summary>Metrics and health.</summary>
public static class OperationsRegistration
{
    public static IServiceCollection AddOperations(this IServiceCollection services, ServeOptions options)
    {
        services.TryAddSingleton<ServiceMetrics>();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<ReadyChecks>();
        services.AddHostedService<ServiceGauges>();
        services.AddHostedService<MetricsExport>();
        return services;
    }

    public static void MapOperations(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Counting begins with the service, not with the first who asks.
        var collector = app.Services.GetRequiredService<MetricsCollector>();
        app.MapGet("/metrics", () => TypedResults.Text(PrometheusText.Write(collector.Collect()), PrometheusText.ContentType))
            .RequireAuthorization(Policies.Metrics).RequireRateLimiting(RequestLimits.Requests).ExcludeFromDescription();
        app.MapGet("/health/live", () => TypedResults.Ok(new { Status = "live" })).AllowAnonymous().RequireRateLimiting(RequestLimits.Requests).ExcludeFromDescription();
        app.MapGet("/health/ready", async (ReadyChecks checks, CancellationToken cancellation) =>
        {
            var found = await checks.RunAsync(cancellation);
            var ready = found.All(c => c.Ok);
            return TypedResults.Json(new { Status = ready ? "ready" : "not ready", Checks = found },
                statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous().RequireRateLimiting(RequestLimits.Requests).ExcludeFromDescription();
    }
}
