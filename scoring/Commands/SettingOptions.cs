using System.CommandLine;
using System.Data.Common;
using Det0131.Models.Jobs;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Commands;

/// <summary>Settings of the service as options of a command. The command line wins over the environment, that over the file of --config, that over appsettings.json of the working directory.</summary>
internal sealed class SettingOptions
{
    private readonly Option<string> _config = new("--config") { Description = "Read settings from this JSON file." };
    private readonly List<(ServeSetting Setting, Option<string[]> Option)> _options = [];

    /// <param name="command">Gets the options.</param>
    /// <param name="names">Names of the settings that it takes; null: all.</param>
    public SettingOptions(Command command, params string[]? names)
    {
        command.Options.Add(_config);
        foreach (var setting in ServeSettings.All.Where(s => names is null || names.Contains(s.Name)))
        {
            var option = new Option<string[]>("--" + setting.Name)
            {
                Description = setting.Kind == SettingKind.Flag ? setting.Description : $"{setting.Description} [{setting.Unit}; default: {setting.Default}]",
                // A flag may stand alone.
                Arity = setting.Kind == SettingKind.Flag ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
                HelpName = setting.Kind == SettingKind.Flag ? "true|false" : setting.Key,
            };
            command.Options.Add(option);
            _options.Add((setting, option));
        }
    }

    /// <summary>The settings of a command line, and the configuration that they come from otherwise.</summary>
    /// <exception cref="FormatException">A value has the wrong shape.</exception>
    /// <exception cref="ArgumentException">The configuration names something that is no setting.</exception>
    /// <exception cref="FileNotFoundException">The file of --config is not there.</exception>
    public (ServeOptions Options, IConfigurationRoot Configuration) Read(ParseResult parsed)
    {
        var builder = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true);
        if (parsed.GetValue(_config) is { } file)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        var configuration = builder.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().Build();
        var options = ServeSettings.FromConfiguration(new ServeOptions(), configuration);
        foreach (var (setting, option) in _options)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
            {
                string[] values = [.. given.Tokens.Select(t => t.Value)];
                options = setting.Set(options, values.Length == 0 ? ["true"] : values, option.Name);
            }
        }

        return (options, configuration);
    }

    /// <summary>Runs a job that waits; what a database says becomes a line for people as everything else does.</summary>
    public static int Run(Func<Task<int>> job) => JobExit.Run(() =>
    {
        try
        {
            return job().GetAwaiter().GetResult();
        }
        catch (DbException e)
        {
            throw new IOException("The alert store cannot be used: " + e.Message, e);
        }
    }, Console.Error);
}
