using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Det0131.Models.Feedback;

namespace Det0131.Models.Alerts;

/// <summary>
/// What is meant to happen: alerts that match are kept and suppressed until the entry expires. Fields that are null match anything; at least
/// one of entity and destination is named. The one home of the rule by which an entry matches: the service and batch scoring both ask it. Immutable.
/// </summary>
public sealed record AllowEntry
{
    private static readonly TimeSpan ExpectedHolds = TimeSpan.FromDays(182);

    public required string Id { get; init; }

    /// <summary><c>AN0367</c>; null: every analytic.</summary>
    public string? Analytic { get; init; }

    /// <summary>Host, user or <c>user on host</c>, whole name, any case.</summary>
    public string? Entity { get; init; }

    /// <summary>Destination: the group's key, or its domain, address or resource, whole, any case.</summary>
    public string? Destination { get; init; }

    /// <summary>Id of the feature that gave the alert most of its bits: <c>destination.country</c>; null: whichever.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Feature { get; init; }

    /// <summary>That feature's value, whole, any case; null: whichever. Only with <see cref="Feature"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }

    /// <summary>Why, in the words of whoever made it; 3 to 1,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>From then on it suppresses nothing. At most two years after <see cref="MadeAt"/>.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The alert that it was made from; null: none.</summary>
    public string? FromAlert { get; init; }

    /// <summary>Whether an alert is suppressed at a time.</summary>
    public bool Matches(Alert alert, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return at < ExpiresAt
            && Is(Analytic, alert.AnalyticId)
            && Is(Entity, alert.Entity.Host, alert.Entity.User, alert.Entity.ToString())
            && Is(Destination, alert.Destination.Key, alert.Destination.Domain, alert.Destination.Address, alert.Destination.Resource)
            && IsFeature(alert);
    }

    // An entry for one reason does not hide an alert that has a weightier one.
    private bool IsFeature(Alert alert)
    {
        if (Feature is null)
        {
            return Value is null;
        }

        return alert.Contributions.MaxBy(c => c.Bits) is { Bits: > 0 } most && Is(Feature, most.FeatureId) && Is(Value, most.Value.Text);
    }

    private static bool Is(string? wanted, params ReadOnlySpan<string?> any)
    {
        if (wanted is null)
        {
            return true;
        }

        foreach (var one in any)
        {
            if (string.Equals(one, wanted, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an analyst's "expected" means: the analytic, entity and destination of that alert, for half a year from the verdict.</summary>
    public static AllowEntry Of(FeedbackItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new AllowEntry
        {
            Id = "feedback-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(item.AlertId)))[..16],
            Analytic = item.Analytic,
            Entity = item.Entity,
            Destination = item.Destination,
            Reason = item.Comment is { Length: >= 3 } comment ? comment : "closed as expected",
            Owner = item.Who,
            MadeAt = item.At,
            ExpiresAt = item.At + ExpectedHolds,
            FromAlert = item.AlertId,
        };
    }
}
