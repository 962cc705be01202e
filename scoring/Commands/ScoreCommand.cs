using System.CommandLine;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.History;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Feedback;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Scoring.Commands;

/// <summary>Scores files or a lake in batch and writes the alerts.</summary>
internal sealed class ScoreCommand : Command
{
    private readonly Argument<string[]> _paths = new("paths") { Description = "Log files and folders to score (plain, .gz, .zip, .zst).", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _lake = new("--lake") { Description = "Score the events of this lake instead of files." };
    private readonly Option<string> _store = new("--store") { Description = "Model store; its promoted version scores.", Required = true };
    private readonly Option<string> _version = new("--model-version") { Description = "Score with this version instead of the promoted one." };
    private readonly Option<string> _source = new("--source") { Description = "Format of the files, or auto to recognise each.", DefaultValueFactory = _ => "auto" };
    private readonly Option<Platform?> _platform = new("--platform") { Description = "Platform of hosts that the model does not know." };
    private readonly Option<string> _rejects = new("--rejects") { Description = "Write refused records to this file, one JSON object a line." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first record that cannot be used." };
    private readonly Option<string> _format = new Option<string>("--format") { Description = "table, ocsf or ecs.", DefaultValueFactory = _ => "table" }.AcceptOnlyFromAmong("table", "ocsf", "ecs");
    private readonly Option<string> _out = new("--out") { Description = "Write the alerts to this file instead of standard output." };
    private readonly Option<string> _groups = new("--groups") { Description = "Write every scored group, alert or not, to this file as NDJSON." };
    private readonly Option<bool> _leaveOut = new("--leave-own-period-out") { Description = "Score events that the model was trained on as if their own period had not been seen." };
    private readonly Option<string> _from = new("--from") { Description = "Score from this time on (UTC)." };
    private readonly Option<string> _until = new("--until") { Description = "Score up to this time (UTC), exclusive." };
    private readonly Option<int?> _limit = new("--limit") { Description = "Print at most this many alerts, rarest first; the others are counted." };
    private readonly Option<string> _allow = new("--allow") { Description = "Allow-list to apply: a file as GET /v1/allow-list gives it, or store: the verdicts 'expected' of the store's latest feedback." };
    private readonly Option<string> _key = new("--pseudonym-key-file") { Description = "Replace user names by keyed hashes; the file holds the key (16 bytes or more)." };

    public ScoreCommand()
        : base("score", """
            Scores logs against the promoted model and prints alerts that explain themselves.

            Example:
              det0131-score score /var/log/zeek/current --store models/store --format table
              det0131-score score --lake lake --store models/store --format ocsf --out alerts.ndjson --groups groups.ndjson
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
        foreach (var option in new Option[] { _lake, _store, _version, _source, _platform, _rejects, _strict, _format, _out, _groups, _leaveOut, _from, _until, _limit, _allow, _key })
        {
            Options.Add(option);
        }

        SetAction((parsed, cancellation) => Task.FromResult(JobExit.Run(() => Run(parsed, cancellation), Console.Error)));
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var paths = parsed.GetValue(_paths) ?? [];
        var lakePath = parsed.GetValue(_lake);
        if (paths.Length == 0 == (lakePath is null))
        {
            Console.Error.WriteLine("error: give either files and folders, or --lake DIR.");
            return JobExit.Usage;
        }

        var (version, model) = StoredModel.Load(parsed.GetValue(_store)!, parsed.GetValue(_version));
        var progress = JobProgress.OnStandardError();
        if (lakePath is not null)
        {
            return Score(parsed, lakePath, model, version, progress, cancellation, JobExit.Success);
        }

        var temporary = Directory.CreateTempSubdirectory("det0131-score-");
        try
        {
            var imported = Import(parsed, paths, temporary.FullName, progress, cancellation);
            ImportSummary.Write(imported, Console.Error);
            var code = imported.Read.Problems.Any() || imported.Read.Total.Rejected > 0 ? JobExit.Partial : JobExit.Success;
            return Score(parsed, temporary.FullName, model, version, progress, cancellation, code);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private BatchResult Allowed(ParseResult parsed, BatchResult result)
    {
        if (parsed.GetValue(_allow) is not { } allow)
        {
            return result;
        }

        var outcome = RulesOf(allow, parsed.GetValue(_store)!).Apply(result.Alerts);
        AllowedLines.Write(outcome, Console.Error);
        return result with { Alerts = outcome.Shown };
    }

    private static AllowRules RulesOf(string allow, string storePath)
    {
        if (allow != "store")
        {
            return AllowRules.FromBytes(File.ReadAllBytes(allow));
        }

        var folder = new FeedbackFolder(storePath);
        return folder.Latest() is { } latest ? AllowRules.Of(folder.Load(latest)) : throw new InvalidDataException("The store has no feedback; expected a snapshot, as feedback import makes it.");
    }

    private LogImportResult Import(ParseResult parsed, string[] paths, string lakePath, JobProgress progress, CancellationToken cancellation)
    {
        using var lake = EventLake.Open(lakePath);
        var source = parsed.GetValue(_source);
        var options = new ImportOptions
        {
            Source = source == "auto" ? null : source,
            RejectsPath = parsed.GetValue(_rejects),
            Strict = parsed.GetValue(_strict),
            Redact = SecretRedactor.Redact,
        };
        return LogImportJob.Run(paths, lake, options, new EventEnricher(redactRaw: false), progress, cancellation);
    }

    private int Score(ParseResult parsed, string lakePath, ScoringModel model, string version, JobProgress progress, CancellationToken cancellation, int code)
    {
        using var lake = EventLake.Open(lakePath);
        var options = new BatchOptions
        {
            Fallback = parsed.GetValue(_platform),
            LeaveOwnPeriodOut = parsed.GetValue(_leaveOut),
            FromMicros = parsed.GetValue(_from) is { } from ? TimeText.Parse(from) : null,
            UntilMicros = parsed.GetValue(_until) is { } until ? TimeText.Parse(until) : null,
        };
        using var output = new AlertOutput(parsed.GetValue(_format)!, parsed.GetValue(_out), parsed.GetValue(_groups), parsed.GetValue(_key), model.Context);
        var scorer = new BatchScorer(model, version, options);
        var result = scorer.Run(new LakeHistory(lake), (ids, take) =>
        {
            foreach (var e in lake.Find(ids, cancellation: cancellation))
            {
                take(e);
            }
        }, output.WritesGroups ? (scored, outline) => output.Group(scored, outline()) : null, progress, cancellation);
        result = Allowed(parsed, result);
        output.Alerts(result.Alerts, parsed.GetValue(_limit) ?? int.MaxValue);
        output.Summary(result, model, version);
        return code;
    }
}
