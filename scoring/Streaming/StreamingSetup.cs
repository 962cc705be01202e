using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Streaming;

/// <summary>Registers the scorer and the model that it scores with.</summary>
public static class StreamingSetup
{
    /// <summary>Adds <see cref="IScoringStatus"/> and <see cref="IModelHost"/>, both as hosted services. Needs journal, lake writer, alert store, model store and metrics.</summary>
    public static IServiceCollection AddStreaming(this IServiceCollection services, ServeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton<StoreModelHost>();
        services.AddSingleton<IModelHost>(provider => provider.GetRequiredService<StoreModelHost>());
        services.AddHostedService(provider => provider.GetRequiredService<StoreModelHost>());
        services.AddSingleton(_ => new SharedLake(options.Lake));
        services.AddSingleton(provider => new ScoringService(
            options,
            provider.GetRequiredService<IEventJournal>(),
            provider.GetRequiredService<StoreModelHost>(),
            new AlertWriter(
                provider.GetRequiredService<IAlertStore>(),
                new AlertEventSource(provider.GetRequiredService<IEventJournal>(), provider.GetRequiredService<SharedLake>().Lake),
                provider.GetRequiredService<ServiceMetrics>()),
            new JournalRetention(provider.GetRequiredService<IEventJournal>(), () => provider.GetRequiredService<LakeWriter>().InLakeUpTo),
            provider.GetRequiredService<ServiceMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ScoringService>>()));
        services.AddSingleton<IScoringStatus>(provider => provider.GetRequiredService<ScoringService>());
        services.AddHostedService(provider => provider.GetRequiredService<ScoringService>());
        services.AddHostedService<AlertUpkeep>();
        return services;
    }
}
