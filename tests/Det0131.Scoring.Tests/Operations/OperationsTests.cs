using System.Net;
using System.Text;
using System.Text.Json;
using Det0131.Scoring.Access;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Operations;
using Det0131.Scoring.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Det0131.Scoring.Tests.Operations;

public sealed class OperationsTests
{
    [Fact]
    public async Task Metrics_OfARunningService_AreReadByTheParser()
    {
        await using var service = await RunningService.StartAsync();
        service.Scorer.WaitingEvents = 12;
        service.Scorer.Lag = TimeSpan.FromSeconds(1.5);
        service.App.Services.GetRequiredService<ServiceMetrics>().Events.Add(7, new KeyValuePair<string, object?>("source", "zeek"));
        using var client = await service.ClientAsync(Role.Analyst);
        using var answer = await client.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var found = PrometheusTextTests.Parse(await answer.Content.ReadAsStringAsync());
        double Value(string name) => found.Single(s => s.Name == name).Value;
        Assert.Equal((12, 1.5, 2, 5, 1000, 3072, 7), (Value("det0131_queue_events"), Value("det0131_lag_seconds"), Value("det0131_open_groups"), Value("det0131_open_windows"),
            Value("det0131_state_bytes"), Value("det0131_journal_bytes"), Value("det0131_events_total")));
        Assert.Equal(["AN0367", "AN0368", "AN0369", "AN0370", "AN0371"], found.Where(s => s.Name == "det0131_alerts_total").Select(s => s.Labels["analytic"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ready_EachFault_IsNamedAndIs503()
    {
        var time = new ManualTime(Samples.Now);
        await using var service = await RunningService.StartAsync(time: time);
        using var client = await service.ClientAsync(null);
        // The fakes have no model: a service that cannot score is not ready.
        Assert.Equal("model", await Faults(client));

        service.Alerts.Broken = new InvalidOperationException("password=secret");
        Assert.Equal("model store", await Faults(client));
        service.Alerts.Broken = null;

        service.Scorer.Problem = "disk /srv is full";
        Assert.Equal("model scorer", await Faults(client));
        service.Scorer.Problem = null;

        Directory.Delete(service.Options.Data, recursive: true);
        Assert.Equal("model journal", await Faults(client));
        Directory.CreateDirectory(service.Options.Data);

        // Events wait and the position stays: stuck after two minutes, not before.
        (service.Scorer.WaitingEvents, service.Scorer.Lag) = (5, TimeSpan.FromSeconds(1));
        Assert.Equal("model", await Faults(client));
        time.Advance(TimeSpan.FromMinutes(2.5));
        // It stood still because nothing was to be done; what waits has come just now.
        Assert.Equal("model", await Faults(client));
        service.Scorer.Lag = TimeSpan.FromMinutes(2.5);
        Assert.Equal("model scorer", await Faults(client));
        service.Scorer.ScoredUpTo = 10;
        Assert.Equal("model", await Faults(client));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
    }

    /// <summary>Against a receiver of our own: the metric's name stands in the protobuf as plain bytes.</summary>
    [Fact]
    public async Task Otlp_EndpointSet_MetricsArriveAtTheLatestWhenTheServiceStops()
    {
        var arrived = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/metrics", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            arrived.TrySetResult(body.ToArray());
        });
        await collector.StartAsync();

        await using (var service = await RunningService.StartAsync(new ServeOptions { OtlpEndpoint = collector.Urls.Single() + "/v1/metrics" }))
        {
            service.App.Services.GetRequiredService<ServiceMetrics>().Events.Add(7, new KeyValuePair<string, object?>("source", "zeek-marker"));
            await service.App.StopAsync();
        }

        var bytes = await arrived.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(bytes.AsSpan().IndexOf("det0131_events_total"u8) > 0);
        Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("zeek-marker")) > 0);
        Assert.True(bytes.AsSpan().IndexOf("det0131-score"u8) > 0);
    }

    private static async Task<string> Faults(HttpClient client)
    {
        using var answer = await client.GetAsync("/health/ready");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/srv", text, StringComparison.Ordinal);
        var checks = JsonDocument.Parse(text).RootElement.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(["model", "journal", "store", "scorer"], checks.Select(c => c.GetProperty("name").GetString()!));
        var faults = string.Join(' ', checks.Where(c => !c.GetProperty("ok").GetBoolean()).Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(faults.Length == 0 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        return faults;
    }
}
