using System.Net;
using System.Net.Http.Json;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program gets another model amid a stream; what it must come to is counted in what was sent.</summary>
public sealed class ModelSwapTests(TrainedStore trained) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-swap-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Promote_AmidTheStream_LosesNothingAndAlertsNameWhoScored()
    {
        var store = trained.Copy("store", In("store"));
        var first = SentLogs.Write(In("first"), 14, 1, linesPerBody: 30);
        // Another machine and destination, so that it is an alert of its own.
        var second = SentLogs.Write(In("second"), 15, 1, linesPerBody: 30)
            .ConvertAll(body => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(body).Replace("10.1.0.3\t50000\t192.0.2.250", "10.1.0.5\t50000\t192.0.2.251", StringComparison.Ordinal)));
        using (var service = await ServiceProcess.StartAsync(null, "--store", store, "--data", In("data"), "--settle", "0.05"))
        {
            await PostAsync(service, first);
            await ScoredAsync(service);
            var windows = (await service.StatusAsync()).GetProperty("openWindows").GetInt32();
            Assert.True(windows > 0);
            using (var answer = await service.Client.PostAsJsonAsync(new Uri("/v1/models/promote", UriKind.Relative), new { version = trained.Older }, TestContext.Current.CancellationToken))
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            await PostAsync(service, second);
            await ScoredAsync(service);
            var status = await service.StatusAsync();
            Assert.Equal(trained.Older, status.GetProperty("modelVersion").GetString());
            Assert.Equal(SentLogs.Lines([.. first, .. second]).Count, status.GetProperty("eventsSeen").GetInt64());
            Assert.Equal(0, status.GetProperty("eventsLate").GetInt64());

            await RefuseDamagedAsync(service, store);
            Assert.Equal(0, (await service.StopAsync()).Code);
        }

        await using var database = Database.Open(In("data"), null, TimeProvider.System, NullLogger.Instance);
        var page = await new DatabaseAlertStore(database).ListAsync(new AlertQuery { Limit = 1000, WithOverBudget = true }, TestContext.Current.CancellationToken);
        Assert.Equal(trained.Promoted, Earliest("192.0.2.250"));
        Assert.Equal(trained.Older, Earliest("192.0.2.251"));

        string Earliest(string destination) => page.Alerts.Select(a => a.Alert).Where(a => a.Destination.Key == destination).MinBy(a => a.FirstMicros)!.ModelVersion;
    }

    /// <summary>A version is damaged; over HTTP it cannot be promoted, and when the pointer names it all the same, the one before goes on, and that is said.</summary>
    private async Task RefuseDamagedAsync(ServiceProcess service, string store)
    {
        var file = Directory.GetFiles(Path.Combine(store, "versions", trained.Promoted)).MaxBy(f => new FileInfo(f).Length)!;
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[^1] ^= 0x10;
        File.SetAttributes(file, FileAttributes.Normal);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        using (var answer = await service.Client.PostAsJsonAsync(new Uri("/v1/models/promote", UriKind.Relative), new { version = trained.Promoted }, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        }

        await File.WriteAllTextAsync(Path.Combine(store, "current.new"), trained.Promoted + "\n", TestContext.Current.CancellationToken);
        File.Move(Path.Combine(store, "current.new"), Path.Combine(store, "current"), overwrite: true);
        await service.UntilAsync("the refusal is told", async () => (await service.StatusAsync()).TryGetProperty("modelProblem", out var problem) && problem.ValueKind == System.Text.Json.JsonValueKind.String);
        var status = await service.StatusAsync();
        Assert.Equal(trained.Older, status.GetProperty("modelVersion").GetString());
        Assert.Contains(Path.GetFileName(file), status.GetProperty("modelProblem").GetString(), StringComparison.Ordinal);

        // It scores, so it is ready; what is not as it should be stands beside it.
        var ready = await service.Client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("the promoted one could not be loaded", ready, StringComparison.Ordinal);
        var before = status.GetProperty("eventsSeen").GetInt64();
        var more = SentLogs.Write(In("third"), 16, 1, linesPerBody: 30);
        await PostAsync(service, more);
        await ScoredAsync(service);
        Assert.Equal(before + SentLogs.Lines(more).Count, (await service.StatusAsync()).GetProperty("eventsSeen").GetInt64());
    }

    private static async Task PostAsync(ServiceProcess service, List<byte[]> bodies)
    {
        foreach (var body in bodies)
        {
            Assert.Equal(HttpStatusCode.OK, await service.PostAsync(body));
        }
    }

    private static Task ScoredAsync(ServiceProcess service) =>
        service.UntilAsync("all scored", async () => (await service.StatusAsync()).GetProperty("waitingEvents").GetInt64() == 0);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
