using Det0131.Models.Events;

namespace Det0131.Models.Sensors;

/// <summary>
/// Both ends of a connection, whichever opened it: what a host's log calls the source may be the responder of a sensor that missed its first packet.
/// </summary>
internal readonly record struct FlowEnds(string? SourceAddress, int? SourcePort, string? DestinationAddress, int? DestinationPort, string? Transport)
{
    public static FlowEnds Of(SecurityEvent e) => new(e.SourceAddress, e.SourcePort, e.DestinationAddress, e.DestinationPort, e.Transport);

    /// <summary>Both addresses and both ports are known.</summary>
    public bool IsWhole => SourceAddress is not null && DestinationAddress is not null && SourcePort is not null && DestinationPort is not null;

    /// <summary>A hash that does not depend on which end is which.</summary>
    public long Hash => IsWhole ? unchecked((uint)(End(SourceAddress!, SourcePort!.Value) + End(DestinationAddress!, DestinationPort!.Value))) : RecentRing<int>.None;

    /// <summary>Whether two whole pairs of ends are one connection; transports only where both name theirs.</summary>
    public bool Meets(in FlowEnds other) => AgreeOn(Transport, other.Transport) && (IsSameWay(other) || IsOtherWay(other));

    /// <summary>Whether the ends are the same, in the same order.</summary>
    public bool IsSameWay(in FlowEnds other) =>
        SourcePort == other.SourcePort && DestinationPort == other.DestinationPort && SourceAddress == other.SourceAddress && DestinationAddress == other.DestinationAddress;

    public static bool AgreeOn(string? transport, string? other) => transport is null || other is null || transport == other;

    private bool IsOtherWay(in FlowEnds other) =>
        SourcePort == other.DestinationPort && DestinationPort == other.SourcePort && SourceAddress == other.DestinationAddress && DestinationAddress == other.SourceAddress;

    private static int End(string address, int port) => HashCode.Combine(address, port);
}
