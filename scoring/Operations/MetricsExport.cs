using Det0131.Scoring.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Det0131.Scoring.Operations;

/// <summary>Sends the metrics by OTLP where an endpoint is set: gRPC, or protobuf over HTTP when the address ends with <c>/v1/metrics</c>.</summary>
internal sealed class MetricsExport(ServeOptions options, ServiceMetrics metrics) : IHostedService, IDisposable
{
    // Export at the end must not eat the time that the scorer's snapshot needs.
    private const int LastExportMilliseconds = 2000;

    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.OtlpEndpoint is { } endpoint)
        {
            _provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(metrics.Events.Meter.Name)
                .ConfigureResource(resource => resource.AddService("det0131-score", serviceVersion: typeof(MetricsExport).Assembly.GetName().Version?.ToString(3)))
                .AddOtlpExporter((exporter, _) =>
                {
                    exporter.Endpoint = new Uri(endpoint);
                    exporter.Protocol = endpoint.EndsWith("/v1/metrics", StringComparison.Ordinal) ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
                })
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() => _provider?.Shutdown(LastExportMilliseconds), CancellationToken.None);

    public void Dispose() => _provider?.Dispose();
}
