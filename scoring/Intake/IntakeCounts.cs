using Det0131.Datasets.Following;
using Det0131.Datasets.Readers;
using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Intake;

/// <summary>Puts what readers count into the service's metrics: only what was added since the last time. Not thread-safe.</summary>
internal sealed class IntakeCounts(ServiceMetrics metrics) : IRefusalCounts
{
    private readonly Dictionary<string, long> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _rejected = new(StringComparer.Ordinal);

    public void Tell(RecordCounts counts)
    {
        foreach (var (source, count) in counts.EventsBy)
        {
            metrics.Events.Add(More(_events, source, count), KeyValuePair.Create<string, object?>("source", source));
        }

        TellRejected(counts);
    }

    public void TellRejected(RecordCounts counts)
    {
        foreach (var (reason, count) in counts.RejectedBy)
        {
            metrics.Rejected.Add(More(_rejected, reason, count), KeyValuePair.Create<string, object?>("reason", reason));
        }
    }

    /// <summary>What was refused so far was told before a restart.</summary>
    public void Forget(RecordCounts counts)
    {
        foreach (var (reason, count) in counts.RejectedBy)
        {
            _rejected[reason] = count;
        }
    }

    private static long More(Dictionary<string, long> told, string key, long count)
    {
        var more = count - told.GetValueOrDefault(key);
        told[key] = count;
        return more;
    }
}
