using System.CommandLine;
using System.Globalization;
using Det0131.Models.Jobs;
using Det0131.Scoring.Demo;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Commands;

/// <summary>Runs the service until it is told to stop.</summary>
internal sealed class ServeCommand : Command
{
    private readonly SettingOptions _settings;

    public ServeCommand()
        : base("serve", """
            Takes events, scores them, keeps alerts and shows them. What runs when no command is given.
            Every option is also a key of the configuration; see docs/operations/configuration.md.

            Example:
              det0131-score serve --store models/store --lake lake --data /var/lib/det0131
              det0131-score serve --demo
            """)
    {
        _settings = new SettingOptions(this, null);
        SetAction((parsed, cancellation) => Task.FromResult(SettingOptions.Run(() => RunAsync(parsed, cancellation))));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (options, configuration) = _settings.Read(parsed);
        if (options.Demo)
        {
            return await DemoAsync(options, configuration, cancellation);
        }

        return await RunAsync(options, configuration, ServiceParts.AddScoring, null, cancellation);
    }

    /// <summary>The same service on the shipped demo, in a directory that is gone afterwards.</summary>
    private static async Task<int> DemoAsync(ServeOptions options, IConfiguration configuration, CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("det0131-demo-");
        try
        {
            var site = DemoSite.Prepare(directory.FullName, TimeProvider.System);
            await using var reading = new DemoReading(site, TimeProvider.System);
            return await RunAsync(DemoSite.Options(options, directory.FullName, site), configuration, (services, told) =>
            {
                ServiceParts.AddScoring(services, told);
                services.AddSingleton(reading);
                services.AddHostedService<DemoFeed>();
            }, "The demo is ready: open {0} and sign in with the key above. Its alerts come within seconds; everything is gone when it stops (Ctrl+C).", cancellation);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <param name="ready">Told on the console when it listens; {0} is the address. Null: nothing.</param>
    private static async Task<int> RunAsync(
        ServeOptions options, IConfiguration configuration, Action<IServiceCollection, ServeOptions> parts, string? ready, CancellationToken cancellation)
    {
        await using var app = ServiceHost.Build(options, configuration, parts);
        await ServiceHost.StartAsync(app, Console.Error, cancellation);
        if (ready is not null)
        {
            await Console.Error.WriteLineAsync(string.Format(CultureInfo.InvariantCulture, ready, app.Urls.First()));
        }

        await app.WaitForShutdownAsync(cancellation);
        // The host stops in good order when a part of it fails; whoever supervises the process must see that it failed.
        return app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(part => part.ExecuteTask?.IsFaulted == true) ? JobExit.Failed : JobExit.Success;
    }
}
