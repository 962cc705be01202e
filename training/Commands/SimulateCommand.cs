using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation;
using Det0131.Models.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Simulates an enterprise of any size into a lake.</summary>
internal sealed class SimulateCommand : Command
{
    private static readonly SimulationOptions Defaults = new();

    private readonly Option<string> _out = new("--out") { Description = "Directory for lake, logs, assets.csv and acts.csv; empty or new." };
    private readonly Option<int> _users = new("--users") { Description = "People with a workstation, 10 to 100,000; servers come in proportion.", DefaultValueFactory = _ => Defaults.Users };
    private readonly Option<int> _days = new("--days") { Description = "Days, 1 to 366.", DefaultValueFactory = _ => Defaults.Days };
    private readonly Option<string> _start = new("--start") { Description = "First day, as 2026-09-07.", DefaultValueFactory = _ => Defaults.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides everything that is drawn by chance.", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<string> _acts = new("--acts") { Description = "Acts of exfiltration in the last seven days: none, all, a file (CSV: procedure, host, day, variation), or, to test the simulator itself, sham:300 (ordinary habits planted as acts are) and lived:300 (the same, lived).", DefaultValueFactory = _ => Defaults.Acts };
    private readonly Option<string?> _raw = new("--raw") { Description = $"Raw logs to write too: all, or a list of {string.Join(",", Simulator.RawFormats)}." };
    private readonly Option<double> _density = new("--density") { Description = "Factor on the traffic around what people do themselves, 0.1 to 20.", DefaultValueFactory = _ => Defaults.Density };

    public SimulateCommand()
        : base("simulate", """
            Simulates an enterprise day by day: people by role, servers, hypervisors with guests, cloud accounts, Macs. Writes the events as an import of
            its logs would (lake), the hosts (assets.csv), what was staged (acts.csv) and, if wished, the raw logs themselves (logs).

            Example:
              det0131-train simulate --out /srv/sim --users 1000 --days 28 --acts all
              det0131-train simulate --out /srv/small --users 50 --days 10 --acts none --raw zeek,windows
            """)
    {
        Subcommands.Add(new SimulatePlantCommand());
        Subcommands.Add(new SimulateReportCommand());
        foreach (var option in new Option[] { _out, _users, _days, _start, _seed, _acts, _raw, _density })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_out) is not { } directory)
        {
            return JobExit.WrongUsage(["Option '--out' is required."], Console.Error);
        }

        var start = parsed.GetValue(_start)!;
        if (!DateOnly.TryParseExact(start, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            return JobExit.WrongUsage([$"--start is '{start}'; expected a date as 2026-09-07"], Console.Error);
        }

        var raw = parsed.GetValue(_raw);
        var options = new SimulationOptions
        {
            Users = parsed.GetValue(_users),
            Days = parsed.GetValue(_days),
            Start = first,
            Seed = parsed.GetValue(_seed),
            Acts = parsed.GetValue(_acts)!,
            Density = parsed.GetValue(_density),
            RawFormats = raw switch { null => null, "all" => Simulator.RawFormats.ToHashSet(StringComparer.Ordinal), _ => raw.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal) },
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException fault)
        {
            return JobExit.WrongUsage([fault.Message], Console.Error);
        }

        var began = TimeProvider.System.GetTimestamp();
        var written = Simulator.Run(directory, options, new LakeOptions(), JobProgress.OnStandardError(), cancellation);
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"simulated {options.Days} days of {written.Hosts:N0} hosts: {written.Events:N0} events ({written.Events / seconds:N0}/s){(written.RawRecords > 0 ? $", {written.RawRecords:N0} raw records" : "")}, {written.Acts} acts, in {directory}"));
        if (written.Unseen.Count > 0)
        {
            Console.Error.WriteLine($"planned, but in no record of the lake: {string.Join(", ", written.Unseen)}");
        }

        if (options.Acts != "none" && options.Days > SimulationOptions.ActDays)
        {
            // The lake also has the hours around midnight that other time zones add; as days of their own they would be trained and scored for nothing.
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"to see what is found: det0131-train backtest --lake {Path.Combine(directory, "lake")} --labels {Path.Combine(directory, "acts.csv")} --assets {Path.Combine(directory, "assets.csv")} --from {options.Start.AddDays(options.Days - SimulationOptions.ActDays):yyyy-MM-dd} --until {options.Start.AddDays(options.Days):yyyy-MM-dd}"));
        }

        return JobExit.Success;
    }
}
