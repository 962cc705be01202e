using Det0131.Datasets.Readers.Windows;
using Det0131.Models.Events;

namespace Det0131.Datasets.Tests.Readers.Windows;

/// <summary>The cases are those counted in the real sets (see the remarks of HostAddresses).</summary>
public sealed class HostAddressesTests
{
    [Theory]
    [InlineData("10.0.0.5", 135, "10.0.0.9", 53118, "tcp", HostSide.Source)] // Sysmon 10: the listener stands in Source
    [InlineData("10.0.0.9", 50064, "10.0.0.5", 445, "tcp", HostSide.Destination)]
    [InlineData("10.0.0.5", 53, "10.0.0.9", 49246, "udp", HostSide.Source)] // a DNS server's answer
    [InlineData("10.0.0.255", 137, "10.0.0.5", 137, "udp", HostSide.Destination)]
    [InlineData("10.0.0.5", 53, "10.0.0.5", 62916, "udp", HostSide.Source)]
    [InlineData("10.0.0.5", 61419, "10.0.0.5", 389, "tcp", HostSide.Destination)]
    public void Inbound_HostKnown_IsDecidedByItsAddress(string source, int sourcePort, string destination, int destinationPort, string transport, HostSide expected)
    {
        var addresses = new HostAddresses();
        Assert.Equal(HostSide.Source, addresses.Outbound(Flow("10.0.0.5", 50000, "203.0.113.1", 443, "tcp")));

        Assert.Equal(expected, addresses.Inbound(Flow(source, sourcePort, destination, destinationPort, transport), isReceiverInDestination: false));
    }

    [Theory]
    [InlineData("10.0.0.9", 50064, "10.0.0.5", 8080, "tcp", HostSide.Destination)]
    [InlineData("10.0.0.5", 53, "10.0.0.9", 49246, "udp", HostSide.Source)]
    [InlineData("ff02::fb", 5353, "fe80::1", 5353, "udp", HostSide.Destination)]
    [InlineData("10.0.0.9", 5000, "10.0.0.5", 49246, "udp", HostSide.Unknown)]
    public void Inbound_HostUnknown_IsDecidedByPortsOrNot(string source, int sourcePort, string destination, int destinationPort, string transport, HostSide expected) =>
        Assert.Equal(expected, new HostAddresses().Inbound(Flow(source, sourcePort, destination, destinationPort, transport), isReceiverInDestination: false));

    [Fact]
    public void Inbound_5156_ReceiverIsTheDestinationUnlessOwnBroadcast()
    {
        var addresses = new HostAddresses();
        Assert.Equal(HostSide.Destination, addresses.Inbound(Flow("10.0.0.5", 137, "10.0.0.255", 137, "udp"), isReceiverInDestination: true));
        addresses.Outbound(Flow("10.0.0.5", 50000, "203.0.113.1", 443, "tcp"));
        Assert.Equal(HostSide.Source, addresses.Inbound(Flow("10.0.0.5", 137, "10.0.0.255", 137, "udp"), isReceiverInDestination: true));
    }

    [Fact]
    public void Outbound_ManyHosts_LearnsABoundedNumberAndGoesOn()
    {
        var addresses = new HostAddresses();
        for (var host = 0; host < 3000; host++)
        {
            var flow = Flow("10.0.0.5", 50000, "203.0.113.1", 443, "tcp");
            flow.Host = $"host{host}";
            Assert.Equal(HostSide.Source, addresses.Outbound(flow));
        }

        var late = Flow("10.0.0.9", 5000, "10.0.0.5", 49246, "udp");
        late.Host = "host2999";
        Assert.Equal(HostSide.Unknown, addresses.Inbound(late, isReceiverInDestination: false));
    }

    private static SecurityEvent Flow(string source, int sourcePort, string destination, int destinationPort, string transport) => new()
    {
        Host = "pc", SourceAddress = source, SourcePort = sourcePort, DestinationAddress = destination, DestinationPort = destinationPort, Transport = transport,
    };
}
