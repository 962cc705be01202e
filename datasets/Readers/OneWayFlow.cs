using Det0131.Models.Events;

namespace Det0131.Datasets.Readers;

/// <summary>Reads sides out of records that hold one direction of a connection and do not say who opened it.</summary>
public static class OneWayFlow
{
    // RFC 6335: system ports are below. Clients' ports begin at 32768 on Linux, at 49152 by RFC 6335.
    private const int FirstUserPort = 1024;
    private const int FirstClientPort = 32_768;

    /// <summary>
    /// Whether the sender answers: it speaks from a service's port to a client's. Where both ports could be either, it is taken for the client, as the record
    /// reads. Without this every answer of a server is a connection to an unheard-of port.
    /// </summary>
    /// <param name="senderPort">Port of the sender, 0 to 65535; null: none is known.</param>
    /// <param name="receiverPort">Port of the receiver.</param>
    public static bool IsAnswer(int? senderPort, int? receiverPort) =>
        senderPort < receiverPort && ((senderPort < FirstUserPort && receiverPort >= FirstUserPort) || (senderPort < FirstClientPort && receiverPort >= FirstClientPort));

    /// <summary>Turns an answer into a flow from client to service, with the bytes that the service sent. Leaves every other flow as it is.</summary>
    /// <param name="flow">Addresses, ports, bytes and side are filled as the record has them: from sender to receiver.</param>
    public static void Orient(SecurityEvent flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (!IsAnswer(flow.SourcePort, flow.DestinationPort))
        {
            return;
        }

        (flow.SourceAddress, flow.DestinationAddress) = (flow.DestinationAddress, flow.SourceAddress);
        (flow.SourcePort, flow.DestinationPort) = (flow.DestinationPort, flow.SourcePort);
        (flow.SourceBytes, flow.DestinationBytes) = (flow.DestinationBytes, flow.SourceBytes);
        flow.HostSide = flow.HostSide switch
        {
            HostSide.Source => HostSide.Destination,
            HostSide.Destination => HostSide.Source,
            _ => flow.HostSide,
        };
    }
}
