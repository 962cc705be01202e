using Det0131.Scoring.Access;
using Det0131.Scoring.Alerts;
using Det0131.Scoring.Hosting;
using Det0131.Scoring.Intake;
using Det0131.Scoring.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Det0131.Scoring.Api;

/// <summary>How the service stands.</summary>
internal static class StatusApi
{
    private const int Days = 7;

    public static void MapStatus(this RouteGroupBuilder v1) => v1.MapGet("/status", async (
            IScoringStatus status, IModelHost models, IEventJournal journal, IAlertStore alerts, TimeProvider time, CancellationToken cancellation) =>
        {
            var budget = await alerts.BudgetAsync(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), Days, cancellation);
            return TypedResults.Ok(StatusView.Of(status, models, journal, budget));
        })
        .RequireAuthorization(Policies.Read).WithTags("Service").WithSummary("Queue, lag, model, budget of the last seven days.");
}

/// <summary>How the service stands.</summary>
/// <param name="ModelVersion">The version that scores; absent: none.</param>
/// <param name="ModelProblem">Why the promoted version is not the one that scores.</param>
/// <param name="ScorerProblem">What keeps it from scoring.</param>
/// <param name="WaitingEvents">Accepted, not scored yet.</param>
/// <param name="LagSeconds">Age of the oldest of them.</param>
/// <param name="LatestEvent">Time of the latest event seen.</param>
/// <param name="EventsSeen">Since the service's first start, as the next three.</param>
/// <param name="EventsScored">By which data could leave.</param>
/// <param name="EventsLate">Too late to be scored.</param>
/// <param name="EventsDoubled">Seen before.</param>
/// <param name="EventsAwaiting">Of those seen, such as wait some seconds for another sensor's record of the same connection.</param>
/// <param name="SensorFlows">Flow records of network sensors, as the next three since the service's first start.</param>
/// <param name="SensorFlowsJoined">Of these, joined to the process that the host's own log names.</param>
/// <param name="SensorFlowsAmbiguous">Of these, such as fit several processes.</param>
/// <param name="SensorDoubles">Records left out because another sensor told more of the same.</param>
/// <param name="OpenGroups">Groups that can still grow.</param>
/// <param name="OpenWindows">Window sums that are kept.</param>
/// <param name="StateBytes">Size of the last snapshot.</param>
/// <param name="JournalBytes">Journal kept on disk.</param>
/// <param name="BudgetAlertsPerDay">Alerts a day that the model was made for.</param>
/// <param name="Budget">By day (UTC), latest first.</param>
public sealed record StatusView(
    string? ModelVersion, string? ModelProblem, string? ScorerProblem, long WaitingEvents, double LagSeconds, DateTimeOffset? LatestEvent,
    long EventsSeen, long EventsScored, long EventsLate, long EventsDoubled, int EventsAwaiting,
    long SensorFlows, long SensorFlowsJoined, long SensorFlowsAmbiguous, long SensorDoubles, int OpenGroups, int OpenWindows, long StateBytes, long JournalBytes,
    double? BudgetAlertsPerDay, IReadOnlyList<BudgetDay> Budget)
{
    public static StatusView Of(IScoringStatus status, IModelHost models, IEventJournal journal, IReadOnlyList<BudgetDay> budget) => new(
        models.Current?.Version, models.Problem, status.Problem, status.WaitingEvents, status.Lag.TotalSeconds, status.LatestEventMicros is { } micros ? AlertRow.Time(micros) : null,
        status.EventsSeen, status.EventsScored, status.EventsLate, status.EventsDoubled, status.EventsWaiting,
        status.Sensors.Flows, status.Sensors.Joined, status.Sensors.Ambiguous, status.Sensors.Doubles, status.OpenGroups, status.OpenWindows, status.StateBytes, journal.End - journal.Start,
        models.Current?.Model.Calibration.Threshold.Budget.AlertsPerDay, budget);
}
