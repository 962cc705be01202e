using Det0131.Models.Events;

namespace Det0131.Models.Analytics;

/// <summary>ESXi hosts and the guests that run on them.</summary>
internal static class AN0371
{
    public static readonly Analytic Declaration = new()
    {
        Id = "AN0371",
        Platform = Platform.ESXi,
        Description = "Detects outbound traffic from hostd/vpxa or guest VM interfaces using unauthorized protocols such as FTP, HTTP POST bursts, or long-lived DNS tunnels.",
        LogSources = ["esxi:hostd logline inspection", "esxi:vmkernel protocol egress"],
        Elements =
        [
            Analytic.Mitre("GuestTrafficBaseline", "Expected protocols used by VMs attached to host interfaces.",
                "protocol.host", "volume.*", "http.post_burst", "dns.*", "destination.*"),
            Analytic.Mitre("ServiceAccountProfile", "Unexpected network activity from hypervisor processes or monitoring agents.",
                "hypervisor.*", "user.*", "command.verb", "file.extension"),
            Analytic.Shared("Time", "When accounts act and machines send.",
                "time.*"),
        ],
    };
}
