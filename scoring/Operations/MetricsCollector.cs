using System.Diagnostics.Metrics;

namespace Det0131.Scoring.Operations;

/// <summary>Adds up what one <see cref="ServiceMetrics"/> measures, so that it can be read at any time. Thread-safe.</summary>
public sealed class MetricsCollector : IDisposable
{
    /// <summary>Sets of labels of one instrument; more are added up under <c>other</c>, so that nobody fills memory with invented values.</summary>
    public const int MaximumSeries = 500;

    private static readonly double[] DefaultBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

    private readonly Lock _lock = new();
    private readonly Lock _collecting = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<Instrument, MetricFamily> _families = [];

    public MetricsCollector(ServiceMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var meter = metrics.Events.Meter;
        // The meter itself, not its name: two services may run in one process.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                lock (_lock)
                {
                    _families[instrument] = new MetricFamily(instrument.Name, instrument.Description ?? "", KindOf(instrument));
                }

                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>A copy of everything as it is now, by name; gauges are read for it.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        // One at a time: gauges are emptied and read again.
        lock (_collecting)
        {
            lock (_lock)
            {
                foreach (var family in _families.Values.Where(f => f.Kind == MetricKind.Gauge))
                {
                    family.Series.Clear();
                }
            }

            _listener.RecordObservableInstruments();
            lock (_lock)
            {
                return [.. _families.Values.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => f.Copy())];
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private static MetricKind KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> or Counter<double> => MetricKind.Counter,
        Histogram<long> or Histogram<double> => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (!_families.TryGetValue(instrument, out var family))
            {
                return;
            }

            var labels = Labels(tags);
            if (!family.Series.TryGetValue(labels, out var series))
            {
                if (family.Series.Count >= MaximumSeries)
                {
                    labels = string.Join(',', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => PrometheusText.Label(t.Key, "other")));
                    family.Series.TryGetValue(labels, out series);
                }

                if (series is null)
                {
                    series = new MetricSeries(family.Kind == MetricKind.Histogram ? DefaultBounds : []);
                    family.Series.Add(labels, series);
                }
            }

            series.Take(value, family.Kind);
        }
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length switch
    {
        0 => "",
        1 => PrometheusText.Label(tags[0].Key, tags[0].Value),
        _ => string.Join(',', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => PrometheusText.Label(t.Key, t.Value))),
    };
}

/// <summary>What Prometheus calls the type of a metric.</summary>
public enum MetricKind : byte
{
    Counter = 0,
    Gauge = 1,
    Histogram = 2,
}

/// <summary>All series of one instrument. Not thread-safe.</summary>
public sealed class MetricFamily(string name, string description, MetricKind kind)
{
    public string Name => name;

    public string Description => description;

    public MetricKind Kind => kind;

    /// <summary>By labels as they are printed.</summary>
    internal SortedDictionary<string, MetricSeries> Series { get; } = new(StringComparer.Ordinal);

    internal MetricFamily Copy()
    {
        var copy = new MetricFamily(name, description, kind);
        foreach (var (labels, series) in Series)
        {
            copy.Series.Add(labels, series.Copy());
        }

        return copy;
    }
}

/// <summary>One line of a counter or gauge, or one histogram. Not thread-safe.</summary>
internal sealed class MetricSeries(double[] bounds)
{
    private long[] _counts = new long[bounds.Length];

    /// <summary>Upper bounds of the buckets, inclusive, rising; what is beyond the last counts in <see cref="Count"/> alone.</summary>
    public double[] Bounds => bounds;

    /// <summary>By bucket, not cumulative.</summary>
    public IReadOnlyList<long> Counts => _counts;

    public double Value { get; private set; }

    public long Count { get; private set; }

    public void Take(double value, MetricKind kind)
    {
        Value = kind == MetricKind.Gauge ? value : Value + value;
        Count++;
        // NaN belongs to no bucket.
        var bucket = Array.FindIndex(bounds, bound => value <= bound);
        if (bucket >= 0)
        {
            _counts[bucket]++;
        }
    }

    public MetricSeries Copy() => new(bounds) { Value = Value, Count = Count, _counts = [.. _counts] };
}
