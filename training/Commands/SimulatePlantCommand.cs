using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation.Backgrounds;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Plants acts into a lake of real events.</summary>
internal sealed class SimulatePlantCommand : Command
{
    private static readonly BackgroundOptions Defaults = new();

    private readonly Option<string> _background = new("--background") { Description = "Lake of recorded events; it stays as it is.", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "Directory for lake and acts.csv; empty or new.", Required = true };
    private readonly Option<string> _acts = new("--acts") { Description = "all, or a file (CSV: procedure, host, day, variation).", DefaultValueFactory = _ => Defaults.Acts };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides everything that is drawn by chance.", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<string> _assets = new("--assets") { Description = "CSV of hosts, as for train. Without it hosts are learned from the events." };
    private readonly Option<string[]> _internal = new("--internal") { Description = "A local network (CIDR); may be repeated. Without it they are learned.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<Platform?> _platform = new("--platform") { Description = "Platform of hosts that nothing names; Linux without it." };
    private readonly Option<int?> _actDays = new("--act-days") { Description = "Last days with events in which acts begin; without it seven, but at most a third of them." };
    private readonly Option<string> _part = new("--part") { Description = "Which part of the acts, as 2/8: every eighth, beginning with the second. A small background cannot take all at once.", DefaultValueFactory = _ => "1/1" };

    public SimulatePlantCommand()
        : base("plant", """
            Copies a lake of recorded events and plants acts of exfiltration among them, as the sensors that it has would have recorded them: from its own
            hosts' addresses, on their days and in their hours. Acts that leave no record there are named.

            Example:
              det0131-train simulate plant --background /srv/zeek-lake --out /srv/planted --assets hosts.csv --part 1/4
              det0131-train backtest --lake /srv/planted/lake --labels /srv/planted/acts.csv --assets hosts.csv
            """)
    {
        foreach (var option in new Option[] { _background, _out, _acts, _seed, _assets, _internal, _platform, _actDays, _part })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var part = parsed.GetValue(_part)!.Split('/');
        if (part.Length != 2 || !int.TryParse(part[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !int.TryParse(part[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parts))
        {
            return JobExit.WrongUsage([$"--part is '{parsed.GetValue(_part)}'; expected two numbers as 2/8"], Console.Error);
        }

        var options = new BackgroundOptions
        {
            Acts = parsed.GetValue(_acts)!, Seed = parsed.GetValue(_seed), ActDays = parsed.GetValue(_actDays), Part = number, Parts = parts, Fallback = parsed.GetValue(_platform) ?? Defaults.Fallback,
            Site = new SiteStatement(
                parsed.GetValue(_assets) is { } assets ? AssetsFile.Read(assets) : [],
                [.. (parsed.GetValue(_internal) ?? []).Select(text => AddressBlock.Parse(text).ToString())]),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException fault)
        {
            return JobExit.WrongUsage([fault.Message], Console.Error);
        }

        var planted = BackgroundActs.Plant(parsed.GetValue(_background)!, parsed.GetValue(_out)!, options, new LakeOptions(), JobProgress.OnStandardError(), cancellation);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"planted {planted.Acts} acts, {planted.Events:N0} events, among {planted.Hosts} hosts from {planted.FirstDay:yyyy-MM-dd} on, in {parsed.GetValue(_out)}"));
        if (planted.Unseen.Count > 0)
        {
            Console.Error.WriteLine($"played, but recorded by none of the sensors: {string.Join(", ", planted.Unseen)}");
        }

        foreach (var reason in planted.LeftOut.GroupBy(left => left.Reason))
        {
            Console.Error.WriteLine($"not played ({reason.Key}): {string.Join(", ", reason.Select(left => left.Act))}");
        }

        return JobExit.Success;
    }
}
