using Det0131.Models.Versioning;

namespace Det0131.Models.Scoring;

/// <summary>Opens a model from a store.</summary>
public static class StoredModel
{
    /// <param name="directory">The store.</param>
    /// <param name="version">A version id; null = the promoted one.</param>
    /// <exception cref="ModelStoreException">The version is damaged, newer, or not there; the message says which file and why.</exception>
    /// <exception cref="InvalidDataException">Nothing is promoted, or a file of the version does not fit this program.</exception>
    public static (string Version, ScoringModel Model) Load(string directory, string? version)
    {
        var store = ModelStore.Open(directory, TimeProvider.System);
        var id = version is not null ? VersionId.Parse(version)
            : store.Current() ?? throw new InvalidDataException($"No version is promoted in {directory}; train with --promote, or name one with --model-version.");
        return (id.ToString(), ScoringModel.Load(store.Load(id).DirectoryPath));
    }
}
