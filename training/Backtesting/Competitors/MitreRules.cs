using Det0131.Models.Analytics;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Training.Backtesting.Competitors;

/// <summary>
/// The five analytics as static rules, with the example values of MITRE's own text where it names one (50 MB in one connection, winword.exe as a parent,
/// ftp as a protocol, HTTP on port 53, .csv .sql .key, curl and nc) and the usual reading where it names none (after hours: 20 to 6 h and weekends).
/// One point for each rule that holds. Thread-safe.
/// </summary>
internal static class MitreRules
{
    private const long VolumeBytes = 50_000_000;
    private const int LongNameLength = 52; // a label of encoded data, which ordinary names are shorter than

    private static readonly HashSet<string> Protocols = new(["ftp", "ftp-data", "smb", "smtp", "tftp"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Tools = new(["curl", "nc", "ncat", "scp", "sftp", "ftp", "tftp", "rclone", "python", "osascript", "wget", "rsync"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Parents = new(["winword.exe", "excel.exe", "powerpnt.exe", "outlook.exe", "mshta.exe", "wscript.exe", "osascript"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Extensions = new([".csv", ".sql", ".key", ".zip", ".db", ".xlsx"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> CloudActions = new(["s3:CopyObject", "s3:PutBucketReplication", "ec2:ModifySnapshotAttribute", "s3:PutBucketPolicy"], StringComparer.OrdinalIgnoreCase);

    /// <summary>How many rules hold.</summary>
    public static byte Of(EventGroup group)
    {
        var facts = group.Facts;
        var points = 0;
        points += group.BytesOut > VolumeBytes ? 1 : 0;
        var application = Describe.Destination(group).Application;
        points += Has(Protocols, application) ? 1 : 0;
        points += facts.RemotePort == 53 && application is not (null or "dns") ? 1 : 0;
        points += Has(Tools, facts.Tool) ? 1 : 0;
        points += Has(Parents, facts.Parent) ? 1 : 0;
        points += facts.FilePath is { } path && Extensions.Contains(Path.GetExtension(path)) ? 1 : 0;
        points += facts.DnsName is { Length: > LongNameLength } ? 1 : 0;
        points += Has(CloudActions, facts.CloudAction) ? 1 : 0;
        points += IsAfterHours(group) ? 1 : 0;
        return (byte)points;
    }

    private static bool Has(HashSet<string> known, string? value) => value is not null && known.Contains(value);

    // By the hour that the time feature saw; a group without one is judged by UTC.
    private static bool IsAfterHours(EventGroup group)
    {
        var slot = AnalyticCatalogue.All[group.Analytic].Features.IndexOf(FeatureCatalogue.Get("time.host"));
        var (hour, date) = slot >= 0 && group.Peaks[slot].TimeMicros > 0
            ? (group.Peaks[slot].LocalHour, group.Peaks[slot].LocalDate)
            : ((int)(group.Hour % 24), group.Hour / 24);
        var weekday = (date + 3) % 7; // Monday is 0: 1970-01-01 was a Thursday
        return hour is < 6 or >= 20 || weekday >= 5;
    }
}
