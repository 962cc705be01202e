namespace Det0131.Models.Versioning;

/// <summary>A version whose every file was checked against the manifest when it was loaded.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DirectoryPath">Where its files are. They are not to be changed.</param>
/// <param name="Manifest">What it says about itself.</param>
public sealed record ModelVersion(VersionId Id, string DirectoryPath, Manifest Manifest)
{
    /// <summary>Full path of one of its files, given its path in the version such as <c>AN0367.zip</c> or <c>baselines/flows.bin</c>.</summary>
    /// <exception cref="ModelStoreException">The version has no such file.</exception>
    public string PathOf(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Manifest.Files.ContainsKey(file)
            ? VersionDirectory.FullPath(DirectoryPath, file)
            : throw new ModelStoreException(Id.ToString(), [$"{StorePath.Shown(file)}: not in the version"]);
    }
}

/// <summary>A version as <see cref="ModelStore.List"/> shows it: the manifest only is read, no file is checked.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Manifest">What it says about itself; null when that cannot be read.</param>
/// <param name="Problem">Why not, beginning with the file; null when it could be read.</param>
public sealed record ListedVersion(VersionId Id, Manifest? Manifest, string? Problem);
