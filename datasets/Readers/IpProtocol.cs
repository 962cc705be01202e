using System.Globalization;

namespace Det0131.Datasets.Readers;

/// <summary>Names of transports. Thread-safe.</summary>
internal static class IpProtocol
{
    /// <summary>After IANA's protocol numbers; those without a name here as <c>ip-103</c>.</summary>
    public static string Name(int number, Utf8Interner interner) => number switch
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
        89 => "ospf",
        132 => "sctp",
        _ => interner.Intern(string.Create(CultureInfo.InvariantCulture, $"ip-{number}")),
    };
}
