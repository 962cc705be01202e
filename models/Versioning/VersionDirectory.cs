using System.Security.Cryptography;

namespace Det0131.Models.Versioning;

/// <summary>The files of one version on disk: listing, hashing, checking against the manifest, forcing to disk.</summary>
internal static class VersionDirectory
{
    /// <summary>Paths of all files below a directory, in order. Links are not followed: they are a problem, and so are names that no version may have.</summary>
    public static SortedSet<string> ListFiles(string directory, List<string> problems)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<(DirectoryInfo Directory, string Prefix)>([(new DirectoryInfo(directory), "")]);
        while (open.TryPop(out var next))
        {
            foreach (var item in next.Directory.EnumerateFileSystemInfos())
            {
                var path = next.Prefix + item.Name;
                if (!StorePath.IsValid(path))
                {
                    problems.Add($"{StorePath.Shown(path)}: not a name for a file in a version");
                }
                else if (item.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    problems.Add($"{path}: a link, expected a file of its own");
                }
                else if (item is DirectoryInfo child)
                {
                    open.Push((child, path + "/"));
                }
                else if (found.Add(path) && found.Count > Manifest.MaximumFiles + 1)
                {
                    problems.Add($"{path}: one of more than {Manifest.MaximumFiles} files");
                    return found;
                }
            }
        }

        return found;
    }

    public static ManifestFile Describe(string directory, string path)
    {
        using var file = OpenRead(directory, path);
        return new ManifestFile(file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    /// <summary>Everything that is wrong with a version; the manifest when it could be read.</summary>
    public static (Manifest? Manifest, List<string> Problems) Check(string directory, VersionId id)
    {
        var problems = new List<string>();
        if (!Directory.Exists(directory))
        {
            return (null, [$"{id}: no such version"]);
        }

        var files = ListFiles(directory, problems);
        files.Remove(Manifest.FileName);
        var (manifest, bytes, problem) = ReadManifestBytes(directory);
        if (manifest is null)
        {
            problems.Add(problem!);
            return (null, problems);
        }

        var made = VersionId.Of(manifest.Info.TrainingEnd, bytes);
        if (made != id)
        {
            problems.Add($"{Manifest.FileName}: its content belongs to version {made}");
        }

        problems.AddRange(files.Where(path => !manifest.Files.ContainsKey(path)).Select(path => $"{path}: not in the manifest"));
        foreach (var (path, expected) in manifest.Files)
        {
            if (!files.Contains(path))
            {
                problems.Add($"{path}: missing");
            }
            else if (Difference(expected, Describe(directory, path)) is { } difference)
            {
                problems.Add($"{path}: {difference}");
            }
        }

        return (manifest, problems);
    }

    /// <summary>The manifest alone, or why it cannot be read.</summary>
    public static (Manifest? Manifest, string? Problem) ReadManifest(string directory)
    {
        var (manifest, _, problem) = ReadManifestBytes(directory);
        return (manifest, problem);
    }

    /// <summary>How a file differs from what the manifest says of it, or null.</summary>
    public static string? Difference(ManifestFile expected, ManifestFile found) =>
        found.Bytes != expected.Bytes ? $"{found.Bytes} bytes, the manifest says {expected.Bytes}"
        : found.Sha256 != expected.Sha256 ? $"SHA-256 {found.Sha256[..12]}..., the manifest says {expected.Sha256[..12]}..."
        : null;

    /// <summary>Waits until every file is on the disk itself.</summary>
    public static void Flush(string directory, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            using var file = new FileStream(FullPath(directory, path), FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>The file's place. The path has been checked before; that it stays inside is checked once more.</summary>
    public static string FullPath(string directory, string path)
    {
        var root = Path.GetFullPath(directory) + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Combine(root, path));
        return StorePath.IsValid(path) && full.StartsWith(root, StringComparison.Ordinal)
            ? full
            : throw new ArgumentException($"'{StorePath.Shown(path)}' is no path of a file in a version.", nameof(path));
    }

    private static FileStream OpenRead(string directory, string path) =>
        new(FullPath(directory, path), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);

    private static (Manifest? Manifest, byte[] Bytes, string? Problem) ReadManifestBytes(string directory)
    {
        if (!File.Exists(Path.Combine(directory, Manifest.FileName)))
        {
            return (null, [], $"{Manifest.FileName}: missing");
        }

        using var file = OpenRead(directory, Manifest.FileName);
        if (file.Length > ManifestCodec.MaximumBytes)
        {
            return (null, [], $"{Manifest.FileName}: {file.Length} bytes, expected at most {ManifestCodec.MaximumBytes}");
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var (manifest, problem) = ManifestCodec.Read(bytes);
        return (manifest, bytes, problem);
    }
}
