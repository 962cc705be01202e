using System.Globalization;
using Det0131.Models.Context;
using Det0131.Models.Events;
using Det0131.Models.Features;

namespace Det0131.Models.Feedback;

/// <summary>
/// What analysts confirmed as theft, so that no baseline learns it: events that the alert lists, and every event of its entity to its destination in the clock
/// hours from its first event to its last. An alert lists a dozen of what may be thousands of events. Immutable, thread-safe.
/// </summary>
public sealed class ConfirmedThefts
{
    private readonly HashSet<UInt128> _events = [];
    private readonly Dictionary<string, List<Theft>> _byDestination = new(StringComparer.Ordinal);
    private readonly long _from = long.MaxValue;
    private readonly long _until = long.MinValue;

    public ConfirmedThefts(IEnumerable<FeedbackItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items.Where(i => i.Verdict == FeedbackVerdict.TruePositive))
        {
            _events.UnionWith(item.EventIds.Select(id => UInt128.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
            var from = FeatureCalendar.Start(FeatureCalendar.Number(Micros(item.FirstEvent), FeatureCatalogue.Hour), FeatureCatalogue.Hour);
            var until = FeatureCalendar.Start(FeatureCalendar.Number(Micros(item.LastEvent), FeatureCatalogue.Hour) + 1, FeatureCatalogue.Hour);
            (_from, _until) = (Math.Min(_from, from), Math.Max(_until, until));
            if (!_byDestination.TryGetValue(item.Destination, out var thefts))
            {
                _byDestination[item.Destination] = thefts = [];
            }

            thefts.AddRange(Entities(item).Select(e => new Theft(e.Host, e.User, from, until)));
        }
    }

    public bool IsEmpty => _events.Count == 0 && _byDestination.Count == 0;

    /// <summary>Identities of events that alerts list.</summary>
    public IReadOnlySet<UInt128> Listed => _events;

    /// <summary>Whether an event can be of a theft at all, by its time: a quick look before it is put in its context.</summary>
    public bool MayCover(SecurityEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e.TimeMicros >= _from && e.TimeMicros < _until;
    }

    /// <summary>Whether an event is of a theft.</summary>
    public bool Covers(Situation s)
    {
        ArgumentNullException.ThrowIfNull(s);
        if (!MayCover(s.Event))
        {
            return false;
        }

        return _events.Contains(s.Event.Identity) || (s.Destination is { } destination && _byDestination.TryGetValue(destination, out var thefts) && thefts.Exists(t => t.Covers(s)));
    }

    // The service of before told the entity in words only: "alice on pc7", or one name of which it does not say what it names.
    private static IEnumerable<FeedbackEntity> Entities(FeedbackItem item)
    {
        if (item.Entities.Count > 0)
        {
            return item.Entities;
        }

        var on = item.Entity.LastIndexOf(" on ", StringComparison.Ordinal);
        return on > 0 ? [new(item.Entity[(on + 4)..], item.Entity[..on])] : [new(item.Entity, null), new(null, item.Entity)];
    }

    private static long Micros(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly record struct Theft(string? Host, string? User, long FromMicros, long UntilMicros)
    {
        public bool Covers(Situation s)
        {
            var role = s.RoleEntity?["role:".Length..];
            // One record of a transfer tells the user, another does not: what both tell must agree.
            var host = Host is null || s.Host is null || Host == s.Host;
            var user = User is null || (s.User ?? role) is null || User == s.User || User == role;
            var some = (Host is not null && Host == s.Host) || (User is not null && (User == s.User || User == role));
            return host && user && some && s.Event.TimeMicros >= FromMicros && s.Event.TimeMicros < UntilMicros;
        }
    }
}
