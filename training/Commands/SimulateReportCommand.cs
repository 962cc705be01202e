using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Simulation.Realism;
using Det0131.Models.Alerts;
using Det0131.Models.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Compares how two lakes are distributed: how real a simulated one is.</summary>
internal sealed class SimulateReportCommand : Command
{
    private readonly Argument<string> _lake = new("lake") { Description = "The simulated lake." };
    private readonly Option<string> _against = new("--against") { Description = "The lake to compare with, of real logs.", Required = true };
    private readonly Option<string[]> _own = new("--own") { Description = "Beginning of the own hosts' addresses in --against (147.32.81.); may be repeated. Without it the private networks." };
    private readonly Option<double> _distance = new("--distance") { Description = "Distance of two distributions from which on they are listed as different, 0 to 1.", DefaultValueFactory = _ => 0.3 };
    private readonly Option<double> _factor = new("--factor") { Description = "Factor between medians from which on they are listed as different.", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> _json = new("--json") { Description = "Write the comparison to this file too." };

    public SimulateReportCommand()
        : base("report", """
            Compares the marginals of a simulated lake with those of another: bytes, durations, hours, protocols, destinations, names, programs. Prints
            quantiles, the distance (Kolmogorov-Smirnov for numbers, mass not shared for names), and marks what differs beyond the bounds.

            Example:
              det0131-train simulate report /srv/sim/lake --against /srv/ctu-lake --own 147.32.81.167 --own 147.32.83.
            """)
    {
        Arguments.Add(_lake);
        foreach (var option in new Option[] { _against, _own, _distance, _factor, _json })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var lake = Opened(parsed.GetValue(_lake)!);
        using var other = Opened(parsed.GetValue(_against)!);
        var first = LakeMarginals.Of(lake, [], cancellation);
        var second = LakeMarginals.Of(other, parsed.GetValue(_own) ?? [], cancellation);
        var compared = first.Zip(second, MarginalComparison.Of).ToList();
        var (distance, factor) = (parsed.GetValue(_distance), parsed.GetValue(_factor));
        foreach (var measure in compared)
        {
            Write(measure, measure.IsBeyond(distance, factor));
        }

        if (parsed.GetValue(_json) is { } path)
        {
            using var file = File.Create(path);
            WriteJson(file, compared, distance, factor);
        }

        return JobExit.Success;
    }

    private static EventLake Opened(string path) =>
        Directory.Exists(path) ? EventLake.Open(path) : throw new DirectoryNotFoundException($"Found no directory {path}; expected a lake.");

    private static void Write(MarginalComparison measure, bool isBeyond)
    {
        if (measure.First.Count == 0 || measure.Second.Count == 0)
        {
            Console.Out.WriteLine(Text($"  {measure.First.Name,-32} not in both: {measure.First.Count:N0} and {measure.Second.Count:N0} values"));
            return;
        }

        var ratio = measure.MedianRatio is { } r ? Text($", medians {r:0.00} : 1") : "";
        Console.Out.WriteLine(Text($"{(isBeyond ? "! " : "  ")}{measure.First.Name,-32} distance {measure.Distance:0.00}{ratio}"));
        foreach (var side in new[] { measure.First, measure.Second })
        {
            var values = side.IsNumber
                ? string.Join("  ", new[] { 0.05, 0.25, 0.5, 0.75, 0.95, 0.99 }.Select(q => Text($"{q * 100:0} %: {side.Quantile(q):G4}")))
                : string.Join("  ", side.Shares.Take(8).Select(share => Text($"{TerminalText.Escape(share.Value)} {share.Share * 100:0.#} %")));
            Console.Out.WriteLine(Text($"      {side.Count,12:N0}  {values}"));
        }
    }

    private static void WriteJson(Stream file, IReadOnlyList<MarginalComparison> compared, double distance, double factor)
    {
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach (var measure in compared)
        {
            json.WriteStartObject();
            json.WriteString("name", measure.First.Name);
            json.WriteNumber("distance", measure.Distance);
            json.WriteBoolean("differs", measure.IsBeyond(distance, factor));
            foreach (var (name, side) in new[] { ("first", measure.First), ("second", measure.Second) })
            {
                json.WriteStartObject(name);
                json.WriteNumber("count", side.Count);
                foreach (var share in side.IsNumber ? new[] { 0.05, 0.25, 0.5, 0.75, 0.95, 0.99 } : [])
                {
                    json.WriteNumber(Text($"q{share * 100:00}"), side.Quantile(share));
                }

                foreach (var (value, share) in side.Shares.Take(20))
                {
                    json.WriteNumber(value, share);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
