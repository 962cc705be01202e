using System.Buffers;
using System.Globalization;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.History;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;
using Det0131.Models.Versioning;

namespace Det0131.Training.Jobs;

/// <summary>The whole path on invented logs: write, import, learn, score, compare with the acts that were staged.</summary>
internal sealed class DemoJob(string directory, DemoOptions options, TextWriter output, TextWriter errors)
{
    private readonly JobProgress _progress = JobProgress.OnStandardError();

    public int Run(CancellationToken cancellation)
    {
        var written = DemoLogGenerator.Write(directory, options);
        errors.WriteLine(Text($"wrote {written.Records.Sum(r => r.Value):N0} records in {written.Files:N0} log files ({written.LogBytes / 1e6:N0} MB) and {written.Acts} acts to {directory}"));
        using var lake = EventLake.Open(In("lake"));
        var import = LogImportJob.Run([In("logs")], lake, new ImportOptions { Redact = SecretRedactor.Redact }, new EventEnricher(redactRaw: false), _progress, cancellation);
        ImportSummary.Write(import, errors);
        var store = ModelStore.Open(In("store"), TimeProvider.System);
        var split = DemoTraining.ScoredFromMicros(options);
        var version = new DemoTraining(lake, In("assets.csv"), _progress, errors).Run(store, split, cancellation);
        var model = ScoringModel.Load(store.Load(version).DirectoryPath);
        var found = new FoundActs(StagedActs.Read(In("acts.csv")), directory);
        var result = Score(lake, model, version.ToString(), split, found, cancellation);
        Print(result, model, found);
        return JobExit.Success;
    }

    private string In(string name) => Path.Combine(directory, name);

    private BatchResult Score(EventLake lake, ScoringModel model, string version, long from, FoundActs found, CancellationToken cancellation)
    {
        using var groups = File.Create(In("groups.ndjson"));
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new GroupsWriter(bytes);
        var scorer = new BatchScorer(model, version, new BatchOptions { FromMicros = from });
        return scorer.Run(new LakeHistory(lake), (ids, take) =>
        {
            foreach (var e in lake.Find(ids, from, cancellation: cancellation))
            {
                take(e);
            }
        }, (scored, outline) =>
        {
            found.Observe(scored);
            writer.Write(GroupLine.Of(scored, outline(), model.Context));
            groups.Write(bytes.WrittenSpan);
            bytes.ResetWrittenCount();
        }, _progress, cancellation);
    }

    private void Print(BatchResult result, ScoringModel model, FoundActs found)
    {
        var ocsf = new ArrayBufferWriter<byte>();
        using (var writer = new OcsfWriter(ocsf))
        {
            foreach (var alert in result.Alerts)
            {
                writer.Write(alert, AlertActivity.Create);
            }
        }

        using (var file = File.Create(In("alerts.ocsf.ndjson")))
        {
            file.Write(ocsf.WrittenSpan);
        }

        var terminal = !Console.IsOutputRedirected;
        var table = new AlertTable(output, new AlertTableOptions
        {
            Columns = Math.Clamp(terminal ? Console.WindowWidth : 120, AlertTableOptions.LeastColumns, AlertTableOptions.MostColumns),
            UseAnsi = terminal && Environment.GetEnvironmentVariable("NO_COLOR") is null,
        });
        // The rarest of each analytic in full; every alert is a line in the list below, and whole in alerts.ocsf.ndjson.
        foreach (var alert in result.Alerts.DistinctBy(a => a.AnalyticId))
        {
            table.Write(alert);
            output.WriteLine();
        }

        output.WriteLine(Text($"all {result.Alerts.Count:N0} alerts of {options.ScoredDays} days, rarest first (budget {model.Calibration.Threshold.Budget.AlertsPerDay:0} a day)"));
        table.WriteList(result.Alerts);
        output.WriteLine();
        found.Write(output);
        output.WriteLine();
        output.WriteLine($"Everything stays in {directory}: logs, acts.csv, assets.csv, lake, store, alerts.ocsf.ndjson, groups.ndjson");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
