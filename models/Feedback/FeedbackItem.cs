using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Alerts;

namespace Det0131.Models.Feedback;

/// <summary>What an analyst found an alert to be.</summary>
[JsonConverter(typeof(FeedbackVerdictConverter))]
public enum FeedbackVerdict : byte
{
    /// <summary>Data left, or somebody tried.</summary>
    TruePositive = 0,

    /// <summary>Unusual, and nothing bad.</summary>
    Benign = 1,

    /// <summary>It is meant to happen.</summary>
    Expected = 2,
}

/// <summary>Whose alert it was; null where not known.</summary>
public sealed record FeedbackEntity(string? Host, string? User);

/// <summary>A verdict with what the alert was, whole enough to learn from without the alert. Immutable.</summary>
public sealed record FeedbackItem
{
    // A reader of JSON sets what is absent to null.
    private static readonly SortedDictionary<string, double> NoBits = new(StringComparer.Ordinal);

    public required string AlertId { get; init; }

    public required FeedbackVerdict Verdict { get; init; }

    /// <summary>Name of the key or person that decided.</summary>
    public required string Who { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why, in their words; null: nothing was written.</summary>
    public string? Comment { get; init; }

    /// <summary><c>AN0367</c>.</summary>
    public required string Analytic { get; init; }

    /// <summary>The entity in words: <c>alice on pc7</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The entity in parts; of a campaign all its members.</summary>
    public IReadOnlyList<FeedbackEntity> Entities { get; init => field = value ?? []; } = [];

    /// <summary>The groups' destination key.</summary>
    public required string Destination { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset FirstEvent { get; init; }

    /// <summary>UTC; not before <see cref="FirstEvent"/>.</summary>
    public required DateTimeOffset LastEvent { get; init; }

    /// <summary>The model version that raised it; null: not told.</summary>
    public string? ModelVersion { get; init; }

    /// <summary>Bits that each column gave, by its name; empty: not told, and nothing is learned of weights from it.</summary>
    public IReadOnlyDictionary<string, double> Bits { get; init => field = value ?? NoBits; } = NoBits;

    /// <summary>Identities of the events that the alert lists, 32 hexadecimal digits each.</summary>
    public IReadOnlyList<string> EventIds { get; init => field = value ?? []; } = [];

    /// <summary>The verdict on an alert.</summary>
    public static FeedbackItem Of(Alert alert, FeedbackVerdict verdict, string who, DateTimeOffset at, string? comment)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var bits = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var part in alert.Contributions)
        {
            bits[part.FeatureId] = bits.GetValueOrDefault(part.FeatureId) + part.Bits;
        }

        return new FeedbackItem
        {
            AlertId = alert.Id,
            Verdict = verdict,
            Who = who,
            At = at.ToUniversalTime(),
            Comment = comment,
            Analytic = alert.AnalyticId,
            Entity = alert.Entity.ToString(),
            Entities = [.. alert.CampaignMembers.Prepend(alert.Entity).Select(e => new FeedbackEntity(e.Host, e.User)).Distinct()],
            Destination = alert.Destination.Key,
            FirstEvent = DateTimeOffset.UnixEpoch.AddMicroseconds(alert.FirstMicros),
            LastEvent = DateTimeOffset.UnixEpoch.AddMicroseconds(alert.LastMicros),
            ModelVersion = alert.ModelVersion,
            Bits = bits,
            EventIds = [.. alert.Events.Select(e => e.Identity.ToString("x32", CultureInfo.InvariantCulture))],
        };
    }
}

internal sealed class FeedbackVerdictConverter() : JsonStringEnumConverter<FeedbackVerdict>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
