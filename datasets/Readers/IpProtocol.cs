using System.Globalization;

namespace Det0131.Datasets.Readers;

/// <summary>Names of transports by IANA's protocol numbers. Thread-safe.</summary>
internal static class IpProtocol
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 256).Select(Written)];

    /// <summary>In lower case; <c>ip-103</c> for those without a name here; null for what is none or not 0 to 255.</summary>
    public static string? Name(long? number) => number is >= 0 and <= 255 and var known ? Names[known] : null;

    private static string Written(int number) => number switch
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
        _ => string.Create(CultureInfo.InvariantCulture, $"ip-{number}"),
    };
}
