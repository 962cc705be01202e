using Det0131.Scoring.Hosting;
using Microsoft.Extensions.Configuration;

namespace Det0131.Scoring.Tests.Hosting;

public sealed class ListenAddressesTests
{
    [Theory]
    // Nothing configured: what --listen says, this machine alone without a key.
    [InlineData("http://127.0.0.1:8131", null, true, "http://127.0.0.1:8131", 0)]
    [InlineData("http://0.0.0.0:8131", null, true, "http://127.0.0.1:8131", 1)]
    [InlineData("https://0.0.0.0:8131", null, true, "https://127.0.0.1:8131", 1)]
    [InlineData("http://0.0.0.0:8131", null, false, "http://0.0.0.0:8131", 1)]
    [InlineData("https://soc.example:443", null, false, "https://soc.example:443", 0)]
    [InlineData("http://[::1]:80;http://localhost:81", null, true, "http://[::1]:80 http://localhost:81", 0)]
    // The server's own.
    [InlineData("http://127.0.0.1:8131", "urls=http://*:5000", true, "http://127.0.0.1:5000", 1)]
    [InlineData("http://127.0.0.1:8131", "urls=http://+:5000;https://+:5001", false, "http://+:5000 https://+:5001", 1)]
    [InlineData("http://127.0.0.1:8131", "http_ports=8080", true, "http://127.0.0.1:8080", 1)]
    public void Decide_Addresses_AsExpected(string listen, string? setting, bool onlyHere, string expected, int remarks)
    {
        var configuration = new ConfigurationManager();
        if (setting is not null)
        {
            configuration[setting.Split('=')[0]] = setting.Split('=')[1];
        }

        var (urls, said) = ListenAddresses.Decide(configuration, new ServeOptions { Listen = listen }, onlyHere);
        Assert.Equal(expected.Split(' '), urls);
        Assert.Equal(remarks, said.Count);
    }

    [Theory]
    [InlineData(true, "https://127.0.0.1:8443")]
    [InlineData(false, "https://*:8443")]
    public void Decide_EndpointsOfKestrel_AreKeptOrHeldHere(bool onlyHere, string expected)
    {
        var configuration = new ConfigurationManager { ["Kestrel:Endpoints:Https:Url"] = "https://*:8443" };
        var (urls, _) = ListenAddresses.Decide(configuration, new ServeOptions(), onlyHere);
        Assert.Empty(urls);
        Assert.Equal(expected, configuration["Kestrel:Endpoints:Https:Url"]);
    }

    [Fact]
    public void Decide_NotAnAddress_IsNamed()
    {
        var e = Assert.Throws<ArgumentException>(() => ListenAddresses.Decide(new ConfigurationManager(), new ServeOptions { Listen = "8131" }, true));
        Assert.Contains("'8131'", e.Message, StringComparison.Ordinal);
    }
}
