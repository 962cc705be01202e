using Det0131.Models.Versioning;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Versions;

/// <summary>Registers the comparison of versions.</summary>
public static class VersionParts
{
    /// <summary>Model store, model host and clock are registered by their own parts; without a lake none is scored.</summary>
    public static IServiceCollection AddVersionDifferences(this IServiceCollection services) => services.AddSingleton(provider => new VersionDifferences(
        provider.GetRequiredService<ModelStore>(), provider.GetRequiredService<IModelHost>(), provider.GetRequiredService<SharedLake>(),
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<VersionDifferences>>()));
}
