using BenchmarkDotNet.Attributes;
using Det0131.Models.Events;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Benchmarks;

/// <summary>
/// Scoring in steady state against the baselines of two weeks. One event of each kind is processed again and again within its open group:
/// the group is there, its references are full and its maxima stand, which is what a busy hour is like.
/// </summary>
public class ScoringBenchmarks
{
    private GroupBuilder _builder = null!;
    private GroupScorer _scorer = null!;
    private SecurityEvent _event = null!;
    private EventGroup _group = null!;

    [Params(EventKind.NetworkFlow, EventKind.DnsQuery, EventKind.HttpRequest, EventKind.ProcessStart, EventKind.CloudApiCall)]
    public EventKind Kind { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        using var weeks = new DemoWeeks();
        var events = DemoWeeks.Read(weeks.Logs(""), enriched: true);
        var model = DemoWeeks.Learn(events);
        _scorer = new GroupScorer(model);
        _builder = model.CreateBuilder(model.Index, null, leaveOwnDateOut: false, _ => { });
        foreach (var e in events)
        {
            if (_builder.Process(e) is { } group && e.Kind == Kind)
            {
                (_group, _event) = (group, e);
            }
        }

        // From here on time stands still at the last event of the kind.
        _builder = model.CreateBuilder(model.Index, null, leaveOwnDateOut: false, _ => { });
        for (var i = 0; i <= EventGroup.MaximumReferences; i++)
        {
            _group = _builder.Process(_event)!;
        }
    }

    [Benchmark]
    public EventGroup? ProcessEvent() => _builder.Process(_event);

    [Benchmark]
    public float ScoreGroup() => _scorer.Score(_group).Score;
}
