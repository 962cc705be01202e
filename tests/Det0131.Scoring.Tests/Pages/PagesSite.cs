using Det0131.Models.Versioning;
using Det0131.Models.Alerts;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Pages;
using Det0131.Scoring.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Tests.Pages;

/// <summary>The pages over real sign-in, a real alert store and a real model store, on a port of this machine. Scorer and timeline stand in.</summary>
internal sealed class PagesSite : IAsyncDisposable
{
    /// <summary>Sunday 2026-08-16, noon: after the logs that the model is trained on.</summary>
    public static readonly DateTimeOffset Start = new(2026, 8, 16, 12, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private PagesSite(WebApplication app, DirectoryInfo data, ModelStore store, ManualTime time)
    {
        _app = app;
        _data = data;
        Store = store;
        Time = time;
    }

    public string Address => _app.Urls.First();

    public ModelStore Store { get; }

    public ManualTime Time { get; }

    public IAlertStore Alerts => _app.Services.GetRequiredService<IAlertStore>();

    public IAllowList AllowList => _app.Services.GetRequiredService<IAllowList>();

    public IAuditLog Audit => _app.Services.GetRequiredService<IAuditLog>();

    public KeyRing Keys => _app.Services.GetRequiredService<KeyRing>();

    public static async Task<PagesSite> StartAsync(string store, IReadOnlyCollection<Alert> alerts, DateTimeOffset? now = null)
    {
        var time = new ManualTime(now ?? Start);
        var data = Directory.CreateTempSubdirectory("det0131-pages-");
        var options = new ServeOptions { Data = data.FullName, Store = store };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var models = ModelStore.Open(store, time);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(models);
        builder.Services.AddSingleton<IModelHost, StoreFollower>();
        builder.Services.AddSingleton<IScoringStatus>(new StandingScorer { LatestEventMicros = alerts.Count > 0 ? alerts.Max(a => a.LastMicros) : null });
        builder.Services.AddSingleton<IEntityTimeline>(new EvenTimeline(entity => alerts.Where(a => a.Entity == entity).SelectMany(a => a.Events)));
        builder.Services.AddAccess(options);
        builder.Services.AddAlertStore(options);
        builder.Services.AddAnalystPages();
        var app = builder.Build();
        app.Use((http, next) =>
        {
            // What the service sends with every page.
            http.Response.Headers.ContentSecurityPolicy =
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
            return next(http);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapAnalystPages();
        app.MapGet("/v1/alerts/stream", StreamAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var site = new PagesSite(app, data, models, time);
        await site.Alerts.ApplyAsync(alerts, new Dictionary<string, string>(), TestContext.Current.CancellationToken);
        return site;
    }

    /// <summary>A new key's secret.</summary>
    public async Task<(string Secret, string Id)> KeyAsync(string name, Role role)
    {
        var made = await Keys.MakeAsync(name, role, null, "console", TestContext.Current.CancellationToken);
        return (made.Secret.Reveal(), made.Key.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static async Task StreamAsync(HttpContext http, IAlertStore alerts)
    {
        http.Response.ContentType = "text/event-stream";
        var changes = System.Threading.Channels.Channel.CreateUnbounded<StoredAlert>();
        alerts.Changed += Changed;
        try
        {
            await http.Response.WriteAsync(": open\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await foreach (var stored in changes.Reader.ReadAllAsync(http.RequestAborted))
            {
                await http.Response.WriteAsync($"event: alert\nid: {stored.Cursor}\ndata: {{\"id\":\"{stored.Alert.Id}\"}}\n\n", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The browser went away.
        }
        finally
        {
            alerts.Changed -= Changed;
        }

        void Changed(StoredAlert stored) => changes.Writer.TryWrite(stored);
    }
}
