using Det0131.Models.Sensors;

namespace Det0131.Scoring.Streaming;

/// <summary>How the scorer stands. Numbers count from the service's first start, unless said otherwise. Thread-safe to read.</summary>
public interface IScoringStatus
{
    /// <summary>Journal position up to which everything is scored.</summary>
    long ScoredUpTo { get; }

    /// <summary>Accepted events that wait.</summary>
    long WaitingEvents { get; }

    /// <summary>Age of the oldest event that waits; zero: none.</summary>
    TimeSpan Lag { get; }

    /// <summary>Time of the latest event seen, UTC microseconds; null: none yet.</summary>
    long? LatestEventMicros { get; }

    long EventsSeen { get; }

    long EventsScored { get; }

    long EventsLate { get; }

    long EventsDoubled { get; }

    /// <summary>Of those seen, such as wait for another sensor's record.</summary>
    int EventsWaiting { get; }

    /// <summary>How the records of different sensors met.</summary>
    SensorFigures Sensors { get; }

    int OpenGroups { get; }

    int OpenWindows { get; }

    /// <summary>Bytes of the last snapshot.</summary>
    long StateBytes { get; }

    /// <summary>What keeps it from scoring, in words; null: nothing.</summary>
    string? Problem { get; }
}
