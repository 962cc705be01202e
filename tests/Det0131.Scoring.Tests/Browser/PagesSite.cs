using System.Net.Http.Headers;
using Det0131.Models.Alerts;
using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Streaming;
using Det0131.Scoring.Versions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>The whole service as the program starts it, on a port of this machine; only its clock is moved by hand.</summary>
internal sealed class PagesSite : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;
    private int _keys;

    private PagesSite(WebApplication app, DirectoryInfo folder, ManualTime time)
    {
        _app = app;
        _folder = folder;
        Time = time;
    }

    /// <summary>Cookies of who signed in, by name of the key.</summary>
    public Dictionary<string, string> Sessions { get; } = new(StringComparer.Ordinal);

    public string Address => _app.Urls.First();

    public ManualTime Time { get; }

    public ModelStore Store => _app.Services.GetRequiredService<ModelStore>();

    public IAlertStore Alerts => _app.Services.GetRequiredService<IAlertStore>();

    public IAllowList AllowList => _app.Services.GetRequiredService<IAllowList>();

    public IAuditLog Audit => _app.Services.GetRequiredService<IAuditLog>();

    public IScoringStatus Scorer => _app.Services.GetRequiredService<IScoringStatus>();

    public IWebhooks Webhooks => _app.Services.GetRequiredService<IWebhooks>();

    public VersionDifferences Differences => _app.Services.GetRequiredService<VersionDifferences>();

    public KeyRing Keys => _app.Services.GetRequiredService<KeyRing>();

    /// <summary>Starts the service in a folder of its own.</summary>
    /// <param name="now">What its clock says.</param>
    /// <param name="options">Changes the options, told the folder.</param>
    /// <param name="more">Registers more than the service's own parts.</param>
    public static async Task<PagesSite> StartAsync(DateTimeOffset now, Func<ServeOptions, string, ServeOptions> options, Action<IServiceCollection>? more = null)
    {
        var folder = Directory.CreateTempSubdirectory("det0131-pages-");
        var time = new ManualTime(now);
        var standard = new ServeOptions
        {
            Data = Path.Combine(folder.FullName, "data"), Lake = Path.Combine(folder.FullName, "lake"), Listen = "http://127.0.0.1:0",
            SettleSeconds = 0, RequestsPerSecond = 100_000, BodiesPerSecond = 100_000,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Logging:LogLevel:Default", "None")]).Build();
        var app = ServiceHost.Build(options(standard, folder.FullName) with { SettleSeconds = 0 }, configuration, (services, told) =>
        {
            ServiceParts.AddScoring(services, told);
            more?.Invoke(services);
        }, time);
        await ServiceHost.StartAsync(app, TextWriter.Null, TestContext.Current.CancellationToken);
        return new PagesSite(app, folder, time);
    }

    /// <summary>The secret of a new key with a name of its own.</summary>
    public Task<(string Secret, string Id)> KeyAsync(Role role) => KeyAsync($"key {++_keys}", role);

    /// <summary>A new key's secret.</summary>
    public async Task<(string Secret, string Id)> KeyAsync(string name, Role role)
    {
        var made = await Keys.MakeAsync(name, role, null, "console", TestContext.Current.CancellationToken);
        return (made.Secret.Reveal(), made.Key.Id);
    }

    /// <summary>Posts log records as a shipper does, and waits until they are scored.</summary>
    public async Task PostAsync(string records, string source)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        var key = await Keys.MakeAsync("shipper " + Path.GetRandomFileName(), Role.Ingest, null, "console", TestContext.Current.CancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Secret.Reveal());
        using var answer = await http.PostAsync(new Uri("/v1/events?source=" + source, UriKind.Relative), new StringContent(records), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await UntilAsync(() => Task.FromResult(Scorer.WaitingEvents == 0), "the events are scored");
    }

    /// <summary>Lets the clock run until the lake has what was posted, which it gets once a minute.</summary>
    public async Task FillLakeAsync(Alert alert)
    {
        var timeline = _app.Services.GetRequiredService<Scoring.Pages.IEntityTimeline>();
        await UntilAsync(
            async () =>
            {
                // Whoever waits for the clock may not have begun to: it is moved until it has gone far enough for him.
                Time.Advance(TimeSpan.FromSeconds(15));
                return (await timeline.ReadAsync(alert.Entity, alert.FirstMicros - 1, alert.LastMicros + 1, 10, TestContext.Current.CancellationToken)).Total > 0;
            },
            "the lake has the events");
    }

    /// <summary>Waits for a condition, long enough for a busy machine.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited {Limit} in vain until {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
