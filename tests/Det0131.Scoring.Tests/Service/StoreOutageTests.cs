using System.Net;
using Det0131.Models.Scoring;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Tests.Alerts;
using Det0131.Scoring.Tests.Streaming;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Service;

/// <summary>A real PostgreSQL ends amid the stream and comes back. What must be there afterwards is found by batch scoring.</summary>
public sealed class StoreOutageTests(TrainedStore trained) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-outage-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Serve_StoreEndsAndComesBack_WaitsRefusesInTheEndAndLosesNothing()
    {
        await using var server = new PostgresServer();
        var connection = await server.NewConnectionAsync();
        var bodies = SentLogs.Write(In("sent"), 14, 12, linesPerBody: 50);
        var half = bodies.Count / 6;
        using (var service = await ServiceProcess.StartAsync(
            null, "--store", trained.In("store"), "--data", In("data"), "--lake", In("lake"), "--settle", "0.05", "--snapshot", "1", "--lake-commit", "1", "--max-waiting", "1000", "--database", connection))
        {
            foreach (var body in bodies.Take(half))
            {
                Assert.Equal(HttpStatusCode.OK, await service.PostAsync(body));
            }

            await service.UntilDoneAsync();
            server.Halt();
            var sent = half;
            while (sent < bodies.Count && await service.PostAsync(bodies[sent]) is HttpStatusCode.OK)
            {
                sent++;
            }

            Assert.InRange(sent, half + (1000 / 50), bodies.Count - 1);
            Assert.Equal(HttpStatusCode.TooManyRequests, await service.PostAsync(bodies[sent]));
            using (var ready = await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            }

            server.Resume();
            foreach (var body in bodies.Skip(sent))
            {
                await service.UntilAsync("the body is taken", async () => await service.PostAsync(body) == HttpStatusCode.OK);
            }

            await service.UntilDoneAsync();
            var status = await service.StatusAsync();
            Assert.Equal(SentLogs.Lines(bodies).Count, status.GetProperty("eventsSeen").GetInt64());
            Assert.Equal(0, (await service.StopAsync()).Code);
        }

        await using var database = Database.Open(In("data"), connection, TimeProvider.System, NullLogger.Instance);
        var page = await new DatabaseAlertStore(database).ListAsync(
            new AlertQuery { Limit = 1000, WithMerged = true, WithOverBudget = true, WithSuppressed = true }, TestContext.Current.CancellationToken);
        var (_, alerts, _) = BatchTwin.Score(new HostedModel(trained.Promoted, StoredModel.Load(trained.In("store"), null).Model), [In("sent")]);
        Assert.NotEmpty(alerts);
        Assert.Equal(alerts.Select(AlertPrint.Of).OrderBy(a => a.Id, StringComparer.Ordinal), page.Alerts.Select(a => AlertPrint.Of(a.Alert)).OrderBy(a => a.Id, StringComparer.Ordinal));
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
