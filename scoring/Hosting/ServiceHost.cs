using Det0131.Scoring.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Det0131.Scoring.Hosting;

/// <summary>Puts the service together and starts it.</summary>
public static partial class ServiceHost
{
    /// <summary>What is to be done at the end must be done in this time.</summary>
    public static TimeSpan ShutdownTime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Bodies of requests other than events, bytes.</summary>
    public const long MaximumRequestBytes = 1 << 20;

    private const int MaximumConnections = 2000;

    /// <summary>Puts the service together.</summary>
    /// <param name="options">Validated here.</param>
    /// <param name="configuration">The server's: Kestrel, Logging. Whoever gives it has read <paramref name="options"/> from it already.</param>
    /// <param name="scoring">Registers what takes, scores and keeps: <see cref="ServiceParts.AddScoring"/>, or another for a test.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <exception cref="ArgumentException">Lists every fault of the options.</exception>
    public static WebApplication Build(ServeOptions options, IConfiguration configuration, Action<IServiceCollection, ServeOptions> scoring, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(scoring);
        options.Validate();

        // The program's folder, not the working one, holds the pages' files; settings are read by whoever calls.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ServiceHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        var believesAll = string.Equals(configuration[TrustedProxies.PlatformSwitch], "true", StringComparison.OrdinalIgnoreCase);
        builder.Configuration.AddInMemoryCollection([new(TrustedProxies.PlatformSwitch, "false")]);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes;
            kestrel.Limits.MaxConcurrentConnections = MaximumConnections;
        });
        ServiceLogging.Configure(builder.Logging, configuration);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ProblemHandler>();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        scoring(builder.Services, options);
        ServiceParts.AddFront(builder.Services, options);

        var app = builder.Build();
        if (believesAll)
        {
            Log.Remark(app.Logger, "ASPNETCORE_FORWARDEDHEADERS_ENABLED has no effect, because it would believe every sender. Name the proxies with --trusted-proxies.");
        }

        app.UseTrustedProxies(options.TrustedProxies);
        Use(app);
        ServiceParts.Map(app);
        return app;
    }

    /// <summary>Makes the first key where there never was one, decides where to listen, and starts.</summary>
    /// <param name="app">From <see cref="Build"/>.</param>
    /// <param name="console">Where the first key's secret is shown, once; no log.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <exception cref="ArgumentException">An address to listen on cannot be read.</exception>
    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public static async Task StartAsync(WebApplication app, TextWriter console, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(console);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServiceHost).FullName!);
        var ring = app.Services.GetRequiredService<KeyRing>();
        // Asked before the first key is made: nobody can hold that key yet, and its secret is read on this machine's console.
        var onlyHere = !await ring.AnyInForceAsync(cancellation);
        if (await ring.FirstAsync(cancellation) is { } first)
        {
            await console.WriteLineAsync($"First start: the admin key '{first.Key.Name}' was made. Its secret is shown this once:\n\n  {first.Secret.Reveal()}\n");
            await console.FlushAsync(cancellation);
        }

        var (urls, remarks) = ListenAddresses.Decide(app.Configuration, app.Services.GetRequiredService<ServeOptions>(), onlyHere);
        foreach (var remark in remarks)
        {
            Log.Remark(log, remark);
        }

        if (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>() is { } addresses)
        {
            addresses.Addresses.Clear();
            foreach (var url in urls)
            {
                addresses.Addresses.Add(url);
            }
        }

        await app.StartAsync(cancellation);
        Log.Listening(log, string.Join(", ", app.Urls));
    }

    private static void Use(WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseExceptionHandler("/problem/500");
        app.UseHsts();
        app.UseWhen(http => !AccessRegistration.IsPage(http.Request.Path) || http.Request.Headers.ContainsKey("Authorization"), api => api.UseStatusCodePages());
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseSessionAntiforgery();
        app.UseAuthorization();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Remark}")]
        public static partial void Remark(ILogger logger, string remark);

        [LoggerMessage(2, LogLevel.Information, "Listening on {Addresses}")]
        public static partial void Listening(ILogger logger, string addresses);
    }
}
