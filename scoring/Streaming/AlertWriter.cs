using Det0131.Models.Scoring;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Streaming;

/// <summary>Brings the ledger's alerts into the store. Not thread-safe.</summary>
internal sealed class AlertWriter(IAlertStore store, AlertEventSource events, ServiceMetrics metrics)
{
    private bool _storeKnowsAll;
    private IReadOnlyDictionary<string, string> _merged = new Dictionary<string, string>();

    /// <summary>
    /// Stores what changed since the last time; at first everything, because what the store last heard before the start is not known, and it
    /// compares. Returns when it is safe. Failed, it is called again with the same scorer.
    /// </summary>
    public async Task WriteAsync(StreamScorer scorer, ScoringModel model, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        var ledger = scorer.Ledger.Assemble(model, (references, take) => events.Find(references, scorer.Complete, take));
        var found = _storeKnowsAll ? ledger.Changed : ledger.Alerts;
        // A merging that the store knows costs it a look at the alert each time.
        var known = _storeKnowsAll ? _merged : new Dictionary<string, string>();
        var merged = ReferenceEquals(ledger.Merged, known) ? [] : ledger.Merged.Where(m => known.GetValueOrDefault(m.Key) != m.Value).ToDictionary(StringComparer.Ordinal);
        if (found.Count == 0 && merged.Count == 0)
        {
            _storeKnowsAll = true;
            return;
        }

        // Until it is stored, the next call must bring it again: the ledger names a change once.
        _storeKnowsAll = false;
        foreach (var stored in await store.ApplyAsync(found, merged, cancellation).ConfigureAwait(false))
        {
            if (stored.Revision == 1)
            {
                metrics.Alerts.Add(1, new KeyValuePair<string, object?>("analytic", stored.Alert.AnalyticId));
            }
        }

        (_storeKnowsAll, _merged) = (true, ledger.Merged);
    }
}
