using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>What a connection moved, and which way, from what conn.log counts. Stateless.</summary>
internal static class ZeekTraffic
{
    // The least that a packet's headers take: IPv4 without options, and TCP without options or UDP or ICMP.
    private const long TcpHeaderBytes = 40;
    private const long DatagramHeaderBytes = 28;

    /// <summary>
    /// Payload where it is counted, else bytes on the wire; both without headers where packets are counted. Payload of TCP is taken from sequence numbers
    /// and so includes what the sensor missed or never was (a reset with a wild number: gigabytes); it cannot exceed the bytes on the wire, so the
    /// smaller of the two counts. No bytes on the wire in one direction means that the sensor sees only the other: then the acknowledged payload
    /// is all there is, and is kept.
    /// </summary>
    /// <param name="payload">Payload, bytes; empty when not counted.</param>
    /// <param name="wire">Bytes of IP packets; empty when not counted.</param>
    /// <param name="packets">Number of packets; empty when not counted.</param>
    /// <param name="isTcp">Whether the packets are TCP's.</param>
    /// <param name="bytes">Bytes, at least 0; null when nothing is counted.</param>
    /// <returns>False when a count is not understood.</returns>
    public static bool TryBytes(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> wire, ReadOnlySpan<byte> packets, bool isTcp, out long? bytes)
    {
        bytes = null;
        if (!TryCount(payload, out var counted) || !TryCount(wire, out var onWire) || !TryCount(packets, out var number))
        {
            return false;
        }

        if (payload.IsEmpty && wire.IsEmpty)
        {
            return true;
        }

        var perPacket = isTcp ? TcpHeaderBytes : DatagramHeaderBytes;
        // More headers than bytes: the count of packets is not of these bytes.
        var carried = number <= onWire / perPacket ? onWire - (number * perPacket) : onWire;
        bytes = payload.IsEmpty ? carried : onWire > 0 ? Math.Min(counted, carried) : counted;
        return true;
    }

    /// <summary>
    /// Whether the originator did nothing but refuse: Zeek turned the connection round (<c>^</c>, its responder's port looks like a
    /// server's) and saw no packet of the originator but resets, upper-case letters other than R. These are stray answers to packets whose source was
    /// forged, and scans from port 53 or 5060: the host sent nothing to the far end, and opened nothing.
    /// </summary>
    /// <param name="history">Zeek's history of the connection; empty when it has none.</param>
    public static bool IsBackscatter(ReadOnlySpan<byte> history) =>
        history is [(byte)'^', .. var letters] && letters.IndexOfAnyInRange((byte)'a', (byte)'z') >= 0 && !HasSent(letters);

    /// <summary>Makes the far end, the only one that sent, the originator.</summary>
    public static void Turn(SecurityEvent filled)
    {
        (filled.SourceAddress, filled.DestinationAddress) = (filled.DestinationAddress, filled.SourceAddress);
        (filled.SourcePort, filled.DestinationPort) = (filled.DestinationPort, filled.SourcePort);
        (filled.SourceBytes, filled.DestinationBytes) = (filled.DestinationBytes, filled.SourceBytes);
    }

    private static bool HasSent(ReadOnlySpan<byte> letters)
    {
        foreach (var letter in letters)
        {
            if (letter is >= (byte)'A' and <= (byte)'Z' and not (byte)'R')
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryCount(ReadOnlySpan<byte> text, out long count)
    {
        count = 0;
        return text.IsEmpty || ZeekText.TryCount(text, out count);
    }
}
