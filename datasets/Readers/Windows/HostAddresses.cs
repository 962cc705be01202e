using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// The addresses that a file has shown to be a host's own, and with them which end of a flow the host is. One per file; not thread-safe.
/// Bounded: 1,024 hosts with 64 addresses each, further ones are not learned.
/// </summary>
/// <remarks>
/// Sysmon 3 with Initiated=true and 5156 outbound have the host in Source: they teach. What Initiated=false means differs: inbound TCP has the local
/// listener in Destination, but Sysmon 10 wrote it in Source, and a UDP server's reply (dns.exe, port 53) has the local side in Source. So the
/// addresses decide; where they cannot, the ports and multicast do. In OTRF: 310 of 1,384 such records have the host in Source alone.
/// </remarks>
internal sealed class HostAddresses
{
    private const int MostHosts = 1024;
    private const int MostAddresses = 64;
    private const int LastServicePort = 1023;

    private readonly Dictionary<string, HashSet<string>> ofHost = new(StringComparer.Ordinal);

    /// <summary>Decides for a flow that the host began (or sent) and remembers its address.</summary>
    public HostSide Outbound(SecurityEvent flow)
    {
        Learn(flow.Host, flow.SourceAddress);
        return HostSide.Source;
    }

    /// <summary>Decides for a flow that came in, or is marked so.</summary>
    /// <param name="flow">The flow, with host and endpoints.</param>
    /// <param name="isReceiverInDestination">
    /// True for 5156, which always has the receiver in Destination unless a host hears its own broadcast; false for Sysmon.
    /// </param>
    public HostSide Inbound(SecurityEvent flow, bool isReceiverInDestination)
    {
        var own = ofHost.GetValueOrDefault(flow.Host ?? "");
        var isSource = IsOwn(own, flow.SourceAddress);
        var isDestination = IsOwn(own, flow.DestinationAddress);
        if (isSource != isDestination)
        {
            return isSource ? HostSide.Source : HostSide.Destination;
        }

        if (isReceiverInDestination || IsToMany(flow.SourceAddress) || IsToMany(flow.DestinationAddress))
        {
            return HostSide.Destination;
        }

        // Both ends are the host, or neither is known: the listener is the end with the service port.
        return flow.SourcePort <= LastServicePort && flow.DestinationPort > LastServicePort ? HostSide.Source
            : flow.Transport == "udp" && flow.DestinationPort > LastServicePort ? HostSide.Unknown
            : HostSide.Destination;
    }

    private void Learn(string? host, string? address)
    {
        if (address is null || IsToMany(address))
        {
            return;
        }

        if (!ofHost.TryGetValue(host ?? "", out var own))
        {
            if (ofHost.Count == MostHosts)
            {
                return;
            }

            ofHost.Add(host ?? "", own = new HashSet<string>(StringComparer.Ordinal));
        }

        if (own.Count < MostAddresses)
        {
            own.Add(address);
        }
    }

    private static bool IsOwn(HashSet<string>? own, string? address) => own is not null && address is not null && own.Contains(address);

    /// <summary>Multicast, or an IPv4 broadcast as far as the last byte tells.</summary>
    private static bool IsToMany(string? address) => address is not null
        && (address.StartsWith("ff", StringComparison.Ordinal)
            || (address.EndsWith(".255", StringComparison.Ordinal) && !address.Contains(':'))
            || IsIPv4Multicast(address));

    private static bool IsIPv4Multicast(string address) =>
        address.IndexOf('.') == 3 && int.TryParse(address.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture, out var first) && first is >= 224 and <= 239;
}
