using Det0131.Scoring.Operations;

namespace Det0131.Scoring.Delivery;

/// <summary>Counts deliveries.</summary>
internal static class DeliveryCounts
{
    /// <param name="metrics">The instruments.</param>
    /// <param name="channel"><c>webhook</c>, <c>file</c>, <c>syslog</c>.</param>
    /// <param name="result"><c>sent</c>, <c>retried</c>, <c>dead</c>.</param>
    /// <param name="count">How many.</param>
    public static void Count(this ServiceMetrics metrics, string channel, string result, int count = 1) =>
        metrics.Deliveries.Add(count, new("channel", channel), new("result", result));
}
