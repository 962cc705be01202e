using Det0131.Models.Events;

namespace Det0131.Models.Learning;

/// <summary>Events that say the same of the site: what they say with the first one's time, when the last came, and how many there are.</summary>
/// <param name="Event">Good during the call. Only what <see cref="Context.ContextLearner"/> looks at, time and source need be filled; of byte counts only whether they are above 0 is told.</param>
/// <param name="LastMicros">Time of the last one, microseconds since 1970 UTC; not before the first.</param>
/// <param name="Records">Number of events, 1 or more.</param>
public readonly record struct SiteSighting(SecurityEvent Event, long LastMicros, long Records)
{
    /// <summary>A single event.</summary>
    public static SiteSighting Of(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return new(e, e.TimeMicros, 1);
    }
}
