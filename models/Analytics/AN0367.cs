using Det0131.Models.Events;

namespace Det0131.Models.Analytics;

/// <summary>Windows.</summary>
internal static class AN0367
{
    public static readonly Analytic Declaration = new()
    {
        Id = "AN0367",
        Platform = Platform.Windows,
        Description = "Detects unusual outbound file transfer behavior using protocols like FTP, SMB, SMTP, or DNS, involving non-standard processes, off-hour activity, or uncommonly high volume.",
        LogSources = ["WinEventLog:Sysmon EventCode=3, 22", "WinEventLog:Sysmon EventCode=11", "WinEventLog:Security EventCode=4688"],
        Elements =
        [
            Analytic.Mitre("DataVolumeThresholdMB", "Set threshold for outbound volume (e.g., >50MB in a single connection).",
                "volume.*"),
            Analytic.Mitre("ProtocolAllowList", "Allow-listed protocols in use for specific machines or users (e.g., FTP allowed for backups).",
                "protocol.*"),
            Analytic.Mitre("TimeWindow", "Define allowed time-of-day windows (e.g., flag after-hours file transfer).",
                "time.*"),
            Analytic.Mitre("ParentProcessAnomaly", "Identify anomalous parent-child process relationships (e.g., winword.exe spawning ftp.exe).",
                "lineage.*", "command.*"),
            Analytic.Shared("Destination", "Countries, networks and domains that the host and user send to.",
                "destination.*"),
            Analytic.Shared("NameResolution", "Information carried out in DNS names.",
                "dns.*"),
            Analytic.Shared("UserTools", "Transfer tools that the user runs.",
                "user.tool"),
        ],
    };
}
