using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>
/// Forms the groups of a history on the caller's thread and has them scored on another. What comes out is what <see cref="ScoringModel.CreateBuilder"/> gives,
/// whatever the threads do: each does its steps in one order. Dispose of it before the baselines change. Not thread-safe.
/// </summary>
public sealed class GroupsAhead : IDisposable
{
    private readonly ScoringAheadSink _sink;
    private readonly GroupBuilder _builder;

    /// <param name="model">What scores.</param>
    /// <param name="index">Look-ups: the model's, or one's own where periods are left out, which is done between <see cref="Settle"/> and the next event.</param>
    /// <param name="fallback">Platform of hosts that the context does not know.</param>
    /// <param name="leaveOwnDateOut">Score hours of the week as if the event's own date had not been seen.</param>
    /// <param name="closed">Takes every finished group, in order, on another thread. What it throws comes from here.</param>
    public GroupsAhead(ScoringModel model, BaselineIndex index, Platform? fallback, bool leaveOwnDateOut, Action<EventGroup> closed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(closed);
        _sink = new ScoringAheadSink(new PeakScorer(index, model.Seasons, leaveOwnDateOut), closed);
        _builder = new GroupBuilder(
            new EventSituator(model.Context, fallback ?? model.Settings.Fallback), new FeatureExtractor(SiteKnowledge.Tools(model.Context)), _sink, SiteKnowledge.Indicators, _sink.Close, GroupKeep.All);
    }

    /// <inheritdoc cref="GroupBuilder.EventsSeen"/>
    public long EventsSeen => _builder.EventsSeen;

    /// <inheritdoc cref="GroupBuilder.EventsScored"/>
    public long EventsScored => _builder.EventsScored;

    /// <inheritdoc cref="GroupBuilder.EventsLate"/>
    public long EventsLate => _builder.EventsLate;

    /// <returns>The group that the event went into, whose surprisals are good after <see cref="Settle"/> or in <see cref="Then"/>; null when it is not scored.</returns>
    public EventGroup? Process(SecurityEvent e) => _builder.Process(e);

    /// <summary>
    /// Has something done on the other thread when the latest event is scored and before anything that comes after is. Of the group only the surprisals are then
    /// as the event left them; what else its score rests on is <see cref="EventGroup.Standing"/>, asked for now.
    /// </summary>
    /// <param name="action">What it throws comes from here.</param>
    public void Then(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _sink.Then(action);
    }

    /// <summary>Waits until all that was given is scored, and every group that is over taken.</summary>
    public void Settle() => _sink.Settle();

    /// <summary>Closes every group and waits until it is taken.</summary>
    public void CloseAll()
    {
        _builder.CloseAll();
        Settle();
    }

    public void Dispose() => _sink.Dispose();
}
