using System.Collections.Immutable;
using Det0131.Models.Analytics;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>
/// Turns observations into questions about a group: how surprising is this value, magnitude or hour. What counts for which group is decided here, whoever
/// answers. Not thread-safe.
/// </summary>
internal abstract class GroupSink(StreamBounds? bounds) : WindowedSink(bounds)
{
    // One backup must not mark every later group of its host: a window counts for a group that itself holds a quarter of it.
    private const double OwnShare = 0.25;

    private ImmutableArray<int> _slots;

    /// <summary>A maximum of the group rose since it was selected, as far as known.</summary>
    public bool HasRisen { get; protected set; }

    /// <summary>The group that observations belong to.</summary>
    protected EventGroup Group { get; private set; } = null!;

    /// <summary>The feature's place in the group.</summary>
    protected int Slot => _slots[Feature.Index];

    /// <summary>Selects the group that the next event belongs to.</summary>
    public virtual void Into(EventGroup group)
    {
        Group = group;
        HasRisen = false;
        _slots = AnalyticCatalogue.All[group.Analytic].SlotByFeature;
    }

    public sealed override void Value(string? entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        if (entity is not null && !value.IsEmpty)
        {
            OnValue(entity, scope, value);
        }
    }

    public sealed override void Nothing(string? entity, ReadOnlySpan<char> scope)
    {
        if (entity is not null)
        {
            OnNothing(entity, scope);
        }
    }

    public sealed override void Magnitude(string? entity, ReadOnlySpan<char> scope, double magnitude)
    {
        if (entity is not null)
        {
            OnMagnitude(entity, scope, magnitude);
        }
    }

    public sealed override void Hour(string? entity, int hour, int date)
    {
        if (entity is not null)
        {
            OnHour(entity, hour, date);
        }
    }

    protected abstract void OnValue(string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value);

    /// <summary>Observed, with no surprise: where a tool is always called with an upload verb, a call without one is not what is looked for.</summary>
    protected abstract void OnNothing(string entity, ReadOnlySpan<char> scope);

    protected abstract void OnMagnitude(string entity, ReadOnlySpan<char> scope, double magnitude);

    protected abstract void OnHour(string entity, int hour, int date);

    /// <summary>The sum of the clock hour, to be compared with what the season leads to expect.</summary>
    protected abstract void OnSeason(string entity, ReadOnlySpan<char> scope, int clockHour, double sum);

    protected sealed override void OnSum(string entity, string scope, double sum, double amount)
    {
        var own = Group.OwnAmounts.At(Slot) += amount;
        if (own < OwnShare * sum)
        {
            return;
        }

        if (Feature.Measure == Measure.SeasonalExcess)
        {
            OnSeason(entity, scope, FeatureCalendar.Number(NowMicros, FeatureCatalogue.Hour), sum);
        }
        else
        {
            OnMagnitude(entity, scope, sum);
        }
    }

    protected sealed override void OnClosed(Feature feature, string entity, string scope, int window, double sum)
    {
        // Every step of the sum was scored when it was reached.
    }

    protected sealed override void OnConversation(string entity, double seconds)
    {
        if (seconds > 0)
        {
            OnMagnitude(entity, "", seconds);
        }
    }

    protected sealed override void OnConversationEnded(Feature feature, string entity, long endMicros, double seconds)
    {
        // Scored while it went on.
    }
}
