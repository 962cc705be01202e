using Det0131.Models.Alerts;
using Det0131.Models.Baselines;
using Det0131.Models.Events;
using Det0131.Models.Jobs;
using Det0131.Models.Learning;
using Det0131.Models.Scoring;
using Det0131.Models.Sensors;

namespace Det0131.Models.Explanations;

/// <summary>How to score a history. Immutable.</summary>
public sealed record BatchOptions
{
    /// <summary>Platform of hosts that the model does not know; null = as the model was trained.</summary>
    public Platform? Fallback { get; init; }

    /// <summary>Score events that the model was trained on as if their own period had not been seen.</summary>
    public bool LeaveOwnPeriodOut { get; init; }

    /// <summary>First microsecond to score, null = the beginning.</summary>
    public long? FromMicros { get; init; }

    /// <summary>First microsecond not to score, null = the end.</summary>
    public long? UntilMicros { get; init; }
}

/// <summary>What a batch run found. Immutable.</summary>
/// <param name="Alerts">Rarest first.</param>
/// <param name="Events">Events read.</param>
/// <param name="Scored">Of these, such by which data could leave.</param>
/// <param name="Late">Events that came too late for their group: counted, not scored.</param>
/// <param name="Groups">Groups scored.</param>
/// <param name="GroupsByAnalytic">Groups of each analytic, in catalogue order.</param>
public sealed record BatchResult(IReadOnlyList<Alert> Alerts, long Events, long Scored, long Late, long Groups, IReadOnlyList<long> GroupsByAnalytic)
{
    /// <summary>How the records of different sensors met.</summary>
    public SensorFigures Sensors { get; init; }
}

/// <summary>Scores a history in one go: the same builder, scorer and explainer as everywhere. Not thread-safe.</summary>
public sealed class BatchScorer(ScoringModel model, string modelVersion, BatchOptions options)
{
    /// <param name="history">Events in order of time.</param>
    /// <param name="find">Fetches the events that alerts list.</param>
    /// <param name="each">Told of every scored group with its contributions (observed values, without the counts behind them), one after the other on another thread; may be null.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public BatchResult Run(IEventHistory history, EventFinder find, Action<GroupScore, Func<IReadOnlyList<AlertContribution>>>? each, JobProgress progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(progress);
        // Leaving periods out changes the look-ups in place, so that run has its own.
        var index = options.LeaveOwnPeriodOut
            ? new BaselineIndex(model.Table, SiteKnowledge.IndexOptions(model.Context, model.Settings.HalfLifeDays))
            : model.Index;
        var explainer = new Explainer(model, index, options.LeaveOwnPeriodOut);
        var assembler = new AlertAssembler(model, modelVersion, explainer);
        var scorer = new GroupScorer(model);
        var counts = new long[model.Models.Count];
        var groups = 0L;
        using var own = new OwnPeriodOut(index, model.Calendar);
        using var builder = new GroupsAhead(model, index, options.Fallback, options.LeaveOwnPeriodOut, group =>
        {
            groups++;
            counts[group.Analytic]++;
            var scored = scorer.Score(group);
            each?.Invoke(scored, () => explainer.Outline(scored));
            assembler.Add(scored);
        });
        var sensors = Replay(history, own, builder, progress, cancellation);
        return new BatchResult(assembler.Assemble(find), builder.EventsSeen + sensors.Doubles, builder.EventsScored, builder.EventsLate, groups, counts) { Sensors = sensors };
    }

    private SensorFigures Replay(IEventHistory history, OwnPeriodOut own, GroupsAhead builder, JobProgress progress, CancellationToken cancellation)
    {
        if (history.Span is not { } span)
        {
            return default;
        }

        var from = Math.Max(span.FirstMicros, options.FromMicros ?? long.MinValue);
        var until = Math.Min(span.LastMicros + 1, options.UntilMicros ?? long.MaxValue);
        var total = history.Count(from, until);
        var sensors = SensorJoin.Replay(model.Context, history.Replay, from, until, e =>
        {
            if (options.LeaveOwnPeriodOut && !own.Holds(e.TimeMicros))
            {
                builder.Settle();
                own.MoveTo(e.TimeMicros);
            }

            builder.Process(e);
            if ((builder.EventsSeen & 0x3FFF) == 0)
            {
                progress.Report("scoring", builder.EventsSeen, total);
            }
        }, cancellation);
        builder.CloseAll();
        own.Stop();
        progress.Clear();
        return sensors;
    }
}
