using Det0131.Models.Sensors;

namespace Det0131.Scoring.Streaming;

/// <summary>Figures of the scorer at one moment, replaced as a whole so that readers see numbers that belong together. Immutable.</summary>
internal sealed record StatusFigures
{
    public long ScoredUpTo { get; init; }

    public long EventsSeen { get; init; }

    public long EventsScored { get; init; }

    public long EventsLate { get; init; }

    public long EventsDoubled { get; init; }

    /// <summary>Of those seen, such as wait for another sensor's record.</summary>
    public int EventsWaiting { get; init; }

    public SensorFigures Sensors { get; init; }

    public int OpenGroups { get; init; }

    public int OpenWindows { get; init; }

    public long? LatestEventMicros { get; init; }

    public static StatusFigures Of(StreamScorer scorer, long scoredUpTo) => new()
    {
        ScoredUpTo = scoredUpTo,
        EventsSeen = scorer.EventsSeen + scorer.EventsDoubled + scorer.EventsWaiting + scorer.Sensors.Doubles,
        EventsScored = scorer.EventsScored,
        EventsLate = scorer.EventsLate,
        EventsDoubled = scorer.EventsDoubled,
        EventsWaiting = scorer.EventsWaiting,
        Sensors = scorer.Sensors,
        OpenGroups = scorer.OpenGroups,
        OpenWindows = scorer.OpenWindows,
        LatestEventMicros = scorer.LatestEventMicros,
    };
}
