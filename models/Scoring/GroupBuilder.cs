using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>Indicators of an event that need no history: a bit each.</summary>
public delegate ulong IndicatorReader(Situation situation);

/// <summary>
/// Forms groups from a stream of events and keeps, per feature, the largest surprisal. The one path from an event to numbers:
/// training calibrates with it, batch scoring and the service score with it. Not thread-safe.
/// </summary>
public sealed partial class GroupBuilder
{
    // An hour's number is an int; every real time is far below this.
    private const long LatestHourMicros = (int.MaxValue - 1L) * FeatureCatalogue.Hour;

    private readonly EventSituator _situator;
    private readonly FeatureExtractor _extractor;
    private readonly GroupSink _sink;
    private readonly GroupKeep _keep;
    private readonly IndicatorReader _indicators;
    private readonly Action<EventGroup> _closed;
    private readonly Dictionary<(int Analytic, string? Host, string? User, string Destination, int Hour), EventGroup> _open = [];
    private readonly List<EventGroup> _closing = [];
    private readonly StreamBounds? _bounds;
    private List<EventGroup> _touched = [];
    private List<EventGroup> _drained = [];
    private int _sweptHour = int.MinValue;
    private long _latest = long.MinValue;

    /// <param name="situator">Reads events in their context.</param>
    /// <param name="extractor">Runs the observers.</param>
    /// <param name="baselines">What is usual. Its hours of the week (circular features) must not change while this lives: the answers are remembered.</param>
    /// <param name="seasons">Seasonal expectations of volume.</param>
    /// <param name="indicators">Knowledge that needs no history.</param>
    /// <param name="leaveOwnDateOut">Score hours of the week as if the event's own date had not been seen.</param>
    /// <param name="closed">Takes every finished group, in order of its key.</param>
    /// <param name="bounds">How much may be held of a stream that does not end; touched groups are then to be drained. Null: a history that ends.</param>
    public GroupBuilder(
        EventSituator situator, FeatureExtractor extractor, BaselineIndex baselines, SeasonalBook seasons,
        IndicatorReader indicators, bool leaveOwnDateOut, Action<EventGroup> closed, StreamBounds? bounds = null)
        : this(situator, extractor, new ScoringSink(new PeakScorer(baselines, seasons, leaveOwnDateOut), bounds), indicators, closed, bounds is null ? GroupKeep.All : GroupKeep.First, bounds)
    {
    }

    /// <summary>As above, with another taker of the observations.</summary>
    internal GroupBuilder(
        EventSituator situator, FeatureExtractor extractor, GroupSink sink, IndicatorReader indicators, Action<EventGroup> closed, GroupKeep keep, StreamBounds? bounds = null)
    {
        _situator = situator ?? throw new ArgumentNullException(nameof(situator));
        _extractor = extractor ?? throw new ArgumentNullException(nameof(extractor));
        _indicators = indicators ?? throw new ArgumentNullException(nameof(indicators));
        _closed = closed ?? throw new ArgumentNullException(nameof(closed));
        _bounds = bounds;
        _sink = sink;
        _keep = keep;
    }

    public long EventsSeen { get; private set; }

    public long EventsScored { get; private set; }

    /// <summary>Events that ended when their group had to be closed already: counted, not scored.</summary>
    public long EventsLate { get; private set; }

    /// <summary>Window observations that came after their window was closed.</summary>
    public long ObservationsLate => _sink.LateObservations;

    /// <summary>Window observations that were not made because a bound was reached.</summary>
    public long ObservationsBounded => _sink.ObservationsBounded;

    /// <summary>Groups that were closed before their time because there were too many.</summary>
    public long GroupsClosedEarly { get; private set; }

    /// <summary>Windows and conversations held now.</summary>
    public int OpenWindows => _sink.OpenWindows;

    /// <summary>Groups not yet closed.</summary>
    public IReadOnlyCollection<EventGroup> Open => _open.Values;

    /// <returns>The group that the event went into; null when it is not scored.</returns>
    public EventGroup? Process(SecurityEvent e) => Process(_situator.Situate(e));

