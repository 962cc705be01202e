using System.Globalization;
using System.Runtime.InteropServices;

namespace Det0131.Models.Features;

/// <summary>Where training puts what it observes, to be counted: (feature, entity, scope, value, unit of time, magnitude).</summary>
public interface IObservationStage
{
    void Append(int feature, ReadOnlySpan<char> entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude);
}

/// <summary>Turns observations into rows to be counted. Not thread-safe.</summary>
public sealed class LearningSink : WindowedSink
{
    private static readonly string[] Hours = [.. Enumerable.Range(0, 24).Select(h => h.ToString(CultureInfo.InvariantCulture))];

    private readonly FeatureCalendar _calendar;
    private readonly IObservationStage _stage;
    private readonly Dictionary<string, SortedDictionary<int, double>> _hourly = new(StringComparer.Ordinal);

    public LearningSink(FeatureCalendar calendar, IObservationStage stage)
    {
        _calendar = calendar ?? throw new ArgumentNullException(nameof(calendar));
        _stage = stage ?? throw new ArgumentNullException(nameof(stage));
    }

    /// <summary>Bytes out per entity and clock hour, for the seasonal forecast: known once the windows are closed.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<int, double>> HourlySums => _hourly;

    /// <summary>Observations passed on.</summary>
    public long Observations { get; private set; }

    public override void Value(string? entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value)
    {
        if (entity is not null && !value.IsEmpty)
        {
            Append(Feature, entity, scope, value, _calendar.UnitAt(Feature, NowMicros), 0);
        }
    }

    public override void Nothing(string? entity, ReadOnlySpan<char> scope) => Value(entity, scope, None);

    public override void Magnitude(string? entity, ReadOnlySpan<char> scope, double magnitude)
    {
        if (entity is not null)
        {
            Append(Feature, entity, scope, "", _calendar.UnitAt(Feature, NowMicros), magnitude);
        }
    }

    public override void Hour(string? entity, int hour, int date)
    {
        if (entity is not null)
        {
            Append(Feature, entity, "", Hours[hour], date, 0);
        }
    }

    /// <summary>Counts an hour's excess over its seasonal expectation; called by training once the expectations are fitted.</summary>
    public void Excess(Feature feature, string entity, int hour, double scales)
    {
        ArgumentNullException.ThrowIfNull(feature);
        Append(feature, entity, "", "", _calendar.UnitAt(feature, hour * FeatureCatalogue.Hour), scales);
    }

    protected override void OnSum(string entity, string scope, double sum, double amount)
    {
        // Only the final sum counts.
    }

    protected override void OnClosed(Feature feature, string entity, string scope, int window, double sum)
    {
        ArgumentNullException.ThrowIfNull(feature);
        if (feature.Measure == Measure.SeasonalExcess)
        {
            ref var hours = ref CollectionsMarshal.GetValueRefOrAddDefault(_hourly, entity, out _);
            (hours ??= [])[window] = sum;
            return;
        }

        Append(feature, entity, scope, "", _calendar.UnitAt(feature, FeatureCalendar.Start(window, feature.WindowMicros)), sum);
    }

    protected override void OnConversation(string entity, double seconds)
    {
        // Only the final length counts.
    }

    protected override void OnConversationEnded(Feature feature, string entity, long endMicros, double seconds) =>
        Append(feature, entity, "", "", _calendar.UnitAt(feature, endMicros), seconds);

    private void Append(Feature feature, string entity, ReadOnlySpan<char> scope, ReadOnlySpan<char> value, int unit, double magnitude)
    {
        Observations++;
        _stage.Append(feature.Index, entity, scope, value, unit, magnitude);
    }
}
