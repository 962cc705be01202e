using System.Text;
using Det0131.Models.Events;
using Det0131.Models.Explanations;
using Det0131.Models.Features;
using Det0131.Models.Scoring;
using Det0131.Models.Sensors;
using Det0131.Scoring.Hosting;

namespace Det0131.Scoring.Streaming;

/// <summary>
/// The scorer of the service: a function of the micro-batches that it is given and of the models, and where nobody sends anything the clock, that it is given with
/// them, nothing else.
/// The same micro-batches give the same alerts; with one model, the groups that batch scoring forms of the same events. Not thread-safe.
/// </summary>
internal sealed class StreamScorer
{
    private readonly Platform? _fallback;
    private readonly StreamBounds _bounds;
    private readonly Action<GroupScore>? _finished;
    private SeenIdentities _seen = new();
    private readonly EventJoiner _joiner = new();
    private readonly SensorWait _sensors = new();
    private readonly List<SecurityEvent> _fresh = [];
    private Seat? _seat;
    private (string Version, byte[] Groups)? _withoutModel;
    private long _sequence;

    /// <param name="fallback">Platform of hosts that neither model nor record names.</param>
    /// <param name="finished">Told of every finished group, alert or not; may be null.</param>
    /// <param name="bounds">How much state may be held.</param>
    public StreamScorer(Platform? fallback, Action<GroupScore>? finished = null, StreamBounds? bounds = null)
    {
        _fallback = fallback;
        _finished = finished;
        _bounds = bounds ?? new StreamBounds();
    }

    /// <summary>Alerts so far.</summary>
    public AlertLedger Ledger { get; private set; } = new();

    /// <summary>The model that the open groups are scored with; null: none yet.</summary>
    public HostedModel? Model => _seat?.Hosted;

    public long EventsSeen => _seat?.Builder.EventsSeen ?? 0;

    public long EventsScored => _seat?.Builder.EventsScored ?? 0;

    public long EventsLate => _seat?.Builder.EventsLate ?? 0;

    public long EventsDoubled { get; private set; }

    public long? LatestEventMicros { get; private set; }

    public int OpenGroups => _seat?.Builder.Open.Count ?? 0;

    public int OpenWindows => _seat?.Builder.OpenWindows ?? 0;

    /// <summary>How the records of different sensors met.</summary>
    public SensorFigures Sensors => _sensors.Figures;

    /// <summary>Events that wait for another sensor's record; they are not among those seen.</summary>
    public int EventsWaiting => _sensors.Held;

    /// <summary>When an open group is judged that waits to become what it will be, UTC microseconds, by events' time or the clock's; null: none waits.</summary>
    public long? NextJudgementMicros => _seat?.Waiting.NextMicros;

    /// <summary>First journal position of an event that waits or that an open group has; null: none.</summary>
    public long? FirstPosition => (_seat?.Builder.Open.Select(static group => (long?)group.FirstPosition) ?? []).Append(_sensors.FirstPosition).Min();

    /// <summary>Scores one micro-batch.</summary>
    /// <param name="batch">Its events in the journal's order; sorted and completed in place.</param>
    /// <param name="model">The model to score it with.</param>
    /// <param name="isLast">No event waits for another sensor's record any longer: nobody has sent any for a while.</param>
    /// <param name="clockMicros">Then the clock's time, UTC microseconds, which goes on while events' does not; null: unknown.</param>
    public void Score(List<SecurityEvent> batch, HostedModel model, bool isLast = false, long? clockMicros = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(model);
        var seat = Take(model);
        _joiner.Join(batch);
        batch.Sort(static (a, b) => a.TimeMicros != b.TimeMicros ? a.TimeMicros.CompareTo(b.TimeMicros) : a.Identity.CompareTo(b.Identity));
        foreach (var e in batch)
        {
            LatestEventMicros = Math.Max(LatestEventMicros ?? e.TimeMicros, e.TimeMicros);
            if (_seen.Add(e.Identity, e.TimeMicros, e.DurationMicros ?? 0))
            {
                _fresh.Add(e);
            }
            else
            {
                EventsDoubled++;
            }
        }

        _sensors.Pass(_fresh, isLast, e => seat.Builder.Process(e));
        _fresh.Clear();
        Consider(seat, clockMicros);
        Ledger.Decide(model.Model);
    }

    /// <summary>Finishes every open group, with what waited for it; for those who want all groups of what they fed.</summary>
    public void CloseAll()
    {
        if (_seat is { } seat)
        {
            Score([], seat.Hosted, isLast: true);
            seat.Builder.CloseAll();
            Consider(seat);
            Ledger.Decide(seat.Hosted.Model);
        }
    }

    /// <summary>Completes an event that was fetched from the journal by what is remembered of others.</summary>
    public void Complete(SecurityEvent e) => _joiner.Join([e]);

