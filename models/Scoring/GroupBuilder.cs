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
public sealed class GroupBuilder
{
    private readonly EventSituator _situator;
    private readonly FeatureExtractor _extractor;
    private readonly ScoringSink _sink;
    private readonly IndicatorReader _indicators;
    private readonly Action<EventGroup> _closed;
    private readonly Dictionary<(int Analytic, string? Host, string? User, string Destination, int Hour), EventGroup> _open = [];
    private readonly List<EventGroup> _closing = [];
    private int _sweptHour = int.MinValue;
    private long _latest = long.MinValue;

    /// <param name="situator">Reads events in their context.</param>
    /// <param name="extractor">Runs the observers.</param>
    /// <param name="baselines">What is usual. Its hours of the week (circular features) must not change while this lives: the answers are remembered.</param>
    /// <param name="seasons">Seasonal expectations of volume.</param>
    /// <param name="indicators">Knowledge that needs no history.</param>
    /// <param name="leaveOwnDateOut">Score hours of the week as if the event's own date had not been seen.</param>
    /// <param name="closed">Takes every finished group, in order of its key.</param>
    public GroupBuilder(
        EventSituator situator, FeatureExtractor extractor, BaselineIndex baselines, SeasonalBook seasons,
        IndicatorReader indicators, bool leaveOwnDateOut, Action<EventGroup> closed)
    {
        _situator = situator ?? throw new ArgumentNullException(nameof(situator));
        _extractor = extractor ?? throw new ArgumentNullException(nameof(extractor));
        _indicators = indicators ?? throw new ArgumentNullException(nameof(indicators));
        _closed = closed ?? throw new ArgumentNullException(nameof(closed));
        _sink = new ScoringSink(baselines, seasons, leaveOwnDateOut);
    }

    public long EventsSeen { get; private set; }

    public long EventsScored { get; private set; }

    /// <summary>Events whose group was already closed: counted, not scored.</summary>
    public long EventsLate { get; private set; }

    /// <summary>Window observations that came after their window was closed.</summary>
    public long ObservationsLate => _sink.LateObservations;

    /// <summary>Groups not yet closed.</summary>
    public IReadOnlyCollection<EventGroup> Open => _open.Values;

    /// <returns>The group that the event went into; null when it is not scored.</returns>
    public EventGroup? Process(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        EventsSeen++;
        var s = _situator.Situate(e);
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
        else if (_latest - FeatureCalendar.Start(hour + 1, FeatureCatalogue.Hour) >= WindowedSink.LatenessMicros)
        {
            EventsLate++;
            return null;
        }

        EventsScored++;
        var analytic = AnalyticCatalogue.IndexOf(s.Platform);
        var key = (analytic, s.Host ?? s.RoleEntity, s.User, s.Destination!, hour);
        if (!_open.TryGetValue(key, out var group))
        {
            _open[key] = group = new EventGroup(analytic, AnalyticCatalogue.All[analytic].Features.Length, s, hour);
        }

        group.Take(s, _indicators(s), _extractor.Tools.Services.Of(s));
        _sink.Into(group);
        _extractor.Observe(analytic, s, _sink);
        return group;
    }

    /// <summary>Closes every group; the windows of longer than an hour go on.</summary>
    public void CloseAll() => CloseBefore(long.MaxValue);

    private void CloseBefore(long nowMicros)
    {
        _closing.Clear();
        foreach (var group in _open.Values)
        {
            if (nowMicros == long.MaxValue || nowMicros - FeatureCalendar.Start(group.Hour + 1, FeatureCatalogue.Hour) >= WindowedSink.LatenessMicros)
            {
                _closing.Add(group);
            }
        }

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
            _open.Remove((group.Analytic, group.Host ?? (group.Role is null ? null : "role:" + group.Role), group.User, group.Destination, group.Hour));
            _closed(group);
        }
    }
}
