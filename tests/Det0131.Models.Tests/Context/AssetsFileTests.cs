using Det0131.Models.Context;
using Det0131.Models.Events;

namespace Det0131.Models.Tests.Context;

public sealed class AssetsFileTests
{
    [Fact]
    public void Parse_AllColumns_AreRead()
    {
        var asset = Assert.Single(AssetsFile.Parse(
            ["# the site", "host,platform,peer_group,role,criticality,time_zone,addresses", "PC7,windows,office,\"sales, north\",high,Europe/Amsterdam,10.0.0.7; 10.0.0.8"], "a.csv"));
        Assert.Equal(("pc7", Platform.Windows, "office", "sales, north", 3, "Europe/Amsterdam"),
            (asset.Name, asset.Platform, asset.PeerGroup, asset.Role, asset.Criticality, asset.TimeZone));
        Assert.Equal(["10.0.0.7", "10.0.0.8"], asset.Addresses!.Select(a => a.Address));
    }

    [Fact]
    public void Parse_ManyFaults_ListsThemAllWithFileAndLine()
    {
        var fault = Assert.Throws<FormatException>(() => AssetsFile.Parse(
            ["host,platform,color", "a,amiga,red", "b,linux", ",linux,x", "c,linux,x", "c,linux,x"], "a.csv"));
        Assert.Contains("a.csv:1: column 'color'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("a.csv:2: found platform 'amiga'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("a.csv:3: found 2 fields, expected 3", fault.Message, StringComparison.Ordinal);
        Assert.Contains("a.csv:4: the host is empty", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'c' is listed 2 times", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AddressForATime_IsAnAliasOfThatTime()
    {
        var asset = Assert.Single(AssetsFile.Parse(["host,addresses", "a,10.0.0.1@1970-01-02..1970-01-03T12:00 10.0.0.2@..1970-01-02 10.0.0.3@1970-01-02.."], "a.csv"));
        const long day = 86_400_000_000;
        Assert.Equal([new AddressAlias("10.0.0.1", day, 5 * day / 2), new AddressAlias("10.0.0.2", null, day), new AddressAlias("10.0.0.3", day)], asset.Addresses!);
    }

    [Theory]
    [InlineData("10.0.0.1@yesterday..")]
    [InlineData("10.0.0.1@2026-01-02")]
    [InlineData("10.0.0.1@2026-01-02..2026-01-01")]
    [InlineData("10.0.x.1@..")]
    public void Parse_AddressTimeThatIsNone_IsNamed(string text)
    {
        var fault = Assert.Throws<FormatException>(() => AssetsFile.Parse(["host,addresses", $"a,{text}"], "a.csv"));
        Assert.Contains($"a.csv:2: found address '{text}'", fault.Message, StringComparison.Ordinal);
    }
}
