using System.Net;
using Microsoft.Data.Sqlite;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program on a disk that is really full: a small file system of its own. What it must come to is found by batch scoring and in what was sent.</summary>
public sealed class FullDiskTests(TrainedStore trained) : IDisposable
{
    private const int LinesPerBody = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-full-");
    private SmallDisk? _disk;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _disk?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Serve_DiskFull_RefusesClearlyKeepsWhatItTookAndGoesOn(bool isKilledWhileFull)
    {
        _disk = SmallDisk.Mount(192);
        var bodies = SentLogs.Write(Path.Combine(_folder.FullName, "sent"), 14, 4, LinesPerBody);
        var service = await StartAsync(null);
        try
        {
            var sent = bodies.Count / 3;
            foreach (var body in bodies.Take(sent))
            {
                Assert.Equal(HttpStatusCode.OK, await service.PostAsync(body));
            }

            await service.UntilDoneAsync();
            Assert.Equal(HttpStatusCode.OK, await ReadyAsync(service));
            _disk.Fill();
            // The page that the journal's last bytes are in may have room for some.
            while (await service.PostAsync(bodies[sent]) is var status && status != HttpStatusCode.InsufficientStorage)
            {
                Assert.Equal(HttpStatusCode.OK, status);
                Assert.True(++sent < bodies.Count - 1, "All was taken by a disk that is full.");
            }

            using (var content = new ByteArrayContent(bodies[sent]))
            using (var answer = await service.Client.PostAsync(new Uri("/v1/events", UriKind.Relative), content, TestContext.Current.CancellationToken))
            {
                Assert.Equal(HttpStatusCode.InsufficientStorage, answer.StatusCode);
                Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
                Assert.Contains("disk is full", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(service));
            Assert.Contains("are free on its disk", await ReadyTextAsync(service), StringComparison.Ordinal);
            // Longer than the times between snapshots and commits.
            await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.InsufficientStorage, await service.PostAsync(bodies[sent]));
            if (isKilledWhileFull)
            {
                service.Kill();
            }

            _disk.Free();
            if (isKilledWhileFull)
            {
                var secret = service.Secret;
                service.Dispose();
                service = await StartAsync(secret);
            }

            foreach (var body in bodies.Skip(sent))
            {
                await service.UntilAsync("the body is taken", async () => await service.PostAsync(body) == HttpStatusCode.OK);
            }

            await service.UntilDoneAsync();
            await service.UntilAsync("it is ready", async () => await ReadyAsync(service) == HttpStatusCode.OK);
            var last = await service.StatusAsync();
            Assert.Equal(SentLogs.Lines(bodies).Count, last.GetProperty("eventsSeen").GetInt64() - last.GetProperty("eventsDoubled").GetInt64());
            Assert.Equal(0, (await service.StopAsync()).Code);
        }
        finally
        {
            service.Dispose();
        }

        Outcome.AssertLakeHasEachOnce(In("lake"), bodies);
        await Outcome.AssertAlertsAreThoseOfBatchAsync(In("data"), trained, Path.Combine(_folder.FullName, "sent"));
        Assert.All(File.ReadAllLines(In("alerts.ndjson")).Where(line => line.Length > 0), line => System.Text.Json.JsonDocument.Parse(line).Dispose());
    }

    private static async Task<HttpStatusCode> ReadyAsync(ServiceProcess service)
    {
        using var answer = await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<string> ReadyTextAsync(ServiceProcess service)
    {
        using var answer = await service.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private Task<ServiceProcess> StartAsync(string? secret) => ServiceProcess.StartAsync(
        secret, "--store", trained.In("store"), "--data", In("data"), "--lake", In("lake"), "--alert-file", In("alerts.ndjson"), "--settle", "0.05", "--snapshot", "1", "--lake-commit", "1");

    private string In(string name) => Path.Combine(_disk!.Folder, name);
}
