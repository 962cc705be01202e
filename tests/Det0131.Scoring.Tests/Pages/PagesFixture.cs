using Det0131.Models.Alerts;

namespace Det0131.Scoring.Tests.Pages;

/// <summary>A browser, a store with two trained versions, and the alerts of a scored day beside invented ones.</summary>
public sealed class PagesFixture : IAsyncLifetime
{
    private TrainedStore? _trained;
    private IReadOnlyList<Alert> _alerts = [];

    public Chromium Chromium { get; } = new();

    public string Promoted => _trained!.Promoted;

    public string Older => _trained!.Older;

    /// <summary>The real one: 4 GB by FTP at night.</summary>
    internal Alert Real => _alerts[0];

    public async ValueTask InitializeAsync()
    {
        await Chromium.InitializeAsync();
        _trained = new TrainedStore();
        var real = RealAlerts.Score(_trained.In("store"), _trained.In("today"), TestContext.Current.CancellationToken);
        _alerts = [.. real.Take(1), .. SampleAlerts.All(Promoted)];
    }

    /// <summary>A site of its own for a test, over a copy of the store.</summary>
    internal Task<PagesSite> SiteAsync(params Alert[] more)
    {
        var copy = _trained!.In("store-" + Path.GetRandomFileName());
        foreach (var file in Directory.GetFiles(_trained.In("store"), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(_trained.In("store"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return PagesSite.StartAsync(copy, [.. _alerts, .. more]);
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        _trained?.Dispose();
    }
}
