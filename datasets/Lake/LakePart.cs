using System.Globalization;

namespace Det0131.Datasets.Lake;

/// <summary>One Parquet file of the lake. Immutable.</summary>
/// <param name="Day">The UTC day whose events it holds.</param>
/// <param name="Platform">Directory name of the platform.</param>
/// <param name="Path">Full path.</param>
public sealed record LakePart(DateOnly Day, string Platform, string Path)
{
    private const string DayPrefix = "day=";
    private const string PlatformPrefix = "platform=";
    private const string DayFormat = "yyyy-MM-dd";
    private const string NamePrefix = "part-";
    private const string NameSuffix = ".parquet";

    /// <summary>Where a part stands below the lake's events directory: <c>day=2026-11-21/platform=linux/part-....parquet</c>.</summary>
    /// <param name="generation">0 for what an import writes; one more than its parts' for what merging them makes, so that no two files ever have one name.</param>
    internal static string RelativePath(DateOnly day, string platform, UInt128 leastIdentity, int generation = 0) =>
        System.IO.Path.Combine(
            DayPrefix + day.ToString(DayFormat, CultureInfo.InvariantCulture),
            PlatformPrefix + platform,
            // Unique among the parts of a day, since a day holds an identity once; and the same for the same events.
            string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{leastIdentity:x32}{(generation == 0 ? "" : $"-{generation}")}{NameSuffix}"));

    /// <summary>How often its events were merged.</summary>
    internal int Generation
    {
        get
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(Path);
            return int.TryParse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
                && name.LastIndexOf('-') >= NamePrefix.Length
                ? generation
                : 0;
        }
    }

    /// <summary>Length of its file, bytes; 0 when it is gone.</summary>
    internal long Bytes => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    /// <summary>The parts below an events directory, by day, then by path (ordinal). Directories and files of other names are left alone.</summary>
    internal static List<LakePart> Find(string eventsDirectory)
    {
        var parts = new List<LakePart>();
        if (!Directory.Exists(eventsDirectory))
        {
            return parts;
        }

        foreach (var dayDirectory in Directory.EnumerateDirectories(eventsDirectory, DayPrefix + "*"))
        {
            var dayText = System.IO.Path.GetFileName(dayDirectory)[DayPrefix.Length..];
            if (!DateOnly.TryParseExact(dayText, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                continue;
            }

            foreach (var platformDirectory in Directory.EnumerateDirectories(dayDirectory, PlatformPrefix + "*"))
            {
                var platform = System.IO.Path.GetFileName(platformDirectory)[PlatformPrefix.Length..];
                parts.AddRange(Directory.EnumerateFiles(platformDirectory, NamePrefix + "*" + NameSuffix).Select(path => new LakePart(day, platform, path)));
            }
        }

        parts.Sort((a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day) : string.CompareOrdinal(a.Path, b.Path));
        return parts;
    }
}
