using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Training.Tests;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>Classes of tests that share one browser and one trained store; they run one after the other.</summary>
[CollectionDefinition(nameof(PagesFixture))]
public sealed class PagesCollection : ICollectionFixture<PagesFixture>;

/// <summary>A browser, a store with two trained versions, and a day's logs with a night transfer of 4 GB in them.</summary>
public sealed class PagesFixture(TrainedStore trained) : IAsyncLifetime
{
    /// <summary>Tuesday 2026-08-18, noon: after the logs.</summary>
    public static readonly DateTimeOffset Now = new(2026, 8, 18, 12, 0, 0, TimeSpan.Zero);

    private (PagesSite Site, Alert Real)? _shared;
    private int _copies;

    public Chromium Chromium { get; } = new();

    public string Promoted => trained.Promoted;

    public string Older => trained.Older;

    public async ValueTask InitializeAsync() => await Chromium.InitializeAsync();

    /// <summary>
    /// The service that tests share which neither move the clock far nor touch the model store; it is started once. A test that changes an alert
    /// takes one of its own: <see cref="CopyAsync"/>.
    /// </summary>
    internal async Task<(PagesSite Site, Alert Real)> SharedAsync() => _shared ??= await SiteAsync(SampleAlerts.HostileOne(Promoted));

    /// <summary>A real alert once more, of a machine that no other alert has.</summary>
    internal async Task<Alert> CopyAsync(PagesSite site, Alert real)
    {
        var number = ++_copies;
        var copy = real with { Id = UInt128.CreateChecked(9000 + number).ToString("x32", System.Globalization.CultureInfo.InvariantCulture), Entity = real.Entity with { Host = $"copy-{number}" } };
        await site.Alerts.ApplyAsync([copy], new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        return copy;
    }

    /// <summary>The queue in a fresh session of somebody; whoever signed in before comes with that session's cookie, without the form.</summary>
    internal async Task<WatchedPage> SignedInAsync(PagesSite site, string name, Role role, bool isDark = false, int width = 1280)
    {
        var known = site.Sessions.GetValueOrDefault(name);
        var watched = await Chromium.OpenAsync(site, isDark, width, known);
        if (known is not null)
        {
            await watched.Page.GotoAsync("/");
            return watched;
        }

        await watched.SignInAsync((await site.KeyAsync(name, role)).Secret);
        site.Sessions[name] = await watched.Page.Context.StorageStateAsync();
        return watched;
    }

    /// <summary>The service for a test alone, over a copy of the store; it was posted the day's logs, and has invented alerts of all analytics besides.</summary>
    internal async Task<(PagesSite Site, Alert Real)> SiteAsync(params Alert[] more)
    {
        var site = await PagesSite.StartAsync(Now, (options, folder) =>
            options with { Store = trained.Copy("store", Path.Combine(folder, "store")) });
        foreach (var file in Directory.GetFiles(trained.In("today")).Order(StringComparer.Ordinal))
        {
            await site.PostAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), "zeek");
        }

        IReadOnlyList<StoredAlert> found = [];
        await PagesSite.UntilAsync(async () => (found = (await site.Alerts.ListAsync(new AlertQuery(), TestContext.Current.CancellationToken)).Alerts).Count > 0, "the transfer is an alert");
        await site.Alerts.ApplyAsync([.. SampleAlerts.All(Promoted), .. more], new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        return (site, found.MaxBy(a => a.Alert.BytesOut ?? 0)!.Alert);
    }

    /// <summary>A transfer of 5 GB from another machine in the evening, later than all else in the log: what comes hours late opens no alert.</summary>
    internal static string AnotherTransfer()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-line-");
        try
        {
            SmallLogs.Write(folder.FullName, 14, 1, withAct: true);
            var lines = File.ReadAllLines(Directory.GetFiles(folder.FullName).Single());
            var act = lines.Single(l => l.Contains("C14act", StringComparison.Ordinal));
            var time = act[..act.IndexOf('\t', StringComparison.Ordinal)];
            var later = (decimal.Parse(time, System.Globalization.CultureInfo.InvariantCulture) + 52_200).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var other = act.Replace(time, later, StringComparison.Ordinal).Replace("C14act", "C14other", StringComparison.Ordinal).Replace("10.1.0.3", "10.1.0.5", StringComparison.Ordinal)
                .Replace("192.0.2.250", "192.0.2.251", StringComparison.Ordinal).Replace("4000000000", "5000000000", StringComparison.Ordinal);
            return string.Join('\n', [.. lines.Where(l => l.StartsWith('#')), other]) + "\n";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        if (_shared is { } shared)
        {
            await shared.Site.DisposeAsync();
        }
    }
}