    /// <summary>The same for an event that is put in its context already.</summary>
    internal EventGroup? Process(Situation s)
    {
        var e = s.Event;
        EventsSeen++;
        if (!s.IsScored)
        {
            return null;
        }

        var hour = FeatureCalendar.Number(e.TimeMicros, FeatureCatalogue.Hour);
        if (e.TimeMicros > _latest)
        {
            _latest = e.TimeMicros;
            if (hour != _sweptHour)
            {
                _sweptHour = hour;
                CloseBefore(e.TimeMicros);
            }
        }
        else if (IsLate(hour) && IsLate(HourOfEnd(e)))
        {
            EventsLate++;
            return null;
        }

        EventsScored++;
        var analytic = AnalyticCatalogue.IndexOf(s.Platform);
        var key = (analytic, s.Host ?? s.RoleEntity, s.User, s.Destination!, hour);
        if (!_open.TryGetValue(key, out var group))
        {
            CloseOldestIfFull();
            _open[key] = group = new EventGroup(analytic, AnalyticCatalogue.All[analytic].Features.Length, s, hour, _keep);
        }

        Touch(group);
        var (indicators, isLocal) = (group.Indicators, group.IsLocal);
        group.Take(s, _indicators(s), _keep == GroupKeep.Numbers ? null : _extractor.Tools.Services.Of(s));
        _sink.Into(group);
        _extractor.Observe(analytic, s, _sink);
        if (_sink.HasRisen || indicators != group.Indicators || isLocal != group.IsLocal)
        {
            group.EvidenceMark = EventsScored;
        }

        return group;
    }

    /// <summary>
    /// The groups that events went into since this was last called, each once, closed ones too; in order of their first such event. For a builder
    /// with bounds; the list is good until the next call.
    /// </summary>
    public IReadOnlyList<EventGroup> DrainTouched()
    {
        (_touched, _drained) = (_drained, _touched);
        _touched.Clear();
        foreach (var group in _drained)
        {
            group.IsTouched = false;
        }

        return _drained;
    }

    /// <summary>Closes every group; windows and conversations go on.</summary>
    public void CloseAll() => CloseBefore(long.MaxValue);

    private bool IsLate(int hour) => _latest - FeatureCalendar.Start(hour + 1, FeatureCatalogue.Hour) >= WindowedSink.LatenessMicros;

    // A flow is logged when it ends. One that began hours ago is no late record: it gets a group of its own.
    private static int HourOfEnd(SecurityEvent e)
    {
        var duration = Math.Clamp(e.DurationMicros ?? 0, 0, long.MaxValue - Math.Max(0, e.TimeMicros));
        return FeatureCalendar.Number(Math.Min(e.TimeMicros + duration, LatestHourMicros), FeatureCatalogue.Hour);
    }

    private void Touch(EventGroup group)
    {
        // A history that is read in one go scores every group when it is closed.
        if (_bounds is not null && !group.IsTouched)
        {
            group.IsTouched = true;
            _touched.Add(group);
        }
    }

    private void CloseOldestIfFull()
    {
        if (_bounds is null || _open.Count < _bounds.OpenGroups)
        {
            return;
        }

        // A tenth at least, so that the search for the oldest is paid by many.
        var hours = _open.Values.Select(g => g.Hour).Order().ToArray();
        var last = hours[hours.Length / 10];
        var before = _open.Count;
        Close(group => group.Hour <= last);
        GroupsClosedEarly += before - _open.Count;
    }

    private void CloseBefore(long nowMicros) =>
        Close(group => nowMicros == long.MaxValue || nowMicros - FeatureCalendar.Start(group.Hour + 1, FeatureCatalogue.Hour) >= WindowedSink.LatenessMicros);

    private void Close(Predicate<EventGroup> isOver)
    {
        _closing.Clear();
        _closing.AddRange(_open.Values.Where(group => isOver(group)));

        // The order of a dictionary depends on its history; the order of the keys does not.
        _closing.Sort(static (a, b) =>
        {
            var order = a.Hour.CompareTo(b.Hour);
            order = order != 0 ? order : a.Analytic.CompareTo(b.Analytic);
            order = order != 0 ? order : string.CompareOrdinal(a.Host ?? a.Role, b.Host ?? b.Role);
            order = order != 0 ? order : string.CompareOrdinal(a.User, b.User);
            return order != 0 ? order : string.CompareOrdinal(a.Destination, b.Destination);
        });
        foreach (var group in _closing)
        {
            _open.Remove(KeyOf(group));
            group.IsClosed = true;
            _closed(group);
        }
    }

    private static (int Analytic, string? Owner, string? User, string Destination, int Hour) KeyOf(EventGroup group) =>
        (group.Analytic, group.Host ?? (group.Role is null ? null : "role:" + group.Role), group.User, group.Destination, group.Hour);
}
