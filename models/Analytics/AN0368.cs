using Det0131.Models.Events;

namespace Det0131.Models.Analytics;

/// <summary>Linux, and hosts of which only a network sensor tells.</summary>
internal static class AN0368
{
    public static readonly Analytic Declaration = new()
    {
        Id = "AN0368",
        Platform = Platform.Linux,
        Description = "Detects file exfiltration using tools like curl, scp, or custom binaries over protocols such as FTP, HTTP/S, or DNS tunneling, especially outside baseline user behavior.",
        LogSources = ["auditd:SYSCALL execve", "auditd:SYSCALL connect", "auditd:SYSCALL open", "auditd:SYSCALL write", "NSM:Flow NetFlow/Zeek conn.log"],
        Elements =
        [
            Analytic.Mitre("ProtocolType", "Flag unexpected protocols (e.g., HTTP on port 53 or FTP traffic from non-standard tools).",
                "protocol.*", "lineage.process_protocol"),
            Analytic.Mitre("UserContext", "Scope for privilege escalation or service account behavior.",
                "user.*"),
            Analytic.Mitre("FileExtensionSensitivity", "Track movement of file types of interest (e.g., .csv, .sql, .key).",
                "file.*"),
            Analytic.Shared("Lineage", "Who starts transfer tools, and with which words.",
                "lineage.parent_child", "lineage.transfer_tool", "command.*"),
            Analytic.Shared("Volume", "How much leaves the host.",
                "volume.*", "http.post_burst"),
            Analytic.Shared("Time", "When users act and hosts send.",
                "time.*"),
            Analytic.Shared("Destination", "Countries, networks and domains that the host and user send to.",
                "destination.*"),
            Analytic.Shared("NameResolution", "Information carried out in DNS names.",
                "dns.*"),
        ],
    };
}
