using Det0131.Models.Alerts;
using Det0131.Models.Calibration;

namespace Det0131.Models.Explanations;

/// <summary>The groups of one key and day that passed the threshold, and what they amount to. Not thread-safe.</summary>
/// <param name="Incident">As its best group has it.</param>
/// <param name="Best">The group that stands for it.</param>
/// <param name="Groups">All of them.</param>
/// <param name="Id">The id that an alert has which begins with this incident.</param>
/// <param name="Opened">When it opened: of an alert's incidents the lowest gives the id.</param>
internal sealed record OpenIncident(Incident Incident, OpenedGroup Best, IReadOnlyCollection<OpenedGroup> Groups, string Id, (long Sequence, long Number) Opened)
{
    // Under so many periods an entity has no history: everything that it does is new.
    private const int DaysOfAHistory = 3;

    private IncidentKey? _alertKey;

    /// <summary>The alert that it went into; null: none yet.</summary>
    public AlertDraft? Draft { get; set; }

    /// <summary>Its place in the <see cref="Draft"/>.</summary>
    public int Place { get; set; }

    /// <param name="key">Analytic, entity and destination.</param>
    /// <param name="day">Days since 1970-01-01 UTC.</param>
    /// <param name="groups">One or more.</param>
    /// <param name="id">See <see cref="IdOf"/>.</param>
    /// <param name="opened">See <see cref="Opened"/>.</param>
    public static OpenIncident Of(in IncidentKey key, int day, IReadOnlyCollection<OpenedGroup> groups, string id, (long Sequence, long Number) opened)
    {
        var best = groups.Aggregate(static (a, b) => OpenedGroup.CompareStanding(a, b) >= 0 ? a : b);
        var incident = new Incident(key, day, best.Score, Math.Max(0, best.Stratum), best.TopFeature, best.TopValue, best.FirstMicros);
        return new OpenIncident(incident, best, groups, id, opened);
    }

    /// <summary>The id of an incident that this group opens.</summary>
    public static string IdOf(OpenedGroup first) => AlertId.From(first.Key.Analytic, first.Entity, first.Destination.Key, first.FirstMicros);

    /// <summary>Whether nothing is known of the entity yet.</summary>
    public static bool IsWithoutHistory(OpenedGroup best) => best.MaturityPeriods < DaysOfAHistory;

    /// <summary>
    /// What incidents of one alert share: entity and cause where the cause has a value that can be shared, else entity and destination.
    /// Of an entity without history everything is new: that is one cause, and one alert, until the next training knows it.
    /// </summary>
    public IncidentKey AlertKey => _alertKey ??=
        IsWithoutHistory(Best) ? Incident.Key with { Destination = "(new)" }
        : Incident.TopValue is null ? Incident.Key
        : Incident.Key with { Destination = $"{Incident.TopFeature}={Incident.TopValue}" };

    /// <summary>Whether every decision about incidents is the same with this one in the place of the other.</summary>
    public bool DecidesAs(OpenIncident other) =>
        Incident == other.Incident && Best.ReturnPeriod == other.Best.ReturnPeriod && AlertKey == other.AlertKey && (Id, Opened) == (other.Id, other.Opened);
}
