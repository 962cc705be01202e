using System.Globalization;
using Det0131.Datasets.Simulation;
using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Jobs;
using Det0131.Models.Versioning;

namespace Det0131.Training.Jobs;

/// <summary>Makes what the scoring program's demo serves: a model learned from the demo's history, and the logs of the week after it.</summary>
/// <param name="directory">Where the samples go; files of the same names are replaced.</param>
/// <param name="options">What to make them of.</param>
/// <param name="errors">Told what was made.</param>
internal sealed class DemoSamplesJob(string directory, DemoOptions options, TextWriter errors)
{
    private readonly JobProgress _progress = JobProgress.OnStandardError();

    public int Run(CancellationToken cancellation)
    {
        var work = Directory.CreateTempSubdirectory("det0131-samples-").FullName;
        try
        {
            var site = Path.Combine(work, "site");
            DemoLogGenerator.Write(site, options with { FolderPerScoredDay = true });
            Directory.CreateDirectory(directory);
            PackModel(site, work, cancellation);
            SampleArchive.Write(Path.Combine(site, "logs", "week"), Path.Combine(directory, SampleArchive.LogsName));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        foreach (var file in new[] { SampleArchive.ModelName, SampleArchive.LogsName })
        {
            errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {Path.Combine(directory, file)}, {new FileInfo(Path.Combine(directory, file)).Length:N0} bytes"));
        }

        return JobExit.Success;
    }

    private void PackModel(string site, string work, CancellationToken cancellation)
    {
        using var lake = EventLake.Open(Path.Combine(work, "lake"));
        LogImportJob.Run([Path.Combine(site, "logs", "history")], lake, new ImportOptions { Redact = SecretRedactor.Redact }, new EventEnricher(redactRaw: false), _progress, cancellation);
        var store = ModelStore.Open(Path.Combine(work, "store"), TimeProvider.System);
        var version = new DemoTraining(lake, Path.Combine(site, "assets.csv"), _progress, errors).Run(store, DemoTraining.ScoredFromMicros(options), cancellation);
        store.Export(version, Path.Combine(directory, SampleArchive.ModelName));
    }
}
