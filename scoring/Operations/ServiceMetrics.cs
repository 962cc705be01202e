using System.Diagnostics.Metrics;

namespace Det0131.Scoring.Operations;

/// <summary>The service's instruments, one place for their names. Thread-safe.</summary>
public sealed class ServiceMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Det0131.Scoring";

    private readonly Meter _meter = new(MeterName);

    public ServiceMetrics()
    {
        Events = _meter.CreateCounter<long>("det0131_events_total", "{event}", "Events accepted, by source.");
        Rejected = _meter.CreateCounter<long>("det0131_records_rejected_total", "{record}", "Records that could not be used, by reason.");
        Scored = _meter.CreateCounter<long>("det0131_events_scored_total", "{event}", "Events through the scorer, by result: scored, taught, late, doubled, double_flow.");
        SensorFlows = _meter.CreateCounter<long>("det0131_sensor_flows_total", "{flow}", "Flow records of network sensors, by whether a host's log names their process: joined, ambiguous, alone.");
        Alerts = _meter.CreateCounter<long>("det0131_alerts_total", "{alert}", "Alerts opened, by analytic.");
        Deliveries = _meter.CreateCounter<long>("det0131_deliveries_total", "{delivery}", "Alerts sent out, by channel and result: sent, retried, dead.");
        ScoreSeconds = _meter.CreateHistogram<double>("det0131_score_latency_seconds", "s", "From an event's acceptance to its score.");
    }

    public Counter<long> Events { get; }

    public Counter<long> Rejected { get; }

    public Counter<long> Scored { get; }

    public Counter<long> SensorFlows { get; }

    public Counter<long> Alerts { get; }

    public Counter<long> Deliveries { get; }

    public Histogram<double> ScoreSeconds { get; }

    /// <summary>A gauge that is read when somebody asks.</summary>
    public void Gauge(string name, string unit, string description, Func<double> read) => _meter.CreateObservableGauge(name, read, unit, description);

    /// <summary>A gauge with a label.</summary>
    public void Gauge(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> read) => _meter.CreateObservableGauge(name, read, unit, description);

    public void Dispose() => _meter.Dispose();
}
