namespace Det0131.Models.Calibration;

/// <summary>
/// One entity with incidents of many causes on one day: a machine that was rebuilt, a person with a new task, an intruder who looks around. One alert, the
/// counterpart of a <see cref="Campaign"/>.
/// </summary>
public static class EntityBurst
{
    /// <summary>Distinct causes that make one: as many as a campaign has entities.</summary>
    public const int MinimumCauses = Campaigns.MinimumEntities;

    /// <summary>Stands for the entity's incidents of a day where a single one's key is asked for, as in <see cref="DailyBudget.Offer"/>.</summary>
    public static IncidentKey KeyOf(in IncidentKey one) => one with { Destination = "(many)" };
}
