using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>Answers from the baselines at once and keeps each group's maxima with what gave them. Not thread-safe.</summary>
internal sealed class ScoringSink(BaselineIndex baselines, SeasonalBook seasons, bool leaveDateOut, StreamBounds? bounds) : GroupSink(bounds)
{
    // Hours remembered at once: 100,000 busy entities; then the memory starts anew rather than growing with the log.
    private const int MaximumHours = 1 << 17;

    private readonly Dictionary<(string Entity, int Feature), (int Hour, int Date, float Bits)> _hours = [];
    private (string? Name, int Id) _latest;
    private (string? Name, int Id) _other;

    protected override void OnValue(string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        var slot = Slot;
        var bits = (float)baselines.RarityBits(Feature.Index, IdOf(entity), scope, value);
        if (bits > Group.Surprisals[slot])
        {
            Group.Surprisals[slot] = bits;
            Keep(slot, entity, scope, value, 0, 0, 0);
        }
    }

    protected override void OnNothing(string entity, ReadOnlySpan<char> scope)
    {
        var slot = Slot;
        if (Group.Surprisals[slot] < 0)
        {
            Group.Surprisals[slot] = 0;
            Keep(slot, entity, scope, None, 0, 0, 0);
        }
    }

    protected override void OnMagnitude(string entity, ReadOnlySpan<char> scope, double magnitude) => Tail(entity, scope, magnitude, magnitude);

    protected override void OnSeason(string entity, ReadOnlySpan<char> scope, int clockHour, double sum)
    {
        if (seasons.Excess(entity, clockHour, sum) is { } scales)
        {
            Tail(entity, scope, scales, sum);
        }
    }

    protected override void OnHour(string entity, int hour, int date)
    {
        var slot = Slot;
        var bits = HourBits(entity, hour, date);
        if (bits > Group.Surprisals[slot])
        {
            Group.Surprisals[slot] = bits;
            Keep(slot, entity, "", "", 0, hour, date);
        }
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
        var slot = Slot;
        var bits = (float)baselines.TailBits(Feature.Index, IdOf(entity), scope, magnitude);
        if (bits > Group.Surprisals[slot])
        {
            Group.Surprisals[slot] = bits;
            Keep(slot, entity, scope, "", observed, 0, 0);
        }
    }

    private void Keep(int slot, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, double magnitude, int hour, int date)
    {
        HasRisen = true;
        // Strings are made only when a maximum rises, which it does a few times in a group's life.
        ref var peak = ref Group.Peaks.At(slot);
        peak = new PeakObservation(entity, Same(scope, peak.Scope), Same(value, peak.Value), magnitude, hour, date, NowMicros);
    }

    private static string Same(ReadOnlySpan<char> text, string? earlier) =>
        earlier is not null && text.SequenceEqual(earlier) ? earlier : text.ToString();
}
