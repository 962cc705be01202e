using Det0131.Datasets.Enrichment;
using Det0131.Datasets.Enrichment.Redaction;
using Det0131.Datasets.History;
using Det0131.Datasets.Import;
using Det0131.Datasets.Lake;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;

namespace Det0131.RealDataChecks;

/// <summary>What one set came to: counts for the table and the facts that do not hold.</summary>
internal sealed record SetResult(
    RealSet Set, long Records, long Events, long Ignored, long Rejected, int Problems, int Days, long Groups, int Alerts, TimeSpan Took, IReadOnlyList<string> Faults);

/// <summary>Imports one set into a lake of its own, learns, scores and compares.</summary>
internal sealed class SetRun(RealSet set, string folder, string lakeFolder, TimeProvider clock)
{
    private readonly List<string> _faults = [];
    private readonly Dictionary<EventKind, long> _kinds = [];
    private readonly (long Flows, long Bytes)[] _flows = new (long, long)[set.Flows.Count];
    private readonly HashSet<int> _days = [];

    public SetResult Run()
    {
        var started = clock.GetTimestamp();
        using var lake = EventLake.Open(lakeFolder);
        var options = new ImportOptions { Redact = SecretRedactor.Redact };
        var import = LogImportJob.Run([folder], lake, options, new EventEnricher(), JobProgress.Silent, CancellationToken.None);
        var total = import.Read.Total;
        Check(total.Read == set.Records, $"{total.Read} records, expected {set.Records}");
        Check(total.Rejected == set.Rejected, $"{total.Rejected} rejected, expected {set.Rejected}");
        Check(total.Read == total.Accepted + total.Ignored + total.Rejected + total.Held, "the counts of records do not add up");
        Check(total.Read > 0 || import.Read.Problems.Any(), "no record was read and no file was refused");
        var (groups, alerts) = import.Stored.Written > 0 ? LearnAndScore(lake) : (0, 0);
        return new SetResult(
            set, total.Read, total.Events, total.Ignored, total.Rejected, import.Read.Problems.Count(), _days.Count, groups, alerts, clock.GetElapsedTime(started), _faults);
    }

    private (long Groups, int Alerts) LearnAndScore(EventLake lake)
    {
        var history = new LakeHistory(lake);
        var (first, last) = history.Span!.Value;
        history.Replay(first, last + 1, Observe, CancellationToken.None);
        CheckEvents();
        var learned = new Learner(history, new LearningOptions(), JobProgress.Silent, CancellationToken.None)
            .Learn(schema => new ObservationCounter(schema, new LakeOptions()));
        var local = learned.Model.Context.LocalNetworks;
        foreach (var network in set.LocalNetworks)
        {
            Check(local.Contains(network), $"{network} is not among the local networks {string.Join(' ', local)}");
        }

        // The best score of each destination, so that one destination takes one place.
        var best = new Dictionary<string, double>(StringComparer.Ordinal);
        var result = new BatchScorer(learned.Model, "check", new BatchOptions { LeaveOwnPeriodOut = true }).Run(
            history,
            (ids, take) =>
            {
                foreach (var e in lake.Find(ids))
                {
                    take(e);
                }
            },
            (scored, _) =>
            {
                var key = scored.Group.Destination;
                best[key] = Math.Max(best.GetValueOrDefault(key, double.MinValue), scored.Score);
            },
            JobProgress.Silent, CancellationToken.None);
        CheckRanks(best);
        Check(result.Alerts.Count <= set.MostAlertsPerDay * Math.Max(1, _days.Count), $"{result.Alerts.Count} alerts on {_days.Count} days, expected at most {set.MostAlertsPerDay} a day");
        Check(result.Alerts.All(a => a.Headline.Length > 0 && a.EventCount > 0), "an alert has no headline or no event");
        if (set.StreamMayDiffer is { } share)
        {
            _faults.AddRange(new StreamRun(learned.Model, clock).Compare(folder, history, Path.Combine(lakeFolder, "..", set.Name + "-journal"), share));
        }

        return (result.Groups, result.Alerts.Count);
    }

    private void Observe(SecurityEvent e)
    {
        _kinds[e.Kind] = _kinds.GetValueOrDefault(e.Kind) + 1;
        _days.Add(FeatureCalendar.Number(e.TimeMicros, PeriodChoice.DayMicros));
        for (var i = 0; i < _flows.Length && e.Kind == EventKind.NetworkFlow; i++)
        {
            var known = set.Flows[i];
            if (e.SourceAddress == known.Source && e.DestinationAddress == known.Destination && e.DestinationPort == known.Port)
            {
                _flows[i] = (_flows[i].Flows + 1, _flows[i].Bytes + (e.SourceBytes ?? 0));
            }
        }
    }

    private void CheckEvents()
    {
        foreach (var (kind, least) in set.Events)
        {
            Check(_kinds.GetValueOrDefault(kind) >= least, $"{_kinds.GetValueOrDefault(kind)} events of kind {kind}, expected at least {least}");
        }

        for (var i = 0; i < _flows.Length; i++)
        {
            var known = set.Flows[i];
            var text = $"{known.Source} to {known.Destination}:{known.Port}";
            Check(known.Flows == 0 ? _flows[i].Flows > 0 : _flows[i].Flows == known.Flows, $"{_flows[i].Flows} flows {text}, expected {known.Flows}");
            Check(known.SourceBytes is null || _flows[i].Bytes == known.SourceBytes, $"{_flows[i].Bytes} bytes {text}, expected {known.SourceBytes}");
        }
    }

    private void CheckRanks(Dictionary<string, double> best)
    {
        foreach (var known in set.Ranks)
        {
            var place = best.TryGetValue(known.Destination, out var score) ? 1 + best.Values.Count(s => s > score) : int.MaxValue;
            Check(place <= known.Rank, place == int.MaxValue ? $"no group goes to {known.Destination}" : $"{known.Destination} is at place {place}, expected {known.Rank} or better");
        }

        foreach (var destination in set.NotFirst)
        {
            Check(best.TryGetValue(destination, out var score) && best.Values.Any(s => s > score), $"{destination} leads the list or is not there");
        }
    }

    private void Check(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }
    }
}
