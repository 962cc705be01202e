using System.Text.Json.Serialization;
using Det0131.Models.Alerts;
using Det0131.Models.Analytics;
using Det0131.Models.Calibration;
using Det0131.Models.Features;
using Det0131.Models.Scoring;

namespace Det0131.Models.Explanations;

/// <summary>
/// A group over the threshold, with all that alerts need of it, taken when it was scored: the group may grow and the model may be replaced
/// afterwards. Immutable. Its contributions may be looked up at first use, see <see cref="GroupOpener.Later"/>.
/// </summary>
public sealed record OpenedGroup
{
    /// <summary>Events of a group that are kept for its alert, see <see cref="ShownEvents"/>; the others are counted.</summary>
    public const int ListedEvents = EventGroup.FirstReferences;

    private readonly Lazy<IReadOnlyList<AlertContribution>> _contributions = new([]);

    /// <summary>Position in <see cref="AnalyticCatalogue.All"/>.</summary>
    public required int Analytic { get; init; }

    /// <summary>The entity as in an incident's key: <see cref="EventGroup.Entity"/>.</summary>
    public required string EntityKey { get; init; }

    public required AlertEntity Entity { get; init; }

    public required AlertDestination Destination { get; init; }

    /// <summary><c>T1048.003</c>.</summary>
    public required string Technique { get; init; }

    /// <summary>Clock hour (UTC), hours since 1970-01-01.</summary>
    public required int Hour { get; init; }

    /// <summary>First event, UTC microseconds, within <see cref="Hour"/>.</summary>
    public required long FirstMicros { get; init; }

    /// <summary>Start of the last event, UTC microseconds.</summary>
    public required long LastMicros { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Bytes that left; 0 where none are told.</summary>
    public required long BytesOut { get; init; }

    public required int EventCount { get; init; }

    /// <summary>Bits; not NaN.</summary>
    public required float Score { get; init; }

    /// <summary>Null when training had no such analytic.</summary>
    public required Calibration.ReturnPeriod? ReturnPeriod { get; init; }

    /// <summary>Stratum that it was compared within; -1 when training had none.</summary>
    public required int Stratum { get; init; }

    /// <summary>Id of the feature that gave the most bits.</summary>
    public required string TopFeature { get; init; }

    /// <summary>Its value; null when it has none that others could share.</summary>
    public required string? TopValue { get; init; }

    /// <summary>The rates of its analytic came from leaving out.</summary>
    public required bool IsOptimistic { get; init; }

    /// <summary>Version of the model that scored and explained it.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Identity of the event that began it: tells it from a later group of the same key and hour.</summary>
    public required UInt128 FirstIdentity { get; init; }

    /// <summary>Every column that gave bits, in column order, with the counts behind it.</summary>
    public required IReadOnlyList<AlertContribution> Contributions
    {
        get => _contributions.Value;
        init => _contributions = new(value);
    }

    public required IReadOnlyList<KnowledgeIndicator> Indicators { get; init; }

    /// <summary>Its first events and the largest, at most <see cref="ListedEvents"/>, by time, then identity.</summary>
    public required IReadOnlyList<GroupEvent> Events { get; init; }

    /// <summary>The incident that it belongs to.</summary>
    [JsonIgnore]
    public IncidentKey Key => new(AnalyticCatalogue.All[Analytic].Id, EntityKey, Destination.Key);

    /// <summary>Days since 1970-01-01 UTC.</summary>
    [JsonIgnore]
    public int Day => FeatureCalendar.Number(FirstMicros, FeatureCatalogue.Day);

    /// <summary>Most periods that stand behind one of its numbers.</summary>
    [JsonIgnore]
    public int MaturityPeriods => Contributions.Max(c => c.MaturityPeriods) ?? 0;

    /// <summary>The group's <see cref="EventGroup.EvidenceMark"/> when it was taken; 0: not known.</summary>
    [JsonIgnore]
    internal long EvidenceMark { get; init; }

    /// <summary>Looked up when first asked for, and then kept.</summary>
    [JsonIgnore]
    internal Lazy<IReadOnlyList<AlertContribution>> ContributionsLater
    {
        init => _contributions = value;
    }

    /// <summary>
    /// Which of two groups stands for an incident: the higher score, then the earlier, then (so that no order of arrival matters) the lower identity.
    /// </summary>
    internal static int CompareStanding(OpenedGroup a, OpenedGroup b)
    {
        var order = a.Score.CompareTo(b.Score);
        order = order != 0 ? order : b.FirstMicros.CompareTo(a.FirstMicros);
        order = order != 0 ? order : b.FirstIdentity.CompareTo(a.FirstIdentity);
        return order != 0 ? order : string.CompareOrdinal(b.ModelVersion, a.ModelVersion);
    }
}
