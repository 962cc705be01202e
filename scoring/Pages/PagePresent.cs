using Det0131.Models.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Streaming;

namespace Det0131.Scoring.Pages;

/// <summary>
/// The present that ages count from: the clock, but in the demo the latest event, as its week lies wherever it lies and an age of months says
/// nothing. Thread-safe.
/// </summary>
public sealed class PagePresent(ServeOptions options, IScoringStatus status, TimeProvider time)
{
    /// <summary>Whether the pages show the shipped demo.</summary>
    public bool IsDemo => options.Demo;

    /// <summary>UTC.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return options.Demo && status.LatestEventMicros is { } micros && AlertTime.Utc(micros) is var latest && latest < now ? latest : now;
        }
    }
}
