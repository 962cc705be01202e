using System.Text.RegularExpressions;
using Det0131.Models.Knowledge;
using Det0131.Models.Priors;

namespace Det0131.Models.Tests.Priors;

public class ShippedPriorsTests
{
    private static readonly ShippedPriors Priors = ShippedPriors.Load();

    [Theory]
    [InlineData("protocol.host", "", "ssl/443")]
    [InlineData("protocol.user", "", "dns/53")]
    [InlineData("protocol.port_mismatch", "443", "ssl")]
    [InlineData("protocol.port_mismatch", "80", "http")]
    [InlineData("lineage.parent_child", "services.exe", "svchost.exe")]
    [InlineData("lineage.parent_child", "systemd", "sshd")]
    [InlineData("lineage.parent_child", "launchd", "xpcproxy")]
    [InlineData("lineage.process_protocol", "system", "smb/445")]
    [InlineData("lineage.process_protocol", "svchost.exe", "-/53")]
    [InlineData("lineage.transfer_tool", "ssh", "scp")]
    [InlineData("destination.domain", "", "microsoft.com")]
    [InlineData("dns.type", "", "A")]
    [InlineData("file.extension", "", ".pdf")]
    [InlineData("cloud.action_role", "", "s3:GetObject")]
    public void WeightOf_CommonValue_IsAboveZero(string feature, string scope, string value)
    {
        Assert.True(Priors.WeightOf(feature, scope, value) > 0);
    }

    [Theory]
    [InlineData("lineage.parent_child", "winword.exe", "ftp.exe")]
    [InlineData("lineage.parent_child", "svchost.exe", "excel.exe")]
    [InlineData("protocol.port_mismatch", "53", "http")]
    [InlineData("protocol.host", "", "ftp/2121")]
    [InlineData("dns.type", "", "NULL")]
    [InlineData("", "", "")]
    public void WeightOf_UncommonValue_IsZero(string feature, string scope, string value)
    {
        Assert.Equal(0, Priors.WeightOf(feature, scope, value));
    }

    [Fact]
    public void Load_EveryRow_IsWellFormed()
    {
        Assert.True(Priors.All.Count > 400);
        Assert.All(Priors.All, prior =>
        {
            Assert.Matches("^[a-z]+\\.[a-z_]+$", prior.FeatureId);
            Assert.InRange(prior.Weight, 0.5, 10);
            Assert.NotEmpty(prior.Source);
            Assert.NotEmpty(prior.Value);
            if (prior.FeatureId.StartsWith("lineage", StringComparison.Ordinal))
            {
                Assert.NotEmpty(prior.Scope);
                Assert.Equal(prior.Scope, prior.Scope.ToLowerInvariant());
                Assert.Equal(prior.Value, prior.Value.ToLowerInvariant());
            }
        });
    }

    [Fact]
    public void Load_ServiceNames_HaveTheAgreedForm()
    {
        var services = Priors.All.Where(prior => prior.FeatureId is "protocol.host" or "protocol.user" or "lineage.process_protocol").Select(prior => prior.Value).ToList();

        Assert.NotEmpty(services);
        Assert.All(services, service => Assert.Matches(new Regex("^(in:)?([a-z_]+|-)/([1-9][0-9]{0,4}|high)$|^icmp$", RegexOptions.None, TimeSpan.FromSeconds(1)), service));
        Assert.All(services.Where(service => char.IsAsciiDigit(service[^1])), service => Assert.InRange(int.Parse(service[(service.IndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture), 1, 32767));
    }

    [Fact]
    public void Load_FileExtensions_AreNotTheSensitiveOnes()
    {
        Assert.All(Priors.All.Where(prior => prior.FeatureId == "file.extension"), prior => Assert.False(KnowledgeEvaluator.Shipped.IsSensitiveExtension(prior.Value), prior.Value));
    }

    [Theory]
    [InlineData("http", 53, true)]
    [InlineData("http", 80, false)]
    [InlineData("none", 53, false)]
    public void IsForeign_Port_ByTable(string application, int port, bool expected)
    {
        Assert.Equal(expected, UsualPorts.Shipped.IsForeign(application, port));
    }
}
