using System.CommandLine;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Mapping;
using Det0131.Models.Events;
using Det0131.Models.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Reads logs of any known format into a lake.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<string[]> _paths = new("paths") { Description = "Log files and folders (plain, .gz, .zip, .tar, .zst).", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _lake = new("--lake") { Description = "Directory of the lake; made when missing.", Required = true };
    private readonly Option<string> _source = new("--source") { Description = "Format of the files, or auto to recognise each.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _mapping = new("--mapping") { Description = "Read the files (CSV, Parquet or JSON) as this mapping file says; see datasets/README.md." };
    private readonly Option<Platform?> _platform = new("--platform") { Description = "Platform of hosts that neither the records nor the assets file name." };
    private readonly Option<string> _rejects = new("--rejects") { Description = "Write refused records to this file, one JSON object a line." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first record that cannot be used." };

    public ImportCommand()
        : base("import", $"""
            Reads logs into a lake of Parquet files. Importing the same files again adds nothing.

            Formats: {string.Join(", ", SourceFormats.All.Select(f => f.Name).Distinct())}.

            Example:
              det0131-train import /var/log/zeek /var/log/audit --lake lake --rejects rejects.ndjson
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
        foreach (var option in new Option[] { _lake, _source, _mapping, _platform, _rejects, _strict })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using var lake = EventLake.Open(parsed.GetValue(_lake)!);
        var source = parsed.GetValue(_source);
        var options = new ImportOptions
        {
            Source = source == "auto" ? null : source,
            Formats = parsed.GetValue(_mapping) is { } mapping ? [MappingFile.Load(mapping)] : SourceFormats.All,
            Platform = parsed.GetValue(_platform),
            RejectsPath = parsed.GetValue(_rejects),
            Strict = parsed.GetValue(_strict),
            Redact = SecretRedactor.Redact,
        };
        var result = LogImportJob.Run(parsed.GetValue(_paths)!, lake, options, new EventEnricher(redactRaw: false), JobProgress.OnStandardError(), cancellation);
        ImportSummary.Write(result, Console.Error);
        return result.Read.Total.Events == 0 && result.Read.Problems.Any() ? JobExit.Failed
            : result.Read.Problems.Any() || result.Read.Total.Rejected > 0 ? JobExit.Partial
            : JobExit.Success;
    }
}