    public void Save(BinaryWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(EventsDoubled);
        to.Write(LatestEventMicros ?? long.MinValue);
        to.Write(_sequence);
        _seen.Save(to);
        _joiner.Save(to);
        _sensors.Save(to);
        using (var block = new BlockWriter(to))
        {
            Ledger.Save(block);
        }

        to.Write(_seat?.Hosted.Version ?? _withoutModel?.Version ?? "");
        if (_seat is { } seat)
        {
            using var writer = new BinaryWriter(new BlockWriter(to), Encoding.UTF8);
            seat.Builder.Save(writer);
        }
        else if (_withoutModel is { } kept)
        {
            using var block = new BlockWriter(to);
            block.Write(kept.Groups);
        }
    }

    /// <param name="from">What <see cref="Save"/> wrote.</param>
    /// <param name="load">
    /// Gives a model version; null where it is not to be had: then the open groups of the snapshot grow no more; window sums and counts go on with
    /// the next model.
    /// </param>
    /// <returns>The version that was missing; null: none.</returns>
    /// <exception cref="InvalidDataException">The state makes no sense.</exception>
    public string? Restore(BinaryReader from, Func<string, HostedModel?> load)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(load);
        EventsDoubled = from.ReadInt64();
        var latest = from.ReadInt64();
        LatestEventMicros = latest == long.MinValue ? null : latest;
        _sequence = from.ReadInt64();
        _seen = SeenIdentities.Restore(from);
        _joiner.Restore(from);
        _sensors.Restore(from);
        using (var block = new BlockReader(from))
        {
            // It is read to its end.
            Ledger = AlertLedger.Restore(block);
        }

        var version = from.ReadString();
        if (version.Length == 0)
        {
            return null;
        }

        using var groups = new BlockReader(from);
        if (load(version) is not { } model)
        {
            using var bytes = new MemoryStream();
            groups.CopyTo(bytes);
            _withoutModel = (version, bytes.ToArray());
            return version;
        }

        _seat = MakeSeat(model, _finished);
        _sensors.Use(model.Model.Context);
        Restore(_seat, groups);
        foreach (var group in _seat.Builder.Open.Where(group => Ledger.Held(group, version) is null))
        {
            // Who waited is no part of the state: it follows from the groups.
            Passes(_seat, group, Now());
        }

        return null;
    }

    // Read to its end even where the end is not looked at: what follows in the snapshot is somebody else's.
    private static void Restore(Seat seat, Stream groups)
    {
        using var reader = new BinaryReader(groups);
        seat.Builder.Restore(reader);
        groups.CopyTo(Stream.Null);
    }

    /// <summary>Scores the groups that grew, once each, those that closed meanwhile among them, and those that waited and do so no longer.</summary>
    private void Consider(Seat seat, long? clockMicros = null)
    {
        var now = Now(clockMicros);
        foreach (var group in seat.Builder.DrainTouched())
        {
            Consider(seat, group, now);
        }

        foreach (var group in seat.Waiting.TakeSettled(now))
        {
            Consider(seat, group, now);
        }
    }

    private void Consider(Seat seat, EventGroup group, long now)
    {
        // Most groups are under the threshold: of these nothing is made.
        var held = Ledger.Held(group, seat.Hosted.Version);
        if (held is not null || Passes(seat, group, now))
        {
            Ledger.Take(seat.Opener.Now(seat.Scorer.Score(group), held), _sequence++);
        }
    }

    private static bool Passes(Seat seat, EventGroup group, long now)
    {
        var passing = seat.Scorer.Judge(group);
        var waits = passing == GroupPassing.AsItIs && !GroupWait.IsSettled(group, now);
        seat.Waiting.Set(group, waits);
        return passing != GroupPassing.No && !waits;
    }

    private long Now(long? clockMicros = null) => Math.Max(LatestEventMicros ?? long.MinValue, clockMicros ?? long.MinValue);

    /// <summary>Between micro-batches: the groups of the old version are finished by it, the window sums go on.</summary>
    private Seat Take(HostedModel model)
    {
        if (_seat is { } seat && seat.Hosted.Version == model.Version)
        {
            return seat;
        }

        var old = _seat;
        var next = MakeSeat(model, _finished);
        if (_withoutModel is { } kept)
        {
            // What its groups reached cannot be compared with anything any more.
            old = MakeSeat(model, finished: null);
            Restore(old, new MemoryStream(kept.Groups));
            _withoutModel = null;
        }

        if (old is not null)
        {
            old.Builder.CloseAll();
            Consider(old);
            next.Builder.TakeWindowsFrom(old.Builder);
        }

        _sensors.Use(model.Model.Context);
        return _seat = next;
    }

    private Seat MakeSeat(HostedModel hosted, Action<GroupScore>? finished)
    {
        var model = hosted.Model;
        var scorer = new GroupScorer(model);
        var builder = model.CreateBuilder(model.Index, _fallback, leaveOwnDateOut: false, group => finished?.Invoke(scorer.Score(group)), _bounds);
        return new Seat(hosted, builder, scorer, new GroupOpener(model, hosted.Version, new Explainer(model, model.Index, leaveOwnPeriodOut: false)));
    }

    /// <summary>A model with what works for it.</summary>
    private sealed record Seat(HostedModel Hosted, GroupBuilder Builder, GroupScorer Scorer, GroupOpener Opener)
    {
        public GroupWait Waiting { get; } = new();
    }
}
