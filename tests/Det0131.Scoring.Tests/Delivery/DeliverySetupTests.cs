using Det0131.Scoring.Alerts;
using Det0131.Scoring.Delivery;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Tests.Alerts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Tests.Delivery;

/// <summary>The parts as the service registers them, in a host that runs.</summary>
public sealed class DeliverySetupTests
{
    [Fact]
    public async Task AddDelivery_InAHost_SendsAlertsAsTheyChange()
    {
        var folder = Directory.CreateTempSubdirectory("det0131-host-").FullName;
        await using var receiver = await Receiver.StartAsync();
        var options = new ServeOptions { Data = Path.Combine(folder, "data"), AlertFile = Path.Combine(folder, "alerts.ndjson"), AllowInternalWebhooks = true };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddAlertStore(options).AddDelivery(options);
        using (var host = builder.Build())
        {
            await host.StartAsync();
            await host.Services.GetRequiredService<IWebhooks>().AddAsync(new WebhookDraft(receiver.Url.AbsoluteUri), "anna", CancellationToken.None);
            await host.Services.GetRequiredService<IAlertStore>().ApplyAsync([StoreAlerts.Make("a1")], StoreAlerts.NoMerges, CancellationToken.None);
            await UntilAsync(() => receiver.Received.Count == 1 && File.Exists(options.AlertFile) && new FileInfo(options.AlertFile).Length > 0);
            await host.StopAsync();
        }

        Assert.Single(await File.ReadAllLinesAsync(options.AlertFile));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(options.Data));
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void AddDelivery_FaultySyslogTarget_StopsTheStart() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddDelivery(new ServeOptions { AlertSyslog = "tcp://nowhere" }));

    private static async Task UntilAsync(Func<bool> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "Nothing was sent in a minute.");
            await Task.Delay(10);
        }
    }
}
