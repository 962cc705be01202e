using Det0131.Models.Analytics;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Tests.Analytics;

public sealed class AnalyticCatalogueTests
{
    /// <summary>MITRE ATT&amp;CK v18.1, DET0131: analytic, mutable element, description, word for word.</summary>
    private static readonly (string Analytic, string Name, string Description)[] Mitre =
    [
        ("AN0367", "DataVolumeThresholdMB", "Set threshold for outbound volume (e.g., >50MB in a single connection)."),
        ("AN0367", "ProtocolAllowList", "Allow-listed protocols in use for specific machines or users (e.g., FTP allowed for backups)."),
        ("AN0367", "TimeWindow", "Define allowed time-of-day windows (e.g., flag after-hours file transfer)."),
        ("AN0367", "ParentProcessAnomaly", "Identify anomalous parent-child process relationships (e.g., winword.exe spawning ftp.exe)."),
        ("AN0368", "ProtocolType", "Flag unexpected protocols (e.g., HTTP on port 53 or FTP traffic from non-standard tools)."),
        ("AN0368", "UserContext", "Scope for privilege escalation or service account behavior."),
        ("AN0368", "FileExtensionSensitivity", "Track movement of file types of interest (e.g., .csv, .sql, .key)."),
        ("AN0369", "ProtocolUnusualnessScore", "Weight rarely-used protocols in user space."),
        ("AN0369", "ExecutableBaselining", "Track which binaries usually call curl/nc and alert on deviation."),
        ("AN0370", "IAMRoleContext", "Detect unauthorized use of roles for cloud storage manipulation."),
        ("AN0370", "GeoDestinationThreshold", "Alert on outbound flows to geo-locations not seen in training baseline."),
        ("AN0371", "GuestTrafficBaseline", "Expected protocols used by VMs attached to host interfaces."),
        ("AN0371", "ServiceAccountProfile", "Unexpected network activity from hypervisor processes or monitoring agents."),
    ];

    [Fact]
    public void All_MutableElements_AreMitresThirteen()
    {
        var declared = AnalyticCatalogue.All.SelectMany(a => a.Elements.Where(e => e.IsMitre).Select(e => (a.Id, e.Name, e.Description)));
        Assert.Equal(Mitre, declared);
        Assert.Equal(13, Mitre.Length);
    }

    [Fact]
    public void All_EveryAnalytic_HasItsPlatformAndFeaturesOnce()
    {
        Assert.Equal([Platform.Windows, Platform.Linux, Platform.MacOS, Platform.IaaS, Platform.ESXi], AnalyticCatalogue.All.Select(a => a.Platform));
        Assert.All(AnalyticCatalogue.All, analytic =>
        {
            Assert.Equal(analytic, AnalyticCatalogue.All[AnalyticCatalogue.IndexOf(analytic.Platform)]);
            Assert.NotEmpty(analytic.Features);
            Assert.NotEmpty(analytic.LogSources);
            Assert.Equal(analytic.Features.Length, analytic.Features.Distinct().Count());
            Assert.All(analytic.Elements, e => Assert.NotEmpty(e.Features));
            Assert.Equal(analytic.Elements.Length, analytic.Elements.Select(e => e.Name).Distinct(StringComparer.Ordinal).Count());
            Assert.All(analytic.Features, f => Assert.Same(FeatureCatalogue.Get(f.Id), f));
            for (var slot = 0; slot < analytic.Features.Length; slot++)
            {
                Assert.Equal(slot, analytic.SlotByFeature[analytic.Features[slot].Index]);
            }
        });
    }

    [Fact]
    public void All_EveryFeature_BelongsToAnAnalyticAndHasAPhrase()
    {
        var ids = FeatureCatalogue.All.Select(f => f.Id).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), FeaturePhrases.Known.Order(StringComparer.Ordinal));
        Assert.Equal(ids.Order(StringComparer.Ordinal), AnalyticCatalogue.All.SelectMany(a => a.Features).Select(f => f.Id).Distinct().Order(StringComparer.Ordinal));
        Assert.All(FeatureCatalogue.All, f =>
        {
            Assert.NotEmpty(f.Meaning);
            Assert.Contains("VALUE", FeaturePhrases.Of(f, "VALUE", "SCOPE"), StringComparison.Ordinal);
            Assert.Equal(f.Kind is FeatureKind.UpperTail or FeatureKind.BothTails, f.Unit != MagnitudeUnit.None);
            Assert.Equal(f.Measure != Measure.Event, f.WindowMicros > 0);
        });
    }

    [Fact]
    public void Names_Columns_AreFeaturesLocalAndKnowledge()
    {
        Assert.All(AnalyticCatalogue.All, analytic =>
        {
            var names = ModelColumns.Names(analytic);
            var features = analytic.Features.Length;
            Assert.Equal(analytic.Features.Select(f => f.Id), names.Take(features));
            Assert.Equal("local_destination", names[features]);
            Assert.Equal(analytic.Elements.Select(e => "knowledge." + e.Name), names.Skip(features + 1));
        });
    }

    [Fact]
    public void Get_UnknownId_ListsThoseThatExist()
    {
        var message = Assert.Throws<ArgumentException>(() => AnalyticCatalogue.Get("AN0001")).Message;
        Assert.All(AnalyticCatalogue.All, a => Assert.Contains(a.Id, message, StringComparison.Ordinal));
        Assert.Equal("AN0367", AnalyticCatalogue.Get("an0367").Id);
    }
}
