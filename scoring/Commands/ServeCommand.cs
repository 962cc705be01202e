using System.CommandLine;
using Det0131.Models.Jobs;
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
        await using var app = ServiceHost.Build(options, configuration, ServiceParts.AddScoring);
        await ServiceHost.StartAsync(app, Console.Error, cancellation);
        await app.WaitForShutdownAsync(cancellation);
        return JobExit.Success;
    }
}
