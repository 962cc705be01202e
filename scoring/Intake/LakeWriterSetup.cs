using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>Registers the lake's writer.</summary>
public static class LakeWriterSetup
{
    /// <summary>Adds <see cref="LakeWriter"/>, also as a hosted service. Needs <see cref="IEventJournal"/>, <see cref="ServiceMetrics"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddLakeWriter(this IServiceCollection services, ServeOptions options) =>
        services
            .AddSingleton(provider => new LakeWriter(
                options, provider.GetRequiredService<IEventJournal>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ServiceMetrics>(), provider.GetRequiredService<ILogger<LakeWriter>>()))
            .AddHostedService(provider => provider.GetRequiredService<LakeWriter>());
}
