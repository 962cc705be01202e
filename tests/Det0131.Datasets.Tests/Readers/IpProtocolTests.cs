using Det0131.Datasets.Readers;

namespace Det0131.Datasets.Tests.Readers;

/// <summary>Numbers and keywords of IANA's registry of protocol numbers.</summary>
public sealed class IpProtocolTests
{
    [Theory]
    [InlineData(0L, "ip-0")]
    [InlineData(6L, "tcp")]
    [InlineData(17L, "udp")]
    [InlineData(58L, "icmp6")]
    [InlineData(89L, "ospf")]
    [InlineData(132L, "sctp")]
    [InlineData(255L, "ip-255")]
    [InlineData(256L, null)]
    [InlineData(-1L, null)]
    [InlineData(null, null)]
    public void Name_Numbers_AreNamedOrNumbered(long? number, string? expected) => Assert.Equal(expected, IpProtocol.Name(number));
}
