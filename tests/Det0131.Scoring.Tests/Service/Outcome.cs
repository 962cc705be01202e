using Det0131.Datasets.Lake;
using Det0131.Models.Scoring;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Tests.Streaming;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Service;

/// <summary>What a service must have come to, found independently: the lines that were sent, and batch scoring of the same logs.</summary>
internal static class Outcome
{
    /// <summary>Identifiers of the records in a lake, in order.</summary>
    public static List<string> IdsOfLake(string path)
    {
        using var lake = EventLake.Open(path);
        return [.. lake.ReadEvents().Select(e => e.RecordId ?? "").Order(StringComparer.Ordinal)];
    }

    /// <summary>Identifiers of the records of bodies, in order.</summary>
    public static List<string> IdsOf(IEnumerable<byte[]> bodies) => [.. SentLogs.Lines(bodies).Select(line => line.Split('\t')[1]).Order(StringComparer.Ordinal)];

    public static void AssertLakeHasEachOnce(string path, IEnumerable<byte[]> bodies) => Assert.Equal(IdsOf(bodies), IdsOfLake(path));

    public static async Task AssertAlertsAreThoseOfBatchAsync(string data, TrainedStore trained, string sent)
    {
        await using var database = Database.Open(data, null, TimeProvider.System, NullLogger.Instance);
        Assert.Equal("ok", (await database.ReadAsync(sql => sql("PRAGMA integrity_check").ListAsync(r => r.GetString(0)), CancellationToken.None)).Single());
        var page = await new DatabaseAlertStore(database).ListAsync(
            new AlertQuery { Limit = 1000, WithMerged = true, WithOverBudget = true, WithSuppressed = true }, TestContext.Current.CancellationToken);
        var (_, alerts, _) = BatchTwin.Score(new HostedModel(trained.Promoted, StoredModel.Load(trained.In("store"), null).Model), [sent]);
        Assert.NotEmpty(alerts);
        Assert.Equal(alerts.Select(AlertPrint.Of).OrderBy(a => a.Id, StringComparer.Ordinal), page.Alerts.Select(a => AlertPrint.Of(a.Alert)).OrderBy(a => a.Id, StringComparer.Ordinal));
        Assert.All(page.Alerts, a => Assert.Null(a.MergedInto));
    }
}
