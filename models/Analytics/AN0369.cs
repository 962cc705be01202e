using Det0131.Models.Events;

namespace Det0131.Models.Analytics;

/// <summary>macOS.</summary>
internal static class AN0369
{
    public static readonly Analytic Declaration = new()
    {
        Id = "AN0369",
        Platform = Platform.MacOS,
        Description = "Detects non-native file transfer via curl, Python scripts, or AppleScript using uncommon protocols like FTP, SMTP, or DNS exfiltration through mDNSResponder abuse.",
        LogSources = ["macos:unifiedlog log stream (subsystem: com.apple.system.networking)", "macos:osquery process_events", "macos:osquery file_events"],
        Elements =
        [
            Analytic.Mitre("ProtocolUnusualnessScore", "Weight rarely-used protocols in user space.",
                "protocol.*"),
            Analytic.Mitre("ExecutableBaselining", "Track which binaries usually call curl/nc and alert on deviation.",
                "lineage.*", "command.*"),
            Analytic.Shared("NameResolution", "Information carried out in DNS names, by the client behind mDNSResponder.",
                "dns.*"),
            Analytic.Shared("Volume", "How much leaves the host.",
                "volume.*"),
            Analytic.Shared("Time", "When users act and hosts send.",
                "time.*"),
            Analytic.Shared("Destination", "Countries, networks and domains that the host and user send to.",
                "destination.*"),
        ],
    };
}
