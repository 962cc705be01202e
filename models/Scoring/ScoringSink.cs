using Det0131.Models.Features;

namespace Det0131.Models.Scoring;

/// <summary>Has every question answered at once. Not thread-safe.</summary>
internal sealed class ScoringSink(PeakScorer scorer, StreamBounds? bounds) : GroupSink(bounds)
{
    protected override void OnValue(string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value) => HasRisen |= scorer.Value(Asker, entity, scope, value);

    protected override void OnNothing(string entity, ReadOnlySpan<char> scope) => HasRisen |= PeakScorer.Nothing(Asker, entity, scope);

    protected override void OnMagnitude(string entity, ReadOnlySpan<char> scope, double magnitude) => HasRisen |= scorer.Magnitude(Asker, entity, scope, magnitude);

    protected override void OnHour(string entity, int hour, int date) => HasRisen |= scorer.Hour(Asker, entity, hour, date);

    protected override void OnSeason(string entity, ReadOnlySpan<char> scope, int clockHour, double sum) => HasRisen |= scorer.Season(Asker, entity, scope, clockHour, sum);

    private Asker Asker => new(Group, Feature, Slot, NowMicros);
}
