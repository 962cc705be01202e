using Det0131.Datasets.Enrichment;
using Det0131.Datasets.History;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Scoring;

namespace Det0131.Scoring.Tests.Pages;

/// <summary>Alerts as batch scoring makes them.</summary>
internal static class RealAlerts
{
    /// <summary>Scores log files against the promoted version of a store.</summary>
    public static IReadOnlyList<Alert> Score(string store, string logs, CancellationToken cancellation)
    {
        var (version, model) = StoredModel.Load(store, null);
        var folder = Directory.CreateTempSubdirectory("det0131-pages-lake-");
        try
        {
            using var lake = EventLake.Open(folder.FullName);
            var progress = JobProgress.OnStandardError();
            LogImportJob.Run([logs], lake, new ImportOptions(), new EventEnricher(redactRaw: false), progress, cancellation);
            return Score(model, version, lake, null, progress, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static IReadOnlyList<Alert> Score(ScoringModel model, string version, EventLake lake, long? from, JobProgress progress, CancellationToken cancellation)
    {
        var scorer = new BatchScorer(model, version, new BatchOptions { FromMicros = from });
        return scorer.Run(new LakeHistory(lake), (ids, take) =>
        {
            foreach (var e in lake.Find(ids, cancellation: cancellation))
            {
                take(e);
            }
        }, null, progress, cancellation).Alerts;
    }
}
