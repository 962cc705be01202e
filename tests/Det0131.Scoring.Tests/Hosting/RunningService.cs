using System.Net.Http.Headers;
using Det0131.Models.Versioning;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Det0131.Scoring.Tests.Hosting;

/// <summary>The real host on a port of its own, with what takes, scores and keeps in memory.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-service-");
    private readonly Dictionary<Role, string> _secrets = [];

    private RunningService(ServeOptions options, TimeProvider? time, Action<WebApplication>? map, Action<IServiceCollection>? more, IReadOnlyDictionary<string, string?>? settings)
    {
        Options = options with { Data = Path.Combine(_folder.FullName, "data"), Store = Path.Combine(_folder.FullName, "store"), Listen = "http://127.0.0.1:0" };
        Directory.CreateDirectory(Options.Data);
        App = ServiceHost.Build(Options, new ConfigurationBuilder().AddInMemoryCollection([new("Logging:LogLevel:Default", "None"), .. settings ?? new Dictionary<string, string?>()]).Build(), (services, _) =>
        {
            services.AddAlertStore(Options).AddDelivery(Options).AddKeyRing().AddSingleton(new SharedLake(null));
            services.AddSingleton<IKeyStore>(Keys).AddSingleton<IAuditLog>(Keys).AddSingleton<IAlertStore>(Alerts).AddSingleton<IAllowList>(AllowList).AddSingleton<IEventIntake>(Intake)
                .AddSingleton<IScoringStatus>(Scorer).AddSingleton<IModelHost>(Scorer).AddSingleton<IEventJournal>(Scorer);
            more?.Invoke(services);
        }, time);
        map?.Invoke(App);
    }

    public WebApplication App { get; }

    public ServeOptions Options { get; }

    public MemoryKeys Keys { get; } = new();

    public MemoryAlerts Alerts { get; } = new();

    public MemoryAllowList AllowList { get; } = new();

    public ScriptedIntake Intake { get; } = new();

    public StillScorer Scorer { get; } = new();

    /// <summary>What was shown at start.</summary>
    public StringWriter Console { get; } = new();

    public ModelStore Store => App.Services.GetRequiredService<ModelStore>();

    public KeyRing Ring => App.Services.GetRequiredService<KeyRing>();

    public Uri Address => new(App.Urls.Single());

    public static async Task<RunningService> StartAsync(
        ServeOptions? options = null, TimeProvider? time = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var service = new RunningService(options ?? new ServeOptions { RequestsPerSecond = 100_000, BodiesPerSecond = 100_000 }, time, map, services, settings);
        await ServiceHost.StartAsync(service.App, service.Console, CancellationToken.None);
        return service;
    }

    public async Task<string> SecretAsync(Role role)
    {
        if (!_secrets.TryGetValue(role, out var secret))
        {
            var made = await Ring.MakeAsync("test " + RoleNames.Of(role), role, null, KeyRing.Console, CancellationToken.None);
            _secrets[role] = secret = made.Secret.Reveal();
        }

        return secret;
    }

    /// <summary>A client that follows no redirects and keeps no cookies but those it is told.</summary>
    public async Task<HttpClient> ClientAsync(Role? role, bool cookies = false)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = cookies }) { BaseAddress = Address };
        if (role is { } given)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SecretAsync(given));
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
