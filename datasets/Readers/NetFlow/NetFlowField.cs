using System.Collections.Frozen;

namespace Det0131.Datasets.Readers.NetFlow;

/// <summary>What is read of a flow record; each has several names.</summary>
internal enum NetFlowField
{
    Start,
    End,
    Duration,
    DurationMillis,
    SourceAddress,
    DestinationAddress,
    SourcePort,
    DestinationPort,
    Protocol,
    Bytes,
    Packets,
    ReverseBytes,
    ReversePackets,
    FirewallEvent,
}

internal static class NetFlowFields
{
    /// <summary>
    /// Names by field: of nfdump's CSV (all columns, and the short forms since 1.7.4), of nfdump's JSON, of IPFIX information elements (RFC 5102 and IANA's
    /// registry; exports of NSX and vDS), and of NetFlow 5 and 9 as collectors print them. Times in system uptime are not among them: they need the
    /// header of the packet, which exports leave out.
    /// </summary>
    private static readonly string[][] Names =
    [
        ["ts", "first", "firstSeen", "t_first", "flowStartMilliseconds", "flowStartSeconds", "flowStartMicroseconds"],
        ["te", "last", "lastSeen", "t_last", "flowEndMilliseconds", "flowEndSeconds", "flowEndMicroseconds"],
        ["td", "duration"],
        ["flowDurationMilliseconds"],
        ["sa", "srcAddr", "src4_addr", "src6_addr", "src_addr", "sourceIPv4Address", "sourceIPv6Address", "IPV4_SRC_ADDR", "IPV6_SRC_ADDR"],
        ["da", "dstAddr", "dst4_addr", "dst6_addr", "dst_addr", "destinationIPv4Address", "destinationIPv6Address", "IPV4_DST_ADDR", "IPV6_DST_ADDR"],
        ["sp", "srcPort", "src_port", "sourceTransportPort", "L4_SRC_PORT", "SRC_PORT"],
        ["dp", "dstPort", "dst_port", "destinationTransportPort", "L4_DST_PORT", "DST_PORT"],
        ["pr", "proto", "protocolIdentifier", "PROTOCOL", "PROTO"],
        ["ibyt", "bytes", "in_bytes", "octetDeltaCount", "octetTotalCount", "initiatorOctets", "IN_BYTES", "IN_OCTETS"],
        ["ipkt", "packets", "in_packets", "packetDeltaCount", "packetTotalCount", "IN_PKTS", "IN_PACKETS"],
        ["obyt", "out_bytes", "reverseOctetDeltaCount", "responderOctets", "OUT_BYTES"],
        ["opkt", "out_packets", "reversePacketDeltaCount", "OUT_PKTS"],
        ["firewallEvent", "firewall_event"],
    ];

    private static readonly FrozenDictionary<string, NetFlowField>.AlternateLookup<ReadOnlySpan<char>> ByName =
        Names.SelectMany((names, field) => names.Select(name => (name, field))).ToFrozenDictionary(pair => pair.name, pair => (NetFlowField)pair.field, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();

    public static int Count => Names.Length;

    /// <summary>Paths of the JSON forms, field after field.</summary>
    public static string[] JsonPaths { get; } = [.. Names.SelectMany(names => names)];

    /// <summary>By field the first of its slots in <see cref="JsonPaths"/>; one more at the end.</summary>
    public static int[] FirstSlots { get; } = [.. Enumerable.Range(0, Names.Length + 1).Select(field => Names.Take(field).Sum(names => names.Length))];

    /// <summary>The field of a CSV column; null for one that is not read.</summary>
    public static NetFlowField? OfColumn(ReadOnlySpan<char> name) => ByName.TryGetValue(name, out var field) ? field : null;
}
