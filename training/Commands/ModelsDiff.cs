using System.CommandLine;
using Det0131.Datasets.History;
using Det0131.Datasets.Lake;
using Det0131.Models.Drift;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Training.Drift;

namespace Det0131.Training.Commands;

/// <summary>Shows what differs between two model versions.</summary>
internal sealed class ModelsDiff : Command
{
    private readonly Argument<string> _before = new("before") { Description = "Id of the earlier version, as models list prints it." };
    private readonly Argument<string> _after = new("after") { Description = "Id of the later one." };
    private readonly Option<string> _lake = new("--lake") { Description = "Lake whose last days both versions score: which alerts appear, vanish and move." };
    private readonly Option<int> _days = new("--days") { Description = "How many of its days.", DefaultValueFactory = _ => 7 };
    private readonly Option<int> _list = new("--list") { Description = "Entries of each list; everything is counted.", DefaultValueFactory = _ => 10 };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "table, json or html.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "json", "html");
    private readonly Option<string> _out = new("--out") { Description = "File to write instead of standard output." };
    private readonly Option<string> _store;

    public ModelsDiff(Option<string> store)
        : base("diff", """
            What became normal and what stopped being normal, how far each feature has drifted and by whom, where thresholds moved; with a lake, which of
            its last days' alerts appear, vanish or move.

            Example:
              det0131-train models diff 20261114T080000Z-91b0ce 20261121T080000Z-3f2a9c --store models/store
              det0131-train models diff 20261114T080000Z-91b0ce 20261121T080000Z-3f2a9c --store models/store --lake lake --format html --out diff.html
            """)
    {
        _store = store;
        Arguments.Add(_before);
        Arguments.Add(_after);
        foreach (var option in new Option[] { _lake, _days, _list, _format, _out })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var store = parsed.GetValue(_store)!;
        var options = new ComparisonOptions { Listed = parsed.GetValue(_list), Days = parsed.GetValue(_days) };
        options.Check();
        if (!Directory.Exists(store))
        {
            throw new InvalidDataException($"Found no model store at {store}; expected a directory that train made.");
        }

        var (idBefore, before) = StoredModel.Load(store, parsed.GetValue(_before));
        var (idAfter, after) = StoredModel.Load(store, parsed.GetValue(_after));
        using var lake = parsed.GetValue(_lake) is { } path ? EventLake.Open(path) : null;
        var difference = VersionComparison.Run(before, idBefore, after, idAfter, lake is null ? null : new LakeHistory(lake), options, JobProgress.OnStandardError(), cancellation);
        using var output = parsed.GetValue(_out) is { } file ? File.Create(file) : Console.OpenStandardOutput();
        switch (parsed.GetValue(_format))
        {
            case "json":
                DifferenceJson.Write(difference, output);
                break;
            case "html":
                DifferencePage.Write(difference, output);
                break;
            default:
                using (var writer = new StreamWriter(output) { NewLine = "\n" })
                {
                    DifferenceTable.Write(difference, writer);
                }

                break;
        }

        return JobExit.Success;
    }
}
