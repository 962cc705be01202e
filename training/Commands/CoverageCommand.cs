using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.Coverage;
using Det0131.Datasets.Lake;
using Det0131.Models.Context;
using Det0131.Models.Jobs;
using Det0131.Training.Coverage;

namespace Det0131.Training.Commands;

/// <summary>Tells which element can be computed for whom from the logs at hand.</summary>
internal sealed class CoverageCommand : Command
{
    private const long MicrosPerDay = 86_400_000_000;

    private readonly Option<string> _lake = new("--lake") { Description = "Lake to look at.", Required = true };
    private readonly Option<string> _assets = new("--assets") { Description = "CSV of hosts, as for train: names addresses, tells platforms, and shows hosts of which nothing arrives." };
    private readonly Option<string[]> _internal = new("--internal") { Description = "A local network (CIDR); may be repeated. Without it private addresses and those that hosts' own logs show.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _from = new("--from") { Description = "First day (UTC date)." };
    private readonly Option<string> _until = new("--until") { Description = "First day that no longer counts." };
    private readonly Option<string> _host = new("--host") { Description = "Everything of this host (a first label will do), user, role or account." };
    private readonly Option<int> _top = new("--top") { Description = "Hosts that the table and the page list, least covered first.", DefaultValueFactory = _ => 50 };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "table, json (every entity) or html (one file, printable).", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "json", "html");
    private readonly Option<string> _out = new("--out") { Description = "Write to this file instead of standard output." };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads for counting; the figures are the same for any number." };

    public CoverageCommand()
        : base("coverage", """
            Tells which element of which analytic can be computed for which host, user, cloud role and account from the logs at hand, what is blind, and what to
            switch on. Counts what the events show; needs no model.

            Example:
              det0131-train coverage --lake lake
              det0131-train coverage --lake lake --host web1
              det0131-train coverage --lake lake --assets assets.csv --from 2026-11-01 --format html --out coverage.html
            """)
    {
        foreach (var option in new Option[] { _lake, _assets, _internal, _from, _until, _host, _top, _format, _out, _threads })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var directory = parsed.GetValue(_lake)!;
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"Found no lake at {directory}; import logs into one first.");
        }

        var from = MicrosOf(parsed.GetValue(_from));
        var until = MicrosOf(parsed.GetValue(_until));
        var lakeOptions = parsed.GetValue(_threads) is { } threads ? new LakeOptions { Threads = threads } : new LakeOptions();
        using var lake = EventLake.Open(directory, lakeOptions);
        var statistics = lake.Statistics(from, until, cancellation);
        if (statistics.Events == 0)
        {
            throw new InvalidDataException(from is null && until is null ? "The lake holds no events; import some first." : "The lake holds no events of these days.");
        }

        var counter = new CoverageCounter(lake, new CoverageOptions
        {
            FromMicros = from,
            UntilMicros = until,
            Site = new SiteStatement(
                parsed.GetValue(_assets) is { } assets ? AssetsFile.Read(assets) : [],
                [.. (parsed.GetValue(_internal) ?? []).Select(text => AddressBlock.Parse(text).ToString())]),
        });
        var entities = counter.Run(cancellation);
        if (parsed.GetValue(_host) is { } name)
        {
            var wanted = name.ToLowerInvariant();
            entities = [.. entities.Where(e => e.Name == wanted || e.Name == name || e.Name.StartsWith(wanted + ".", StringComparison.Ordinal))];
            if (entities.Count == 0)
            {
                throw new ArgumentException($"Found no host, user, role or account named '{name}'.");
            }
        }

        Write(parsed, new CoverageReport(statistics, entities, counter.OfNobody, counter.LeftOut));
        return JobExit.Success;
    }

    private void Write(ParseResult parsed, CoverageReport report)
    {
        using var output = parsed.GetValue(_out) is { } path ? File.Create(path) : Console.OpenStandardOutput();
        switch (parsed.GetValue(_format))
        {
            case "json":
                CoverageJson.Write(report, output);
                break;
            case "html":
                CoveragePage.Write(report, Period(report.Statistics), parsed.GetValue(_top), output);
                break;
            default:
                using (var text = new StreamWriter(output) { NewLine = "\n" })
                {
                    if (parsed.GetValue(_host) is null)
                    {
                        CoverageTable.Write(report, parsed.GetValue(_top), text);
                    }
                    else
                    {
                        CoverageTable.WriteEntities(report.Entities, text);
                    }
                }

                break;
        }
    }

    private static string Period(LakeStatistics statistics) => string.Create(CultureInfo.InvariantCulture,
        $"{DateTime.UnixEpoch.AddTicks(statistics.FirstMicros!.Value * 10):yyyy-MM-dd} to {DateTime.UnixEpoch.AddTicks(statistics.LastMicros!.Value * 10):yyyy-MM-dd}, {statistics.Events:N0} events");

    private static long? MicrosOf(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * MicrosPerDay
            : throw new FormatException($"Found the day '{text}'; expected yyyy-MM-dd.");
}
