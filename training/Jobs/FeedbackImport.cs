using Det0131.Models.Feedback;
using Det0131.Models.Versioning;

namespace Det0131.Training.Jobs;

/// <summary>Makes a snapshot of verdicts in a model store.</summary>
internal static class FeedbackImport
{
    /// <summary>
    /// Adds verdicts to those of the latest snapshot (the service forgets old alerts, the store does not) and keeps the whole as the new latest.
    /// The bits of an alert that a reweighted version raised are put back to what they would be at weight 1, so that no refit builds on another.
    /// </summary>
    public static FeedbackSnapshot Run(IReadOnlyList<FeedbackItem> items, ModelStore store)
    {
        var folder = new FeedbackFolder(store.DirectoryPath);
        var before = folder.Latest() is { } latest ? folder.Load(latest).Items : [];
        var weights = new Dictionary<string, FeatureWeights>(StringComparer.Ordinal);
        var fresh = items.Select(item => WeightsOf(item.ModelVersion, store, weights).AtWeightOne(item)).ToList();
        // What was raised by the same alert again is the better account of it.
        var known = fresh.Select(i => i.AlertId).ToHashSet(StringComparer.Ordinal);
        var snapshot = FeedbackSnapshot.Of(fresh.Concat(before.Where(i => !known.Contains(i.AlertId))));
        folder.Add(snapshot);
        return snapshot;
    }

    private static FeatureWeights WeightsOf(string? version, ModelStore store, Dictionary<string, FeatureWeights> known)
    {
        if (version is null || !VersionId.TryParse(version, out var id))
        {
            return FeatureWeights.Ones;
        }

        if (!known.TryGetValue(version, out var weights))
        {
            // A version that is gone, or of another store: its bits are taken as they are.
            var listed = store.List().FirstOrDefault(v => v.Id == id)?.Manifest;
            var path = listed?.Files.ContainsKey(FeatureWeights.FileName) == true ? store.Load(id).PathOf(FeatureWeights.FileName) : null;
            known[version] = weights = path is null ? FeatureWeights.Ones : FeatureWeights.FromBytes(File.ReadAllBytes(path));
        }

        return weights;
    }
}
