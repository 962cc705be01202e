using Det0131.Datasets.Simulation;
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Scoring;

namespace Det0131.Training.Backtesting;

/// <summary>
/// Follows labelled acts through the scored days: which groups their events went into, when each budget's threshold was first passed and what had left
/// by then. Not thread-safe.
/// </summary>
internal sealed class ActTracker
{
    private readonly ActLabels? _labels;
    private readonly Dictionary<EventGroup, List<int>> _actsOfGroup = [];

    /// <param name="labels">Null: no act is known.</param>
    /// <param name="budgets">How many budgets are looked at.</param>
    public ActTracker(ActLabels? labels, int budgets)
    {
        _labels = labels;
        Acts = [.. labels?.Acts.Select(act => new ActObservation(act, budgets)) ?? []];
    }

    public IReadOnlyList<ActObservation> Acts { get; }

    /// <summary>The acts that an event is of. Thread-safe.</summary>
    /// <param name="e">The event.</param>
    /// <param name="group">The group that it went into; null: it was not scored.</param>
    public ReadOnlySpan<int> OwnersOf(SecurityEvent e, EventGroup? group) =>
        _labels is null ? [] : _labels.Of(e.Identity, e.Source, group?.Host ?? e.Host, e.RecordId, e.File, e.Line);

    /// <summary>Takes an event of acts right after it was scored.</summary>
    /// <param name="record">The event.</param>
    /// <param name="passed">Which budgets' thresholds its group passes as it was then, a bit each.</param>
    public void Observe(ActRecord record, int passed)
    {
        foreach (var act in record.Owners)
        {
            Acts[act].Take(record.TimeMicros, record.BytesOut, record.Group is not null);
            if (record.Group is not { } group)
            {
                continue;
            }

            Acts[act].Alert(passed, record.ToldMicros);
            if (!_actsOfGroup.TryGetValue(group, out var acts))
            {
                _actsOfGroup[group] = acts = [];
            }

            if (!acts.Contains(act))
            {
                acts.Add(act);
            }
        }
    }

    /// <summary>The acts that have an event in a finished group, which is then forgotten.</summary>
    public IReadOnlyList<int> Close(EventGroup group) => _actsOfGroup.Remove(group, out var acts) ? acts : [];
}

/// <summary>What is told of acts by one of their events. Immutable.</summary>
/// <param name="Owners">The acts that it is of.</param>
/// <param name="Group">The group that it went into; null: it was not scored.</param>
/// <param name="Standing">What the group's score rested on right after.</param>
/// <param name="TimeMicros">When it began.</param>
/// <param name="ToldMicros">When it could be known: a transfer is logged when it ends.</param>
/// <param name="BytesOut">Bytes that left with it, as far as the log tells.</param>
internal sealed record ActRecord(int[] Owners, EventGroup? Group, GroupStanding Standing, long TimeMicros, long ToldMicros, long BytesOut)
{
    public static ActRecord Of(SecurityEvent e, ReadOnlySpan<int> owners, EventGroup? group, EventSituator situator) => new(
        [.. owners], group, group?.Standing ?? default, e.TimeMicros,
        e.TimeMicros + Math.Clamp(e.DurationMicros ?? 0, 0, long.MaxValue - Math.Max(0, e.TimeMicros)),
        group is null ? 0 : EventGroup.BytesLeaving(situator.Situate(e)));
}

/// <summary>What became of one act. Not thread-safe.</summary>
internal sealed class ActObservation(StagedAct act, int budgets)
{
    private readonly (long Micros, long Bytes)?[] _alerts = new (long, long)?[budgets];

    public StagedAct Act { get; } = act;

    /// <summary>Its events among those of the scored days.</summary>
    public long Events { get; private set; }

    /// <summary>Of these, such as were scored.</summary>
    public long Scored { get; private set; }

    /// <summary>Its first event, UTC microseconds.</summary>
    public long FirstMicros { get; private set; } = long.MaxValue;

    /// <summary>Bytes that left with its events so far, as the logs count them.</summary>
    public long BytesOut { get; private set; }

    /// <summary>Bit b is set when one of its finished groups passes the threshold of budget b.</summary>
    public int Opens { get; private set; }

    /// <summary>Of its groups the one that comes nearest to an alert.</summary>
    public ActGroup? Best { get; private set; }

    /// <summary>When it began: as labelled, else its first event.</summary>
    public long StartMicros => Act.StartMicros ?? FirstMicros;

    /// <summary>When the threshold of a budget was first passed, and what had left by then; null: never.</summary>
    public (long Micros, long Bytes)? AlertAt(int budget) => (Opens >> budget & 1) == 0 ? null : _alerts[budget];

    public void Take(long micros, long bytes, bool isScored)
    {
        Events++;
        Scored += isScored ? 1 : 0;
        FirstMicros = Math.Min(FirstMicros, micros);
        BytesOut += Math.Min(bytes, long.MaxValue - BytesOut);
    }

    public void Alert(int passed, long micros)
    {
        for (var budget = 0; budget < _alerts.Length; budget++)
        {
            if ((passed >> budget & 1) != 0)
            {
                _alerts[budget] ??= (micros, BytesOut);
            }
        }
    }

    /// <summary>Takes one of its groups when it is finished.</summary>
    public void Close(int opens, ActGroup group)
    {
        Opens |= opens;
        Alert(opens, group.LastMicros);
        if (Best is null || (group.PeriodDays, group.Score).CompareTo((Best.PeriodDays, Best.Score)) > 0)
        {
            Best = group;
        }
    }
}

/// <summary>Why a group scored as it did. Immutable.</summary>
/// <param name="LastMicros">Start of its last event.</param>
/// <param name="Score">Bits.</param>
/// <param name="PeriodDays">Its return period.</param>
/// <param name="Threshold">Bits from which on its stratum opens at the main budget.</param>
/// <param name="Stratum">In words.</param>
/// <param name="Strongest">The three columns that gave most: name, bits, what was observed.</param>
/// <param name="Missing">Features of the analytic that its logs did not tell.</param>
internal sealed record ActGroup(long LastMicros, float Score, double PeriodDays, float Threshold, string Stratum, IReadOnlyList<StrongFeature> Strongest, IReadOnlyList<string> Missing)
{
    private const int Shown = 3;

    public static ActGroup Of(GroupScore scored, float threshold, Explainer explainer)
    {
        var features = AnalyticCatalogue.All[scored.Group.Analytic].Features;
        return new ActGroup(
            scored.Group.LastMicros, scored.Score, scored.ReturnPeriod?.Days ?? 0, threshold, scored.StratumName,
            [.. explainer.Outline(scored).OrderByDescending(c => c.Bits).Take(Shown).Select(c => new StrongFeature(c.FeatureId, c.Bits, c.Observed))],
            [.. features.Where((_, slot) => scored.Group.Surprisals[slot] < 0).Select(f => f.Id)]);
    }
}

/// <param name="Feature">Column of the model.</param>
/// <param name="Bits">What it gave.</param>
/// <param name="Observed">What happened, in words.</param>
internal sealed record StrongFeature(string Feature, double Bits, string Observed);
