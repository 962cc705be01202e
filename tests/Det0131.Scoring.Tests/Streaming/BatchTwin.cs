using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.History;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Alerts;
using Det0131.Models.Explanations;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Tests.Streaming;

/// <summary>What the batch programs make of log files: the model that they learn, the groups and alerts that they find.</summary>
internal static class BatchTwin
{
    public static HostedModel Learn(IEnumerable<string> paths, string version = "20260820T000000Z-00000a") => InLake(paths, lake =>
        new HostedModel(version, new Learner(new LakeHistory(lake), new LearningOptions(), JobProgress.Silent, TestContext.Current.CancellationToken)
            .Learn(schema => new ObservationCounter(schema, new LakeOptions())).Model));

    public static (List<GroupPrint> Groups, IReadOnlyList<Alert> Alerts, BatchResult Result) Score(HostedModel hosted, IEnumerable<string> paths) => InLake(paths, lake =>
    {
        var groups = new List<GroupPrint>();
        var result = new BatchScorer(hosted.Model, hosted.Version, new BatchOptions()).Run(new LakeHistory(lake), (ids, take) =>
        {
            foreach (var e in lake.Find(ids))
            {
                take(e);
            }
        }, (scored, _) => groups.Add(GroupPrint.Of(scored)), JobProgress.Silent, TestContext.Current.CancellationToken);
        return (groups, result.Alerts, result);
    });

    private static T InLake<T>(IEnumerable<string> paths, Func<EventLake, T> use)
    {
        var folder = Directory.CreateTempSubdirectory("det0131-twin-");
        try
        {
            using var lake = EventLake.Open(folder.FullName);
            LogImportJob.Run(paths, lake, new ImportOptions { Redact = SecretRedactor.Redact }, new EventEnricher(redactRaw: false), JobProgress.Silent, TestContext.Current.CancellationToken);
            return use(lake);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
