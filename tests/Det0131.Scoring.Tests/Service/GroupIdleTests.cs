using System.Net;
using System.Text;
using Det0131.Models.Alerts;
using Det0131.Models.Scoring;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Demo;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Tests.Streaming;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program: a group that may still grow, and nothing comes after it. What it must come to is what batch scoring makes of the same log.</summary>
public sealed class GroupIdleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-group-idle-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>
    /// One record of the demo's site: a call to an address, as the host logs it when it begins. Among single records it is rare; with the sensor's record of
    /// its end it would not be. The log is days old, and so is the group, as soon as nobody sends any more.
    /// </summary>
    [Fact]
    public async Task Serve_NothingComesAfterAGroupThatMayGrow_IsJudgedOnceOverKills()
    {
        var site = DemoSite.Prepare(In("demo"), TimeProvider.System);
        var log = Path.Combine(Directory.CreateDirectory(In("sent")).FullName, "events.json");
        File.WriteAllLines(log, Directory.GetFiles(site.Days[0].Folder, "events-*.json", SearchOption.AllDirectories).SelectMany(File.ReadLines)
            .Where(line => line.Contains("\"DestinationIp\":\"170.114.52.20\"", StringComparison.Ordinal)));
        var model = new HostedModel(site.Version, StoredModel.Load(site.Store, null).Model);
        var expected = BatchTwin.Score(model, [log]).Alerts.Select(AlertPrint.Of).ToList();
        var alert = Assert.Single(expected);
        Assert.Equal(1, alert.Events);

        string? secret;
        using (var service = await StartAsync(site, null))
        {
            secret = service.Secret;
            Assert.Equal(HttpStatusCode.OK, await service.PostAsync(await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken)));
            service.Kill();
        }

        for (var kill = 0; kill < 2; kill++)
        {
            using var service = await StartAsync(site, secret);
            await service.UntilAsync("an alert", async () => (await service.StatusAsync()).GetProperty("waitingEvents").GetInt64() == 0 && (await AlertsAsync()).Count > 0);
            Assert.Equal(expected, (await AlertsAsync()).Select(AlertPrint.Of));
            Assert.Equal(1, (await service.StatusAsync()).GetProperty("eventsSeen").GetInt64());
            service.Kill();
        }

        // It waited: its cut was followed by one that no event caused.
        Assert.Contains(" idle ", Encoding.Latin1.GetString([.. Directory.GetFiles(Path.Combine(In("data"), "journal")).SelectMany(File.ReadAllBytes)]), StringComparison.Ordinal);
    }

    private Task<ServiceProcess> StartAsync(DemoSite site, string? secret) =>
        ServiceProcess.StartAsync(secret, "--store", site.Store, "--data", In("data"), "--settle", "0.05", "--snapshot", "1");

    private async Task<List<Alert>> AlertsAsync()
    {
        await using var database = Database.Open(In("data"), null, TimeProvider.System, NullLogger.Instance);
        return [.. (await new DatabaseAlertStore(database).ListAsync(new AlertQuery { Limit = 1000, WithOverBudget = true }, TestContext.Current.CancellationToken)).Alerts.Select(a => a.Alert)];
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
