using System.CommandLine;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Models.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Reads logs of any known format into a lake.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<string[]> _paths = new("paths") { Description = "Log files and folders (plain, .gz, .zip, .zst).", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _lake = new("--lake") { Description = "Directory of the lake; made when missing. Only --explain works without it." };
    private readonly Option<string> _source = new("--source") { Description = "Format of the files, or auto to recognise each.", DefaultValueFactory = _ => "auto" };
    private readonly Option<Platform?> _platform = new("--platform") { Description = "Platform of hosts that neither the records nor the assets file name." };
    private readonly Option<string> _rejects = new("--rejects") { Description = "Write refused records to this file, one JSON object a line." };
    private readonly Option<bool> _explain = new("--explain") { Description = "Say of each file what it was taken for, why and what came of it, on standard output; without --lake nothing is stored." };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "Form of --explain: text or json.", DefaultValueFactory = _ => "text" }.AcceptOnlyFromAmong("text", "json");
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first record that cannot be used." };

    public ImportCommand()
        : base("import", $"""
            Reads logs into a lake of Parquet files. Importing the same files again adds nothing.

            Formats: {string.Join(", ", SourceFormats.All.Select(f => f.Name).Distinct())}.

            Example:
              det0131-train import /var/log/zeek /var/log/audit --lake lake --rejects rejects.ndjson
              det0131-train import /var/log --explain
            """)
    {
        // Any number of paths would swallow a misspelt option.
        _paths.Validators.Add(paths =>
        {
            foreach (var option in paths.Tokens.Where(token => token.Value.StartsWith('-')))
            {
                paths.AddError($"Unrecognized option '{option.Value}'; a file of that name is written ./{option.Value}.");
            }
        });
        Arguments.Add(_paths);
        foreach (var option in new Option[] { _lake, _source, _platform, _rejects, _strict, _explain, _format })
        {
            Options.Add(option);
        }

        Validators.Add(command =>
        {
            if (command.GetValue(_lake) is null && !command.GetValue(_explain))
            {
                command.AddError("Option '--lake' is required; only --explain works without it.");
            }
        });
        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var explain = parsed.GetValue(_explain);
        var source = parsed.GetValue(_source);
        var options = new ImportOptions
        {
            Source = source == "auto" ? null : source,
            Platform = parsed.GetValue(_platform),
            RejectsPath = parsed.GetValue(_rejects),
            Strict = parsed.GetValue(_strict),
            Explain = explain,
            Redact = SecretRedactor.Redact,
        };
        var read = parsed.GetValue(_lake) is { } lake ? Store(parsed.GetValue(_paths)!, lake, options, cancellation) : LogImporter.Run(parsed.GetValue(_paths)!, options, _ => { }, cancel: cancellation);
        if (explain)
        {
            Explain(read, parsed.GetValue(_format)!);
        }

        return read.Total.Events == 0 && read.Problems.Any() ? JobExit.Failed
            : read.Problems.Any() || read.Total.Rejected > 0 ? JobExit.Partial
            : JobExit.Success;
    }

    private static ReadReport Store(string[] paths, string directory, ImportOptions options, CancellationToken cancellation)
    {
        using var lake = EventLake.Open(directory);
        var result = LogImportJob.Run(paths, lake, options, new EventEnricher(redactRaw: false), JobProgress.OnStandardError(), cancellation);
        ImportSummary.Write(result, Console.Error);
        return result.Read;
    }

    private static void Explain(ReadReport read, string format)
    {
        if (format == "json")
        {
            using var output = Console.OpenStandardOutput();
            ImportExplanation.Json(read, output);
        }
        else
        {
            ImportExplanation.Write(read, Console.Out);
        }
    }
}
