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
}
