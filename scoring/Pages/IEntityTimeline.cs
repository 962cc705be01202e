using Det0131.Models.Alerts;

namespace Det0131.Scoring.Pages;

/// <summary>What an entity did around an alert.</summary>
/// <param name="Events">In order of time.</param>
/// <param name="Total">All events in the span; more than are listed when it was cut.</param>
/// <param name="Note">Why it is not complete, in words: <c>no lake is kept</c>; null: it is.</param>
public sealed record EntityEvents(IReadOnlyList<AlertEvent> Events, long Total, string? Note);

/// <summary>Finds stored events of an entity by time. Thread-safe.</summary>
public interface IEntityTimeline
{
    /// <param name="entity">Events of its host and its user; where both are known, of both together or of the host alone where the record names no user.</param>
    /// <param name="fromMicros">First microsecond, UTC.</param>
    /// <param name="untilMicros">First microsecond after the span, UTC.</param>
    /// <param name="limit">Most events to list, 1 to 1000: spread over the span, not its beginning.</param>
    /// <param name="cancellation">Stops the reading.</param>
    Task<EntityEvents> ReadAsync(AlertEntity entity, long fromMicros, long untilMicros, int limit, CancellationToken cancellation);
}
