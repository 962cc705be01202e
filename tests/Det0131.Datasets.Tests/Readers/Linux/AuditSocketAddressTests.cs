using System.Net;
using System.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Linux;

namespace Det0131.Datasets.Tests.Readers.Linux;

public sealed class AuditSocketAddressTests
{
    /// <summary>The twin is the runtime, which writes the same structure of this machine's operating system.</summary>
    [Fact]
    public void TryRead_WhatTheRuntimeSerialises_ComesBack()
    {
        var random = new Random(3);
        var text = new HostText();
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[round % 2 == 0 ? 4 : 16];
            random.NextBytes(bytes);
            var end = new IPEndPoint(new IPAddress(bytes), random.Next(65536));
            var raw = end.Serialize().Buffer.Span;

            Assert.True(AuditSocketAddress.TryRead(Encoding.ASCII.GetBytes(Convert.ToHexString(raw)), text, out var address, out var port));
            Assert.Equal((end.Address.ToString(), end.Port), (address, port));
        }
    }

    [Fact]
    public void TryRead_BigEndianFamily_IsUnderstood()
    {
        // Laurel's test record of a ppc64 machine: nc bound to port 55555.
        Assert.True(AuditSocketAddress.TryRead("0002D903000000000000000000000000"u8, new HostText(), out var address, out var port));
        Assert.Equal(("0.0.0.0", 55555), (address, port));
    }

    [Fact]
    public void TryRead_MappedAddress_IsIPv4()
    {
        Assert.True(AuditSocketAddress.TryRead("0A0000BE0000000000000000000000000000FFFF000AE0DF00000000"u8, new HostText(), out var address, out var port));
        Assert.Equal(("0.10.224.223", 190), (address, port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("02")]
    [InlineData("020001BB")]
    [InlineData("0A0001BB000000000000")]
    [InlineData("01002F72756E")]
    [InlineData("0202000000000000")]
    [InlineData("020001BBACD9A46")]
    public void TryRead_Other_IsRefused(string hex) =>
        Assert.False(AuditSocketAddress.TryRead(Encoding.ASCII.GetBytes(hex), new HostText(), out _, out _));
}
