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

    /// <summary>Where a part stands below the lake's events directory: <c>day=2026-11-21/platform=linux/part-....parquet</c>.</summary>
    internal static string RelativePath(DateOnly day, string platform, UInt128 leastIdentity) =>
        System.IO.Path.Combine(
            DayPrefix + day.ToString(DayFormat, CultureInfo.InvariantCulture),
            PlatformPrefix + platform,
            // Unique among the parts of a day, since a day holds an identity once; and the same for the same events.
            string.Create(CultureInfo.InvariantCulture, $"part-{leastIdentity:x32}.parquet"));

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
                parts.AddRange(Directory.EnumerateFiles(platformDirectory, "part-*.parquet").Select(path => new LakePart(day, platform, path)));
            }
        }

        parts.Sort((a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day) : string.CompareOrdinal(a.Path, b.Path));
        return parts;
    }
}
