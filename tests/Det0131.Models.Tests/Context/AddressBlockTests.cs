using System.Net;
using Det0131.Models.Context;

namespace Det0131.Models.Tests.Context;

public sealed class AddressBlockTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0", true)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.1.2.3/8", "10.200.0.1", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("fd00::/8", "fdff::1", true)]
    [InlineData("fd00::/8", "fe00::1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.1.1", true)]
    public void Contains_BoundsOfBlocks_AreInside(string block, string address, bool inside) =>
        Assert.Equal(inside, AddressBlock.Parse(block).Contains(AddressBlock.ToNumber(IPAddress.Parse(address))));

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("fd00::/129")]
    [InlineData("host/8")]
    [InlineData("")]
    public void Parse_NoBlock_SaysWhatWasFound(string text)
    {
        var fault = Assert.Throws<FormatException>(() => AddressBlock.Parse(text));
        Assert.Contains($"'{text}'", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Brute-force twin: compares address bits one by one with the block's.</summary>
    [Fact]
    public void Contains_RandomAddresses_EqualsBitByBitComparison()
    {
        var random = new Random(131);
        Span<byte> bytes = stackalloc byte[4];
        for (var round = 0; round < 2000; round++)
        {
            random.NextBytes(bytes);
            var network = new IPAddress(bytes);
            var prefix = random.Next(0, 33);
            random.NextBytes(bytes);
            var other = new IPAddress(bytes);
            if (round % 2 == 0)
            {
                other = network;
            }

            var expected = Enumerable.Range(0, prefix).All(bit => Bit(network, bit) == Bit(other, bit));
            Assert.Equal(expected, AddressBlock.Parse($"{network}/{prefix}").Contains(AddressBlock.ToNumber(other)));
        }

        static int Bit(IPAddress address, int bit) => (address.GetAddressBytes()[bit / 8] >> (7 - bit % 8)) & 1;
    }
}
