using Det0131.Models.Analytics;
using Det0131.Models.Context;

namespace Det0131.Models.Features;

/// <summary>
/// Runs the observers of an event's analytic against a sink. Training and scoring both call this and nothing else, so what is
/// counted is what is scored. Not thread-safe.
/// </summary>
public sealed class FeatureExtractor(ObservationTools tools)
{
    private static readonly Feature[][] ByAnalytic = [.. AnalyticCatalogue.All.Select(a => a.Features.ToArray())];

    /// <summary>What observers share.</summary>
    public ObservationTools Tools { get; } = tools;

    /// <param name="analytic">Position of the analytic in <see cref="AnalyticCatalogue.All"/>.</param>
    /// <param name="situation">The event in its context.</param>
    /// <param name="sink">Who takes the observations.</param>
    public void Observe(int analytic, Situation situation, WindowedSink sink)
    {
        ArgumentNullException.ThrowIfNull(situation);
        ArgumentNullException.ThrowIfNull(sink);
        sink.At(situation.Event.TimeMicros);
        foreach (var feature in ByAnalytic[analytic])
        {
            sink.Select(feature);
            feature.Observe(situation, Tools, sink);
        }
    }
}
