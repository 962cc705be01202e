using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Jobs;

namespace Det0131.Datasets.Import;

/// <summary>What an import did: what was read, and what the lake took.</summary>
public sealed record LogImportResult(ReadReport Read, ImportResult Stored);

/// <summary>Reads logs, enriches their events and puts them into a lake: the one way in, for training and scoring.</summary>
public static class LogImportJob
{
    /// <summary>
    /// Reads and stores; a killed import loses at most the batch that was open, and running it again adds what is missing. A batch holds what
    /// fits in its bounds (<see cref="ImportBatch.IsFull"/>); joins do not see across batches.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="lake">Where the events go.</param>
    /// <param name="options">How to read.</param>
    /// <param name="enricher">Derives what the records do not say.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it; the open batch is dropped.</param>
    public static LogImportResult Run(
        IEnumerable<string> paths, EventLake lake, ImportOptions options, EventEnricher enricher, JobProgress progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(enricher);
        ArgumentNullException.ThrowIfNull(progress);
        var stored = new ImportResult(0, 0, 0, 0, 0, 0, 0);
        var batch = lake.BeginImport();
        try
        {
            var report = LogImporter.Run(paths, options, e =>
            {
                enricher.Enrich(e);
                batch.Append(e);
                if (batch.IsFull)
                {
                    stored += batch.Commit(cancellation);
                    batch = lake.BeginImport();
                }
            }, new ReadProgressLine(progress), cancellation);
            stored += batch.Commit(cancellation);
            return new LogImportResult(report, stored);
        }
        finally
        {
            batch.Dispose();
            progress.Clear();
        }
    }

    private sealed class ReadProgressLine(JobProgress progress) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => progress.Report("reading", value.Records, null, "records");
    }
}
