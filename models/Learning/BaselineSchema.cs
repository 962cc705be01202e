using Det0131.Models.Baselines;
using Det0131.Models.Features;

namespace Det0131.Models.Learning;

/// <summary>What baselines keep of the catalogue's features, for a period length.</summary>
public static class BaselineSchema
{
    public static IReadOnlyList<FeatureSchema> For(FeatureCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return [.. FeatureCatalogue.All.Select(f => Entry(f, calendar))];
    }

    private static FeatureSchema Entry(Feature feature, FeatureCalendar calendar)
    {
        var unit = calendar.UnitMicros(feature);
        var alignment = feature.Kind == FeatureKind.Circular ? UnitAlignment.LocalDate
            : unit == FeatureCatalogue.Week ? UnitAlignment.IsoWeek
            : UnitAlignment.Utc;
        // A window longer than the period may be cut by two parts of a history: its sums add up. Everything else is the largest in its period.
        var merge = feature.Measure is Measure.WindowSum or Measure.DistinctSum && feature.WindowMicros > calendar.PeriodMicros
            ? MagnitudeMerge.Sum
            : MagnitudeMerge.Max;
        return new FeatureSchema(feature.Id, Kind(feature.Kind), unit, alignment, merge);
    }

    private static BaselineKind Kind(FeatureKind kind) => kind switch
    {
        FeatureKind.Rarity => BaselineKind.Rarity,
        FeatureKind.Circular => BaselineKind.Circular,
        FeatureKind.UpperTail => BaselineKind.UpperTail,
        _ => BaselineKind.BothTails,
    };
}
