using System.Collections.Frozen;

namespace Det0131.Models.Features;

/// <summary>All features, in the order that artefacts refer to. A new feature is one line in its family's file and one in an analytic. Thread-safe.</summary>
public static class FeatureCatalogue
{
    internal const long Second = 1_000_000L;
    internal const long Minute = 60 * Second;
    internal const long Hour = 60 * Minute;
    internal const long Day = 24 * Hour;
    internal const long Week = 7 * Day;

    public static IReadOnlyList<Feature> All { get; } =
    [
        .. new[]
        {
            ProtocolFeatures.All, LineageFeatures.All, UserFeatures.All, TimeFeatures.All, DestinationFeatures.All,
            VolumeFeatures.All, FileFeatures.All, NameFeatures.All, CloudFeatures.All, HypervisorFeatures.All,
        }.SelectMany(family => family).Select((feature, index) => feature with { Index = index }),
    ];

    private static readonly FrozenDictionary<string, Feature> ById = All.ToFrozenDictionary(f => f.Id, StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No feature has this id.</exception>
    public static Feature Get(string id) =>
        ById.TryGetValue(id, out var feature) ? feature : throw new KeyNotFoundException($"There is no feature '{id}'.");

    public static bool TryGet(string id, out Feature? feature) => ById.TryGetValue(id, out feature);
}
