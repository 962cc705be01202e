using System.Text.Json;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Det0131.Scoring.Tests.Alerts;
using Det0131.Training.Tests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Det0131.Scoring.Tests.Commands;

/// <summary><c>feedback import</c> by the real program from what analysts left in the service's database; what it must find is what they were asked to say.</summary>
public sealed class FeedbackFromStoreTests(PostgresServer postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-verdicts-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Import_SqliteAlertStore_TakesTheVerdictsAndLeavesOpenAlerts()
    {
        await FillAsync(Database.Open(In("data"), null, new ManualTime(StoreAlerts.Noon.AddDays(1)), NullLogger.Instance));
        AssertImported(Path.Combine(In("data"), "alerts.db"));
    }

    [Fact]
    public async Task Import_PostgreSql_TakesTheSame()
    {
        var connection = await postgres.NewConnectionAsync();
        await FillAsync(Database.Open(In("data"), connection, new ManualTime(StoreAlerts.Noon.AddDays(1)), NullLogger.Instance));
        AssertImported(connection);
    }

    private static async Task FillAsync(Database database)
    {
        await using (database)
        {
            var alerts = new DatabaseAlertStore(database);
            await alerts.ApplyAsync([StoreAlerts.Make("theft", host: "pc1"), StoreAlerts.Make("backup", host: "pc2"), StoreAlerts.Make("odd", host: "pc3"), StoreAlerts.Make("open", host: "pc4")], StoreAlerts.NoMerges, CancellationToken.None);
            await alerts.ChangeAsync("theft", new AlertChange(AlertState.TruePositive, null, "confirmed \"by\" phone\n"), "ann", null, CancellationToken.None);
            await alerts.ChangeAsync("backup", new AlertChange(AlertState.Expected), "bob", null, CancellationToken.None);
            await alerts.ChangeAsync("odd", new AlertChange(AlertState.Benign), "ann", null, CancellationToken.None);
        }
    }

    private void AssertImported(string from)
    {
        var run = ProgramRun.Of("Det0131.Training", "feedback", "import", from, "--store", In("store"));
        Assert.True(run.Code == 0, run.Errors);
        Assert.Contains("3 verdicts read; the snapshot has 1 true positives, 1 benign, 1 expected", run.Errors, StringComparison.Ordinal);
        var kept = Directory.EnumerateFiles(In("store"), "*", SearchOption.AllDirectories).Select(File.ReadAllText).Single(text => text.Contains("pc1", StringComparison.Ordinal));
        foreach (var part in new[] { "theft", "pc1", "backup", "pc2", "odd", "pc3", "ann", "bob", "confirmed" })
        {
            Assert.Contains(part, kept, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("pc4", kept, StringComparison.Ordinal);
        // The same verdicts are the same snapshot, whatever they were read from.
        Assert.Equal(run.Output, ProgramRun.Of("Det0131.Training", "feedback", "import", from, "--store", In("store")).Output);
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
