namespace Det0131.Models.Alerts;

/// <summary>Marks of an alert.</summary>
[Flags]
public enum AlertFlags : byte
{
    None = 0,

    /// <summary>Over the threshold, but beyond what the day's budget lets through.</summary>
    OverBudget = 1,

    /// <summary>Five or more entities did the same on one day: one alert for all of them.</summary>
    Campaign = 2,

    /// <summary>Rates come from leaving out instead of forward chaining: real rates are likely higher.</summary>
    OptimisticRates = 4,

    /// <summary>The entity is new: its peers' baseline stands in.</summary>
    ColdStart = 8,

    /// <summary>Five or more different causes of one entity on one day: one alert for all of them.</summary>
    ManyCauses = 16,
}

/// <summary>Where an alert stands in the SOC's work. Numbers are those of OCSF's <c>status_id</c>.</summary>
public enum AlertStatus : byte
{
    New = 1,
    InProgress = 2,
    Suppressed = 3,
    Resolved = 4,
}

/// <summary>
/// Everything that is known of one alert: the incidents of one key (analytic, entity, destination) on consecutive days. Immutable.
/// </summary>
public sealed record Alert
{
    /// <summary>Stable id, see <see cref="AlertId"/>.</summary>
    public required string Id { get; init; }

    /// <summary><c>AN0367</c>.</summary>
    public required string AnalyticId { get; init; }

    /// <summary><c>Windows</c>.</summary>
    public required string AnalyticName { get; init; }

    /// <summary><c>T1048</c>, or sub-techniques where the protocol tells: <c>T1048.003</c>.</summary>
    public required IReadOnlyList<string> TechniqueIds { get; init; }

    public required AlertEntity Entity { get; init; }

    public required AlertDestination Destination { get; init; }

    /// <summary>First event, microseconds since 1970-01-01T00:00:00Z.</summary>
    public required long FirstMicros { get; init; }

    /// <summary>Last event, microseconds since 1970-01-01T00:00:00Z; not before <see cref="FirstMicros"/>.</summary>
    public required long LastMicros { get; init; }

    /// <summary>IANA id of the entity's time zone: <c>Europe/Amsterdam</c>. An id that this machine does not know prints as UTC.</summary>
    public string TimeZoneId { get; init; } = "UTC";

    /// <summary>
    /// The score in bits: the sum of <see cref="Contributions"/> in list order (the model's column order), in double. Not stored apart,
    /// so that explanation and score cannot differ. 0 without contributions.
    /// </summary>
    public double ScoreBits => Sum(Contributions);

    public required ReturnPeriod ReturnPeriod { get; init; }

    /// <summary>From <see cref="SeverityTable"/>.</summary>
    public AlertSeverity Severity => SeverityTable.Of(ReturnPeriod, Entity.Criticality);

    /// <summary>0 to 100, from <see cref="AlertConfidence"/>.</summary>
    public int Confidence => AlertConfidence.Of(MaturityPeriods, ReturnPeriod, Flags);

    /// <summary>Periods behind the score; 0 or more.</summary>
    public required int MaturityPeriods { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>The step columns and every feature that gave bits, in the model's column order.</summary>
    public required IReadOnlyList<AlertContribution> Contributions { get; init; }

    public IReadOnlyList<KnowledgeIndicator> Indicators { get; init; } = [];

    /// <summary>The events behind the alert, in time order; may be a bounded sample, then <see cref="EventCount"/> is larger.</summary>
    public IReadOnlyList<AlertEvent> Events { get; init; } = [];

    /// <summary>All events behind the alert.</summary>
    public long EventCount { get; init; }

    /// <summary>Bytes that left, summed over the alert; null where no source counts them.</summary>
    public long? BytesOut { get; init; }

    public AlertFlags Flags { get; init; }

    public AlertStatus Status { get; init; } = AlertStatus.New;

    /// <summary>The entities of a campaign; empty otherwise.</summary>
    public IReadOnlyList<AlertEntity> CampaignMembers { get; init; } = [];

    public IReadOnlyList<NextCheck> NextChecks { get; init; } = [];

    /// <summary>One sentence in plain words, see <see cref="AlertHeadline"/>.</summary>
    public required string Headline { get; init; }

    /// <summary>Adds contributions in list order, in double: the order in which the model sums.</summary>
    public static double Sum(IReadOnlyList<AlertContribution> contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        double sum = 0;
        for (int i = 0; i < contributions.Count; i++)
        {
            sum += contributions[i].Bits;
        }

        return sum;
    }
}
