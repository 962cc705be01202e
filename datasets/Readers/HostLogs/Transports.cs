namespace Det0131.Datasets.Readers.HostLogs;

/// <summary>Names of transport protocols by their IANA number.</summary>
internal static class Transports
{
    /// <summary>Lower-case name; <c>ip</c> and the number for those without a name here; null outside 0 to 255.</summary>
    public static string? OfNumber(long? number, HostText text) => number switch
    {
        1 => "icmp",
        2 => "igmp",
        6 => "tcp",
        17 => "udp",
        41 => "ipv6",
        47 => "gre",
        50 => "esp",
        51 => "ah",
        58 => "icmp6",
        132 => "sctp",
        >= 0 and <= 255 and var other => text.Joined("ip", '-', text.NumberText(other)),
        _ => null,
    };
}
