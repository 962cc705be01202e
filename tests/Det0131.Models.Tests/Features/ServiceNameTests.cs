using Det0131.Models.Context;
using Det0131.Models.Features;

namespace Det0131.Models.Tests.Features;

public sealed class ServiceNameTests
{
    [Theory]
    [InlineData("ssl", 443, "tcp", "ssl/443")]
    [InlineData("https", 8443, "tcp", "ssl/8443")]
    [InlineData("sftp", null, "tcp", "ssh/22")]
    [InlineData("smb2", 445, "tcp", "smb/445")]
    [InlineData(null, 8443, "tcp", "-/8443")]
    [InlineData("ftp", 40_000, "tcp", "ftp/high")]
    [InlineData("ftp", 32_768, "tcp", "ftp/high")]
    [InlineData("ftp", 32_767, "tcp", "ftp/32767")]
    [InlineData("quic", null, "udp", "quic/-")]
    [InlineData(null, 8, "icmp", "icmp")]
    [InlineData(null, null, "tcp", null)]
    public void Of_Flow_IsApplicationAndPort(string? application, int? port, string transport, string? expected)
    {
        var e = FeatureCases.Flow();
        (e.Application, e.DestinationPort, e.Transport) = (application, port, transport);
        Assert.Equal(expected, new ServiceNames().Of(new EventSituator(FeatureCases.Site).Situate(e)));
    }

    [Fact]
    public void Of_ResponseAndLocal_AreKeptApart()
    {
        var names = new ServiceNames();
        var situator = new EventSituator(FeatureCases.Site);
        var e = FeatureCases.Flow("http", 8000);
        (e.SourceAddress, e.DestinationAddress, e.HostSide) = ("203.0.113.9", "10.0.0.7", Models.Events.HostSide.Destination);
        Assert.Equal("in:http/8000", names.Of(situator.Situate(e)));
        (e.SourceAddress, e.DestinationAddress, e.HostSide) = ("10.0.0.7", "10.0.0.30", Models.Events.HostSide.Source);
        Assert.Equal("local:http/8000", names.WithinReach(situator.Situate(e)));
        Assert.Same(names.WithinReach(situator.Situate(e)), names.WithinReach(situator.Situate(e)));
    }
}
