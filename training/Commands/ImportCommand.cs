using System.CommandLine;
using System.Globalization;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Datasets.Readers.Mapping;
using Det0131.Models.Alerts;
using Det0131.Models.Events;
using Det0131.Models.Jobs;

namespace Det0131.Training.Commands;

/// <summary>Reads logs of any known format into a lake.</summary>
internal sealed class ImportCommand : Command
{
    private readonly Argument<string[]> _paths = new("paths") { Description = "Log files and folders (plain, .gz, .zip, .tar, .zst).", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _lake = new("--lake") { Description = "Directory of the lake; made when missing. Only --explain works without it." };
    private readonly Option<string> _source = new("--source") { Description = "Format of the files, or auto to recognise each.", DefaultValueFactory = _ => "auto" };
    private readonly Option<string> _mapping = new("--mapping") { Description = "Read the files (CSV, Parquet or JSON) as this mapping file says; see datasets/README.md." };
    private readonly Option<Platform?> _platform = new("--platform") { Description = "Platform of hosts that neither the records nor the assets file name." };
    private readonly Option<string> _rejects = new("--rejects") { Description = "Write refused records to this file, one JSON object a line." };
    private readonly Option<bool> _explain = new("--explain") { Description = "Say of each file what it was taken for, why and what came of it, on standard output; without --lake nothing is stored." };
    private readonly Option<bool> _watch = new("--watch") { Description = "Go on importing as files and folders grow, until Ctrl-C; goes on where it was when it is started again." };
    private readonly Option<int> _commitSeconds = new("--commit-seconds") { Description = "With --watch: seconds after which what was read is committed.", DefaultValueFactory = _ => (int)new WatchOptions().CommitEvery.TotalSeconds };
    private readonly Option<long> _commitEvents = new("--commit-events") { Description = "With --watch: events after which is committed without waiting.", DefaultValueFactory = _ => new WatchOptions().CommitEvents };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "Form of --explain: text or json.", DefaultValueFactory = _ => "text" }.AcceptOnlyFromAmong("text", "json");
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first record that cannot be used." };

    public ImportCommand()
        : base("import", $"""
            Reads logs into a lake of Parquet files. Importing the same files again adds nothing.

            Formats: {string.Join(", ", SourceFormats.All.Select(f => f.Name).Distinct())}.

            Example:
              det0131-train import /var/log/zeek /var/log/audit --lake lake --rejects rejects.ndjson
              det0131-train import /var/log --explain
              det0131-train import /var/log/zeek --lake lake --watch
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
        foreach (var option in new Option[] { _lake, _source, _mapping, _platform, _rejects, _strict, _explain, _format, _watch, _commitSeconds, _commitEvents })
        {
            Options.Add(option);
        }

        Validators.Add(command =>
        {
            if (command.GetValue(_lake) is null && !command.GetValue(_explain))
            {
                command.AddError("Option '--lake' is required; only --explain works without it.");
            }

            if (command.GetValue(_watch) && (command.GetValue(_explain) || command.GetValue(_strict) || command.GetValue(_rejects) is not null))
            {
                command.AddError("--watch does not go with --explain, --rejects or --strict.");
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
            Formats = parsed.GetValue(_mapping) is { } mapping ? [MappingFile.Load(mapping)] : SourceFormats.All,
            Platform = parsed.GetValue(_platform),
            RejectsPath = parsed.GetValue(_rejects),
            Strict = parsed.GetValue(_strict),
            Explain = explain,
            Redact = SecretRedactor.Redact,
        };
        if (parsed.GetValue(_watch))
        {
            return Watch(parsed, options, cancellation);
        }

        var read = parsed.GetValue(_lake) is { } lake ? Store(parsed.GetValue(_paths)!, lake, options, cancellation) : LogImporter.Run(parsed.GetValue(_paths)!, options, _ => { }, cancel: cancellation);
        if (explain)
        {
            Explain(read, parsed.GetValue(_format)!);
        }

        return read.Total.Events == 0 && read.Problems.Any() ? JobExit.Failed
            : read.Problems.Any() || read.Total.Rejected > 0 ? JobExit.Partial
            : JobExit.Success;
    }

    private int Watch(ParseResult parsed, ImportOptions reading, CancellationToken cancellation)
    {
        var watching = new WatchOptions { CommitEvery = TimeSpan.FromSeconds(parsed.GetValue(_commitSeconds)), CommitEvents = parsed.GetValue(_commitEvents) };
        watching.Check();
        using var lake = EventLake.Open(parsed.GetValue(_lake)!);
        var told = new Dictionary<string, long>(StringComparer.Ordinal);
        var troubles = 0;
        var job = new LogWatchJob([.. parsed.GetValue(_paths)!.Select(Path.GetFullPath)], lake, reading, watching, TimeProvider.System)
        {
            OnTrouble = (path, reason, detail) =>
            {
                troubles++;
                Console.Error.WriteLine(TerminalText.Escape($"{path}: {reason}: {detail}"));
            },
            OnCommit = (stored, rejected) =>
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"committed: {stored.Written:N0} events, {stored.Doubled:N0} were there already"));
                foreach (var (reason, count) in rejected.Where(r => r.Value > told.GetValueOrDefault(r.Key)))
                {
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  rejected so far: {reason}: {count:N0}"));
                    told[reason] = count;
                }
            },
        };
        Console.Error.WriteLine("watching; Ctrl-C ends");
        var total = job.RunAsync(cancellation).GetAwaiter().GetResult();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ended: {total.Written:N0} events written, {total.Doubled:N0} were there already, {total.Refused:N0} refused for a time outside 1970 to 2100"));
        return troubles > 0 || told.Count > 0 ? JobExit.Partial : JobExit.Success;
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
