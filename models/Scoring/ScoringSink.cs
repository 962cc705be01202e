using Det0131.Models.Analytics;
using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>Turns observations into surprisals against the baselines and keeps each group's maxima. Not thread-safe.</summary>
internal sealed class ScoringSink(BaselineIndex baselines, SeasonalBook seasons, bool leaveDateOut, StreamBounds? bounds) : WindowedSink(bounds)
{
    // One backup must not mark every later group of its host: a window counts for a group that itself holds a quarter of it.
    private const double OwnShare = 0.25;

    // Hours remembered at once: 100,000 busy entities; then the memory starts anew rather than growing with the log.
    private const int MaximumHours = 1 << 17;

    private readonly Dictionary<(string Entity, int Feature), (int Hour, int Date, float Bits)> _hours = [];
    private EventGroup _group = null!;
    private System.Collections.Immutable.ImmutableArray<int> _slots;

    /// <summary>A maximum of the group rose since it was selected.</summary>
    public bool HasRisen { get; private set; }

    /// <summary>Selects the group that the next event belongs to.</summary>
    public void Into(EventGroup group)
    {
        _group = group;
        HasRisen = false;
        _slots = AnalyticCatalogue.All[group.Analytic].SlotByFeature;
    }

    public override void Value(string? entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        if (entity is null || value.IsEmpty)
        {
            return;
        }

        var slot = _slots[Feature.Index];
        var bits = (float)baselines.RarityBits(Feature.Index, entity, scope, value);
        if (bits > _group.Surprisals[slot])
        {
            _group.Surprisals[slot] = bits;
            Keep(slot, entity, scope, value, 0, 0, 0);
        }
    }

    public override void Nothing(string? entity, ReadOnlySpan<char> scope)
    {
        // Observed, with no surprise: where a tool is always called with an upload verb, a call without one is not what is looked for.
        var slot = _slots[Feature.Index];
        if (entity is not null && _group.Surprisals[slot] < 0)
        {
            _group.Surprisals[slot] = 0;
            Keep(slot, entity, scope, None, 0, 0, 0);
        }
    }

    public override void Magnitude(string? entity, ReadOnlySpan<char> scope, double magnitude)
    {
        if (entity is not null)
        {
            Tail(entity, scope, magnitude, magnitude);
        }
    }

    public override void Hour(string? entity, int hour, int date)
    {
        if (entity is null)
        {
            return;
        }

        var slot = _slots[Feature.Index];
        var bits = HourBits(entity, hour, date);
        if (bits > _group.Surprisals[slot])
        {
            _group.Surprisals[slot] = bits;
            Keep(slot, entity, "", "", 0, hour, date);
        }
    }

    protected override void OnSum(string entity, string scope, double sum, double amount)
    {
        var slot = _slots[Feature.Index];
        var own = _group.OwnAmounts.At(slot) += amount;
        if (own < OwnShare * sum)
        {
            return;
        }

        if (Feature.Measure == Measure.SeasonalExcess)
        {
            if (seasons.Excess(entity, FeatureCalendar.Number(NowMicros, FeatureCatalogue.Hour), sum) is { } scales)
            {
                Tail(entity, scope, scales, sum);
            }
        }
        else
        {
            Tail(entity, scope, sum, sum);
        }
    }

    protected override void OnClosed(Feature feature, string entity, string scope, int window, double sum)
    {
        // Every step of the sum was scored when it was reached.
    }

    protected override void OnConversation(string entity, double seconds)
    {
        if (seconds > 0)
        {
            Tail(entity, "", seconds, seconds);
        }
    }

    protected override void OnConversationEnded(Feature feature, string entity, long endMicros, double seconds)
    {
        // Scored while it went on.
    }

    // The smoothing of a week costs as much as all other look-ups of an event, and all events of an hour ask for the same.
    private float HourBits(string entity, int hour, int date)
    {
        if (_hours.TryGetValue((entity, Feature.Index), out var known) && known.Hour == hour && known.Date == date)
        {
            return known.Bits;
        }

        var bits = (float)baselines.CircularBits(Feature.Index, entity, hour, date, leaveDateOut);
        if (_hours.Count >= MaximumHours)
        {
            _hours.Clear();
        }

        _hours[(entity, Feature.Index)] = (hour, date, bits);
        return bits;
    }

    private void Tail(string entity, ReadOnlySpan<char> scope, double magnitude, double observed)
    {
        var slot = _slots[Feature.Index];
        var bits = (float)baselines.TailBits(Feature.Index, entity, scope, magnitude);
        if (bits > _group.Surprisals[slot])
        {
            _group.Surprisals[slot] = bits;
            Keep(slot, entity, scope, "", observed, 0, 0);
        }
    }

    private void Keep(int slot, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, double magnitude, int hour, int date)
    {
        HasRisen = true;
        // Strings are made only when a maximum rises, which it does a few times in a group's life.
        ref var peak = ref _group.Peaks.At(slot);
        peak = new PeakObservation(entity, Same(scope, peak.Scope), Same(value, peak.Value), magnitude, hour, date, NowMicros);
    }

    private static string Same(ReadOnlySpan<char> text, string? earlier) =>
        earlier is not null && text.SequenceEqual(earlier) ? earlier : text.ToString();
}
