using Det0131.Models.Alerts;
using Det0131.Models.Features;

namespace Det0131.Models.Pictures;

/// <summary>What pictures are drawn around: a feature of an entity in a scope, and the observation in it where there is one. Immutable.</summary>
internal sealed class PictureTarget
{
    public PictureTarget(TableView table, Feature feature, string entity, string scope, AlertContribution? observed = null)
    {
        (Feature, Entity, Scope) = (feature, entity, scope);
        EntityId = table.StringId(entity);
        var (first, until) = table.Leaves(feature, EntityId);
        IsInModel = first < until;
        Leaf = table.Leaf(feature, EntityId, table.StringId(scope));
        Place = observed?.Place;
        Value = observed?.Value.Text;
        Number = observed?.Value.Number;
    }

    public Feature Feature { get; }

    public string Entity { get; }

    public int EntityId { get; }

    public string Scope { get; }

    /// <summary>The entity's leaf of the scope; -1: none.</summary>
    public int Leaf { get; }

    /// <summary>The entity has history of the feature, in whichever scope.</summary>
    public bool IsInModel { get; }

    public BaselinePlace? Place { get; }

    /// <summary>The observed value of a rarity feature.</summary>
    public string? Value { get; }

    /// <summary>The observed number of the others, as the alert shows it.</summary>
    public double? Number { get; }

    public string? Note => IsInModel ? null
        : EntityId < 0 ? $"{Entity} is not in this model"
        : $"this model has no history of {Entity} for: {Feature.Meaning}";

    /// <summary>The observed magnitude in the unit that the baseline counts in; null: none, or the season of the entity is not known.</summary>
    public double? Magnitude(TableView table) =>
        Number is not { } number || !double.IsFinite(number) || number < 0 ? null
        : Feature.Measure != Measure.SeasonalExcess ? number
        : Place is null ? null
        : table.Model.Seasons.Excess(Entity, FeatureCalendar.Number(Place.TimeMicros, FeatureCatalogue.Hour), number);
}
