using System.Globalization;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Alerts.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using static Det0131.Scoring.Tests.Alerts.StoreAlerts;

namespace Det0131.Scoring.Tests.Alerts;

/// <summary>A process that stores alerts is killed again and again (SIGKILL, no chance to tidy up); the file is read afterwards.</summary>
public sealed class StoreCrashTests
{
    private const string FolderVariable = "DET0131_TEST_CRASHING_STORE";
    private const int Kills = 4;
    private const int PerApply = 3;

    // This test is its own child: the child is told the folder by a variable, and writes until it is killed.
    [Fact]
    public async Task ApplyAsync_KilledAnywhere_KeepsWhatWasAcknowledgedAndDoublesNothing()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } given)
        {
            await WriteUntilKilledAsync(given);
            return;
        }

        var folder = Directory.CreateTempSubdirectory("det0131-crash-").FullName;
        try
        {
            var acknowledged = -1;
            for (var kill = 0; kill < Kills; kill++)
            {
                acknowledged = await RunAndKillAsync(folder, until: acknowledged + 20 + (kill * 7));
                await CheckAsync(folder, acknowledged);
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAndKillAsync(string folder, int until)
    {
        var start = ChildProgram.StartOf(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "Det0131.Scoring.Tests.dll"),
            "-method", $"{typeof(StoreCrashTests).FullName}.{nameof(ApplyAsync_KilledAnywhere_KeepsWhatWasAcknowledgedAndDoublesNothing)}", "-noLogo");
        start.Environment[FolderVariable] = folder;
        using var child = ChildProgram.Start(start);
        var errors = child.StandardError.ReadToEndAsync();
        var said = child.StandardOutput.ReadToEndAsync();
        var limit = TimeProvider.System.GetTimestamp();
        while (Acknowledged(folder) < until)
        {
            if (child.HasExited || TimeProvider.System.GetElapsedTime(limit) > TimeSpan.FromMinutes(2))
            {
                child.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"The child did not get to {until}: {await said} {await errors}");
            }

            await Task.Delay(5);
        }

        child.Kill(entireProcessTree: true);
        await child.WaitForExitAsync();
        return Acknowledged(folder);
    }

    private static async Task CheckAsync(string folder, int acknowledged)
    {
        await using var database = Database.Open(folder, null, TimeProvider.System, NullLogger.Instance);
        var store = new DatabaseAlertStore(database);
        Assert.Equal("ok", (await database.ReadAsync(sql => sql("PRAGMA integrity_check").ListAsync(r => r.GetString(0)), CancellationToken.None)).Single());
        Assert.Empty(await database.ReadAsync(sql => sql("PRAGMA foreign_key_check").ListAsync(r => r.GetString(0)), CancellationToken.None));

        var cursors = new List<long>();
        for (var n = 0; n <= acknowledged; n++)
        {
            for (var i = 0; i < PerApply; i++)
            {
                var alert = await store.FindAsync($"n{n}-{i}", CancellationToken.None);
                Assert.True(alert is { Revision: 1 }, $"Alert n{n}-{i} was acknowledged and has revision {alert?.Revision}.");
                cursors.Add(alert!.Cursor);
                Assert.Single(await store.HistoryAsync($"n{n}-{i}", CancellationToken.None));
            }
        }

        // One apply is all or nothing, and the counter stands where the last alert does.
        var all = await store.ListAsync(new AlertQuery { Limit = 1, Order = AlertOrder.Newest }, CancellationToken.None);
        Assert.Equal(0, all.Total % PerApply);
        Assert.Equal(all.Total, all.Alerts[0].Cursor);
        Assert.Equal(cursors.Count, cursors.Distinct().Count());
    }

    // Every round finds again what the last one before the kill found: as the scorer does after a crash.
    private static async Task WriteUntilKilledAsync(string folder)
    {
        await using var database = Database.Open(folder, null, TimeProvider.System, NullLogger.Instance);
        var store = new DatabaseAlertStore(database);
        for (var n = Math.Max(0, Acknowledged(folder) - 2); ; n++)
        {
            await store.ApplyAsync([.. Enumerable.Range(0, PerApply).Select(i => Make($"n{n}-{i}"))], NoMerges, CancellationToken.None);

            // A rename is all or nothing: a number that is read is a number that was acknowledged.
            var path = Path.Combine(folder, "acknowledged");
            File.WriteAllText(path + ".new", n.ToString(CultureInfo.InvariantCulture));
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    private static int Acknowledged(string folder)
    {
        var path = Path.Combine(folder, "acknowledged");
        return File.Exists(path) ? int.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : -1;
    }
}
