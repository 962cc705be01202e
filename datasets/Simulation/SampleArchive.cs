using System.IO.Compression;

namespace Det0131.Datasets.Simulation;

/// <summary>
/// The demo's samples: a model and, in one zip, the logs of some days, a folder per day named by its date. The same logs give the same bytes with
/// the same release of .NET: fixed times, ordinal order. Thread-safe.
/// </summary>
public static class SampleArchive
{
    /// <summary>The exported model version.</summary>
    public const string ModelName = "model.zip";

    /// <summary>The logs.</summary>
    public const string LogsName = "logs.zip";

    /// <summary>Bytes that an unpacked sample may have; ours have some 30 MB.</summary>
    private const long MostBytes = 500_000_000;

    private const string Packed = ".gz";

    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs a folder of logs. Compressed ones go in without their compression, which the archive does better.</summary>
    public static void Write(string logs, string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(logs);
        ArgumentException.ThrowIfNullOrEmpty(file);
        using var output = new FileStream(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var zip = new ZipArchive(output, ZipArchiveMode.Create);
        var paths = Directory.EnumerateFiles(logs, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(logs, path).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(f => f.Name, StringComparer.Ordinal);
        foreach (var (path, name) in paths)
        {
            var isPacked = name.EndsWith(Packed, StringComparison.Ordinal);
            var entry = zip.CreateEntry(isPacked ? name[..^Packed.Length] : name, CompressionLevel.Optimal);
            entry.LastWriteTime = EntryTime;
            entry.ExternalAttributes = unchecked((int)0x81A40000); // a regular file, rw-r--r--, on every system
            using var content = entry.Open();
            using var stored = File.OpenRead(path);
            using Stream input = isPacked ? new GZipStream(stored, CompressionMode.Decompress) : stored;
            input.CopyTo(content);
        }
    }

    /// <summary>Unpacks the logs into a directory, which must not hold files of the same names.</summary>
    /// <returns>The days in order, each with its folder.</returns>
    /// <exception cref="InvalidDataException">It is no zip, unpacks to more than 500 MB, or has a file outside of a day's folder.</exception>
    public static IReadOnlyList<SampleDay> Unpack(string file, string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var days = new SortedDictionary<DateOnly, string>();
        using (var zip = ZipFile.OpenRead(file))
        {
            if (zip.Entries.Sum(e => Math.Min(e.Length, MostBytes)) > MostBytes)
            {
                throw new InvalidDataException($"{Path.GetFileName(file)} unpacks to more than {MostBytes / 1_000_000} MB.");
            }

            foreach (var entry in zip.Entries)
            {
                var slash = entry.FullName.IndexOf('/', StringComparison.Ordinal);
                if (slash < 0 || !DateOnly.TryParseExact(entry.FullName.AsSpan(0, slash), "yyyy-MM-dd", out var day))
                {
                    throw new InvalidDataException($"{Path.GetFileName(file)} holds '{entry.FullName}'; expected files in folders named by date, as 2026-09-28/zeek/conn.log.");
                }

                days[day] = Path.Combine(directory, entry.FullName[..slash]);
            }

            // Refuses names that lead out of the directory.
            zip.ExtractToDirectory(directory);
        }

        return [.. days.Select(d => new SampleDay(d.Key, d.Value))];
    }
}

/// <summary>One day of sample logs.</summary>
/// <param name="Day">Local date of the invented site.</param>
/// <param name="Folder">Its logs of all formats; they overlap in time and belong together.</param>
public sealed record SampleDay(DateOnly Day, string Folder);
