using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Api;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Pages;
using Det0131.Scoring.Streaming;
using Det0131.Scoring.Timeline;

namespace Det0131.Scoring.Hosting;

/// <summary>What the service is made of, one line a part.</summary>
public static class ServiceParts
{
    /// <summary>The database: alerts, allow-list, keys, audit log. Enough for the commands on keys.</summary>
    public static void AddStore(IServiceCollection services, ServeOptions options)
    {
        services.AddAlertStore(options);
        services.AddKeyRing();
    }

    /// <summary>Everything that takes, scores, keeps and sends.</summary>
    public static void AddScoring(IServiceCollection services, ServeOptions options)
    {
        AddStore(services, options);
        services.AddDelivery(options);
        services.AddIntake(options);
        services.AddLakeWriter(options);
        services.AddStreaming(options);
    }

    /// <summary>Everything that answers requests. Needs the contracts that <see cref="AddScoring"/> registers.</summary>
    public static void AddFront(IServiceCollection services, ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(provider => ModelStore.Open(options.Store, provider.GetRequiredService<TimeProvider>()));
        services.AddAccess(options);
        services.AddRequestLimits(options);
        services.AddApi();
        services.AddOperations(options);
        services.AddAnalystPages();
        services.AddSingleton<IEntityTimeline, LakeTimeline>();
    }

    /// <summary>Endpoints and pages.</summary>
    public static void Map(WebApplication app)
    {
        app.MapApi();
        app.MapOperations();
        app.MapAnalystPages();
    }
}
