using System.Net;
using System.Text;
using System.Text.Json;
using Det0131.Training.Tests;
using Microsoft.Data.Sqlite;

namespace Det0131.Scoring.Tests.Service;

/// <summary>The real program: what waits for another sensor's record waits neither for ever nor twice. What it must come to is counted in what was sent.</summary>
public sealed class SensorIdleTests(TrainedStore trained) : IDisposable
{
    private const long Start = SmallLogs.Monday + (14 * 86_400) + 32_400;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("det0131-idle-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    /// <summary>
    /// A flow of a host that logs its connections, and nothing after it: when nobody has sent anything for a while it is decided, over a kill before that and a
    /// kill after it.
    /// </summary>
    [Fact]
    public async Task Serve_NothingComesAfterAFlow_IsDecidedOnceOverKills()
    {
        string? secret;
        using (var service = await StartAsync(null))
        {
            secret = service.Secret;
            Assert.Equal(HttpStatusCode.OK, await service.PostAsync(Sysmon(0)));
            Assert.Equal(HttpStatusCode.OK, await service.PostAsync(Zeek(1)));
            service.Kill();
        }

        for (var kill = 0; kill < 2; kill++)
        {
            using var service = await StartAsync(secret);
            await service.UntilAsync("nothing waits", async () => await service.StatusAsync() is var status && Number(status, "waitingEvents") + Number(status, "eventsAwaiting") == 0);
            var status = await service.StatusAsync();
            Assert.Equal((2L, 0L, 0L), (Number(status, "eventsSeen"), Number(status, "eventsDoubled"), Number(status, "eventsLate")));
            Assert.Equal((1L, 1L, 0L, 0L), (Number(status, "sensorFlows"), Number(status, "sensorFlowsJoined"), Number(status, "sensorFlowsAmbiguous"), Number(status, "sensorDoubles")));
            service.Kill();
        }
    }

    private static long Number(JsonElement status, string name) => status.GetProperty(name).GetInt64();

    private Task<ServiceProcess> StartAsync(string? secret) => ServiceProcess.StartAsync(
        secret, "--store", trained.In("store"), "--data", Path.Combine(_folder.FullName, "data"), "--settle", "0.05", "--snapshot", "1");

    private static byte[] Zeek(int second) => Encoding.UTF8.GetBytes(
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\n"
        + $"{Start + second}.000000\tCsens1\t10.1.0.3\t50000\t198.51.100.1\t443\ttcp\tssl\t1.5\t5000\t900\tSF\n");

    private static byte[] Sysmon(int second)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(Start + second).UtcDateTime;
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["@timestamp"] = $"{time:yyyy-MM-ddTHH:mm:ss}.000Z",
            ["computer_name"] = "pc3.corp.example",
            ["event_id"] = 3,
            ["source_name"] = "Microsoft-Windows-Sysmon",
            ["log_name"] = "Microsoft-Windows-Sysmon/Operational",
            ["record_number"] = "1",
            ["type"] = "wineventlog",
            ["event_data"] = new Dictionary<string, string>
            {
                ["UtcTime"] = $"{time:yyyy-MM-dd HH:mm:ss}.000", ["ProcessGuid"] = "{03ba39f5-4cfe-5ce0-0000-00103600c001}", ["ProcessId"] = "5172",
                ["Image"] = @"C:\Tools\curl.exe", ["User"] = @"CORP\alice", ["Protocol"] = "tcp", ["Initiated"] = "true",
                ["SourceIp"] = "10.1.0.3", ["SourcePort"] = "50000", ["DestinationIp"] = "198.51.100.1", ["DestinationPort"] = "443",
            },
        });
    }
}
