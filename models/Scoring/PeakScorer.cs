using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>Who asks: a feature of a group, when.</summary>
/// <param name="Group">The group.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Slot">The feature's place in the group.</param>
/// <param name="Micros">Time of the event.</param>
internal readonly record struct Asker(EventGroup Group, Feature Feature, int Slot, long Micros);

/// <summary>Answers from the baselines and keeps each group's maxima with what gave them. Every answer tells whether a maximum rose. Not thread-safe.</summary>
internal sealed class PeakScorer(BaselineIndex baselines, SeasonalBook seasons, bool leaveDateOut)
{
    // Hours remembered at once: 100,000 busy entities; then the memory starts anew rather than growing with the log.
    private const int MaximumHours = 1 << 17;

    private readonly Dictionary<(string Entity, int Feature), (int Hour, int Date, float Bits)> _hours = [];
    private (string? Name, int Id) _latest;
    private (string? Name, int Id) _other;

    /// <summary>A value of a rarity feature.</summary>
    public bool Value(in Asker asker, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        var bits = (float)baselines.RarityBits(asker.Feature.Index, IdOf(entity), scope, value);
        return Rises(asker, bits) && Keep(asker, bits, entity, scope, value, 0, 0, 0);
    }

    /// <summary>Observed, with no surprise.</summary>
    public static bool Nothing(in Asker asker, string entity, ReadOnlySpan<char> scope) =>
        Rises(asker, 0) && Keep(asker, 0, entity, scope, FeatureSink.None, 0, 0, 0);

    /// <summary>A magnitude, finite, at least 0.</summary>
    public bool Magnitude(in Asker asker, string entity, ReadOnlySpan<char> scope, double magnitude) => Tail(asker, entity, scope, magnitude, magnitude);

    /// <summary>The sum of a clock hour, hours since 1970, beside what its season leads to expect.</summary>
    public bool Season(in Asker asker, string entity, ReadOnlySpan<char> scope, int clockHour, double sum) =>
        seasons.Excess(entity, clockHour, sum) is { } scales && Tail(asker, entity, scope, scales, sum);

    /// <summary>A local hour of a local date.</summary>
    public bool Hour(in Asker asker, string entity, int hour, int date)
    {
        var bits = HourBits(asker.Feature.Index, entity, hour, date);
        return Rises(asker, bits) && Keep(asker, bits, entity, "", "", 0, hour, date);
    }

    private bool Tail(in Asker asker, string entity, ReadOnlySpan<char> scope, double magnitude, double observed)
    {
        var bits = (float)baselines.TailBits(asker.Feature.Index, IdOf(entity), scope, magnitude);
        return Rises(asker, bits) && Keep(asker, bits, entity, scope, "", observed, 0, 0);
    }

    // An event asks a dozen questions about its host and its user, whose names are the same strings each time.
    private int IdOf(string entity)
    {
        if (!ReferenceEquals(entity, _latest.Name))
        {
            (_latest, _other) = (_other, _latest);
            if (!ReferenceEquals(entity, _latest.Name))
            {
                _latest = (entity, baselines.EntityId(entity));
            }
        }

        return _latest.Id;
    }

    // The smoothing of a week costs as much as all other look-ups of an event, and all events of an hour ask for the same.
    private float HourBits(int feature, string entity, int hour, int date)
    {
        if (_hours.TryGetValue((entity, feature), out var known) && known.Hour == hour && known.Date == date)
        {
            return known.Bits;
        }

        var bits = (float)baselines.CircularBits(feature, entity, hour, date, leaveDateOut);
        if (_hours.Count >= MaximumHours)
        {
            _hours.Clear();
        }

        _hours[(entity, feature)] = (hour, date, bits);
        return bits;
    }

    // What was not observed is below 0.
    private static bool Rises(in Asker asker, float bits) => bits > asker.Group.Surprisals[asker.Slot];

    private static bool Keep(in Asker asker, float bits, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, double magnitude, int hour, int date)
    {
        asker.Group.Surprisals[asker.Slot] = bits;
        // Strings are made only when a maximum rises, which it does a few times in a group's life.
        ref var peak = ref asker.Group.Peaks.At(asker.Slot);
        peak = new PeakObservation(entity, Same(scope, peak.Scope), Same(value, peak.Value), magnitude, hour, date, asker.Micros);
        return true;
    }

    private static string Same(ReadOnlySpan<char> text, string? earlier) =>
        earlier is not null && text.SequenceEqual(earlier) ? earlier : text.ToString();
}
