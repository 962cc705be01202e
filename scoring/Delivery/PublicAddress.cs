using System.Net;
using System.Net.Sockets;

namespace Det0131.Scoring.Delivery;

/// <summary>
/// Whether an address is of the public internet. What IANA's registries of special-purpose addresses (RFC 6890 and its updates) call not globally
/// reachable is not, and neither are the addresses at which clouds answer questions of their machines.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Internal =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Azure's wire server: looks public, answers machines only.
            "168.63.129.16/32",
            // Within the global unicast range: Teredo, benchmarks, ORCHID, documentation.
            "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (Internal.Any(network => network.Contains(plain)))
        {
            return false;
        }

        if (plain.AddressFamily == AddressFamily.InterNetwork)
        {
            return true;
        }

        // 6to4 leads to the IPv4 address within.
        return GlobalUnicast.Contains(plain) && (!SixToFour.Contains(plain) || Is(new IPAddress(plain.GetAddressBytes().AsSpan(2, 4))));
    }
}
