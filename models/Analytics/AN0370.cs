using Det0131.Models.Events;

namespace Det0131.Models.Analytics;

/// <summary>Cloud accounts and their instances.</summary>
internal static class AN0370
{
    public static readonly Analytic Declaration = new()
    {
        Id = "AN0370",
        Platform = Platform.IaaS,
        Description = "Detects access to cloud APIs or CLI tools to move or sync files from sensitive buckets to external endpoints using protocols like HTTPS or S3 APIs.",
        LogSources = ["AWS:CloudTrail GetObject, CopyObject", "AWS:VPCFlowLogs Outbound data flows"],
        Elements =
        [
            Analytic.Mitre("IAMRoleContext", "Detect unauthorized use of roles for cloud storage manipulation.",
                "cloud.*"),
            Analytic.Mitre("GeoDestinationThreshold", "Alert on outbound flows to geo-locations not seen in training baseline.",
                "destination.country", "destination.network"),
            Analytic.Shared("Protocol", "Protocols and ports of the instances.",
                "protocol.host"),
            Analytic.Shared("Volume", "How much leaves the store or the instance.",
                "volume.*"),
            Analytic.Shared("Time", "When principals act and instances send.",
                "time.*"),
        ],
    };
}
