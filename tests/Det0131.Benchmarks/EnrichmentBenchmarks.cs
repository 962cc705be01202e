using BenchmarkDotNet.Attributes;
using Det0131.Datasets.Enrichment;
using Det0131.Models.Events;

namespace Det0131.Benchmarks;

/// <summary>Enrichment of one event in steady state: 4,096 events of all sources, more than the caches of one second's traffic, each asked before.</summary>
public class EnrichmentBenchmarks
{
    private const int Events = 4096;

    private readonly EventEnricher _enricher = new(redactRaw: false);
    private readonly SecurityEvent _event = new();
    private SecurityEvent[] _raw = [];

    [GlobalSetup]
    public void Setup()
    {
        using var weeks = new DemoWeeks();
        var all = DemoWeeks.Read(weeks.Logs(""), enriched: false);
        // Every n-th, so that all sources and hours are among them.
        _raw = [.. Enumerable.Range(0, Events).Select(i => all[(int)((long)i * all.Count / Events)])];
        Enrich();
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public void Enrich()
    {
        foreach (var raw in _raw)
        {
            _event.CopyFrom(raw);
            _enricher.Enrich(_event);
        }
    }
}
