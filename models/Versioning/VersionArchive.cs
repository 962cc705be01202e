using System.IO.Compression;
using System.Security.Cryptography;

namespace Det0131.Models.Versioning;

/// <summary>
/// A version as one zip, to be moved between sites: the manifest, then the files in order, with a fixed time. Reading believes
/// nothing: only the files that the manifest lists, at their length and SHA-256, at places inside the target.
/// </summary>
internal static class VersionArchive
{
    /// <summary>Most bytes that an import unpacks.</summary>
    public const long MaximumBytes = 64L * 1024 * 1024 * 1024;

    /// <summary>An import that would unpack to more than this is refused when it also exceeds <see cref="MaximumRatio"/>.</summary>
    public const long UnsuspiciousBytes = 64 * 1024 * 1024;

    /// <summary>Most unpacked bytes for one of the zip. Deflate can reach 1,032; counts and models reach about 20.</summary>
    public const long MaximumRatio = 200;

    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(string directory, Manifest manifest, Stream output)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var path in manifest.Files.Keys.Prepend(Manifest.FileName))
        {
            var isPacked = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
            var entry = zip.CreateEntry(path, isPacked ? CompressionLevel.NoCompression : CompressionLevel.Optimal);
            entry.LastWriteTime = EntryTime;
            entry.ExternalAttributes = unchecked((int)0x81A40000); // a regular file, rw-r--r--, on every system
            using var content = entry.Open();
            using var file = File.OpenRead(VersionDirectory.FullPath(directory, path));
            file.CopyTo(content);
        }
    }

    /// <summary>Unpacks an archive into an empty directory.</summary>
    /// <returns>The version's id.</returns>
    /// <exception cref="ModelStoreException">The archive is no export of a version, damaged, hostile or newer than this program.</exception>
    public static VersionId Unpack(Stream archive, string name, string directory)
    {
        try
        {
            ZipDirectoryGuard.Check(archive);
            using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
            var entries = Entries(zip);
            var manifestBytes = ReadManifest(entries);
            var (manifest, problem) = ManifestCodec.Read(manifestBytes);
            if (manifest is null)
            {
                throw new InvalidDataException(problem);
            }

            CheckContent(entries, manifest, archive.Length);
            File.WriteAllBytes(VersionDirectory.FullPath(directory, Manifest.FileName), manifestBytes);
            foreach (var (path, expected) in manifest.Files)
            {
                Unpack(entries[path], expected, VersionDirectory.FullPath(directory, path));
            }

            return VersionId.Of(manifest.Info.TrainingEnd, manifestBytes);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new ModelStoreException(name, [StorePath.Shown(e.Message).TrimEnd('.')], e);
        }
    }

    private static Dictionary<string, ZipArchiveEntry> Entries(ZipArchive zip)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            if (!StorePath.IsValid(entry.FullName))
            {
                throw new InvalidDataException($"{entry.FullName}: not a plain relative path");
            }

            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw new InvalidDataException($"{entry.FullName}: twice in the archive");
            }
        }

        return entries;
    }

    private static byte[] ReadManifest(Dictionary<string, ZipArchiveEntry> entries)
    {
        if (!entries.TryGetValue(Manifest.FileName, out var entry))
        {
            throw new InvalidDataException($"{Manifest.FileName}: missing");
        }

        using var content = entry.Open();
        var bytes = new MemoryStream();
        Copy(content, ManifestCodec.MaximumBytes, Manifest.FileName, bytes.Write);
        return bytes.ToArray();
    }

    private static void CheckContent(Dictionary<string, ZipArchiveEntry> entries, Manifest manifest, long archiveBytes)
    {
        if (manifest.Files.Keys.FirstOrDefault(path => !entries.TryGetValue(path, out var entry) || entry.FullName != path) is { } missing)
        {
            throw new InvalidDataException($"{missing}: missing");
        }

        if (entries.Values.FirstOrDefault(entry => entry.FullName != Manifest.FileName && !manifest.Files.ContainsKey(entry.FullName)) is { } extra)
        {
            throw new InvalidDataException($"{extra.FullName}: not in the manifest");
        }

        var total = manifest.Files.Values.Aggregate((UInt128)0, (sum, file) => sum + (UInt128)file.Bytes);
        var most = Math.Min(MaximumBytes, Math.Max(UnsuspiciousBytes, checked(MaximumRatio * archiveBytes)));
        if (total > (UInt128)most)
        {
            throw new InvalidDataException($"{Manifest.FileName}: {total} bytes of files in a zip of {archiveBytes}, expected at most {most}");
        }
    }

    private static void Unpack(ZipArchiveEntry entry, ManifestFile expected, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using var content = entry.Open();
        Copy(content, expected.Bytes, entry.FullName, bytes =>
        {
            hash.AppendData(bytes);
            file.Write(bytes);
        });
        var found = new ManifestFile(file.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        if (VersionDirectory.Difference(expected, found) is { } difference)
        {
            throw new InvalidDataException($"{entry.FullName}: {difference}");
        }
    }

    // Declared lengths are not believed: what comes out is counted.
    private static void Copy(Stream content, long maximumBytes, string path, Action<ReadOnlySpan<byte>> write)
    {
        var buffer = new byte[80 * 1024];
        var left = maximumBytes;
        for (int read; (read = content.Read(buffer)) > 0; left -= read)
        {
            if (read > left)
            {
                throw new InvalidDataException($"{path}: more than the {maximumBytes} bytes that were expected");
            }

            write(buffer.AsSpan(0, read));
        }
    }
}
