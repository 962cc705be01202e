using System.IO.Compression;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Finds the files behind paths and opens them decompressed: plain, gzip, zip, tar and zstd, told by their first bytes and not by name,
/// and gzip or zstd inside zip or tar (one level). A Parquet file opens as its rows in JSON. Thread-safe.
/// </summary>
public static class SourceFiles
{
    private const int FileBufferBytes = 1 << 16;

    /// <summary>
    /// The files of the paths in the order given, folders recursively in ordinal order, each file once.
    /// What cannot be read comes as a file with a <see cref="SourceFile.Problem"/>; nothing is thrown.
    /// Links to folders are not followed (they may lead round in a circle).
    /// </summary>
    public static IEnumerable<SourceFile> Expand(IEnumerable<string> paths, ReadLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var bounds = limits ?? ReadLimits.Default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (!Directory.Exists(path) && !File.Exists(path))
            {
                yield return new SourceFile(path, "no such file or folder");
                continue;
            }

            foreach (var (file, problem) in Directory.Exists(path) ? Walk(path) : [(path, null)])
            {
                if (problem is not null)
                {
                    yield return new SourceFile(file, problem);
                }
                else if (seen.Add(Path.GetFullPath(file)))
                {
                    foreach (var source in Files(file, bounds))
                    {
                        yield return source;
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Path, string? Problem)> Walk(string folder)
    {
        string[] entries = [];
        string? problem = null;
        try
        {
            entries = Directory.GetFileSystemEntries(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem = failure.Message;
        }

        if (problem is not null)
        {
            yield return (folder, problem);
        }

        Array.Sort(entries, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!Directory.Exists(entry))
            {
                yield return (entry, null);
            }
            else if (new DirectoryInfo(entry).LinkTarget is null)
            {
                foreach (var below in Walk(entry))
                {
                    yield return below;
                }
            }
        }
    }

    private static IEnumerable<SourceFile> Files(string path, ReadLimits limits)
    {
        Stream? stream = null;
        ZipArchive? archive = null;
        string? problem = null;
        var isZip = false;
        var isParquet = false;
        try
        {
            stream = OpenFile(path);
            var kind = Compression.Of(stream);
            (isZip, isParquet) = (kind == CompressionKind.Zip, kind == CompressionKind.Parquet);
            if (isZip)
            {
                archive = new ZipArchive(stream, ZipArchiveMode.Read);
                problem = archive.Entries.Count > limits.MaxArchiveMembers
                    ? $"found {archive.Entries.Count} members in the archive; expected at most {limits.MaxArchiveMembers}" : null;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problem = isZip ? $"damaged archive: {failure.Message}" : failure.Message;
        }

        if (problem is not null || archive is null)
        {
            archive?.Dispose();
            stream?.Dispose();
            if (problem is null && !isParquet && IsTar(path, limits))
            {
                foreach (var member in TarFiles(path, limits))
                {
                    yield return member;
                }

                yield break;
            }

            yield return problem is not null ? new SourceFile(path, problem)
                : new SourceFile(path, () => isParquet ? ParquetRows.Open(path, limits) : Compression.Unpack(OpenFile(path), limits), WrittenAt(path));
            yield break;
        }

        using (stream)
        using (archive)
        {
            foreach (var member in archive.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal).Where(entry => !entry.FullName.EndsWith('/')))
            {
                yield return new SourceFile($"{path}!{member.FullName}", () => Compression.UnpackMember(member, limits));
            }
        }
    }

    private static bool IsTar(string path, ReadLimits limits)
    {
        try
        {
            using var head = new PeekStream(Compression.Unpack(OpenFile(path), limits));
            return TarMembers.IsOne(head.Peek(TarMembers.BlockBytes));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Told when the file is opened to be read.
            return false;
        }
    }

    private static IEnumerable<SourceFile> TarFiles(string path, ReadLimits limits)
    {
        using var members = new TarMembers(Compression.Unpack(OpenFile(path), limits));
        for (var count = 0; ; count++)
        {
            var problem = members.Next();
            if (problem is null && members.Name is null)
            {
                yield break;
            }

            problem ??= count == limits.MaxArchiveMembers ? $"found more than {limits.MaxArchiveMembers} members in the archive; expected at most that many" : null;
            yield return problem is not null ? new SourceFile(path, problem)
                : new SourceFile($"{path}!{members.Name}", () => Compression.UnpackMember(members.Open(), members.Length, limits));
            if (problem is not null)
            {
                yield break;
            }
        }
    }

    private static long? WrittenAt(string path)
    {
        try
        {
            var time = File.GetLastWriteTimeUtc(path);
            return time.Year >= 1970 ? (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileBufferBytes);
}
