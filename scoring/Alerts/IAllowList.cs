using Det0131.Models.Alerts;

namespace Det0131.Scoring.Alerts;

/// <summary>
/// What is meant to happen: alerts that match are kept and suppressed until the entry expires. Fields that are null match anything; at least
/// one of entity and destination is named. Immutable.
/// </summary>
public sealed record AllowEntry
{
    public required string Id { get; init; }

    /// <summary><c>AN0367</c>; null: every analytic.</summary>
    public string? Analytic { get; init; }

    /// <summary>Host, user or <c>user on host</c>, whole name, any case.</summary>
    public string? Entity { get; init; }

    /// <summary>Destination: the group's key, or its domain, address or resource, whole, any case.</summary>
    public string? Destination { get; init; }

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
            && Is(Destination, alert.Destination.Key, alert.Destination.Domain, alert.Destination.Address, alert.Destination.Resource);
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
}

/// <summary>The allow-list. Thread-safe.</summary>
public interface IAllowList
{
    /// <summary>Adds an entry and suppresses the open alerts that it matches.</summary>
    /// <exception cref="ArgumentException">Lists every fault of the entry.</exception>
    Task<AllowEntry> AddAsync(AllowEntry entry, string who, CancellationToken cancellation);

    /// <summary>Ends an entry now; what it suppressed shows again.</summary>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    Task EndAsync(string id, string who, CancellationToken cancellation);

    /// <summary>Entries, those in force first, then by expiry.</summary>
    Task<IReadOnlyList<AllowEntry>> ListAsync(bool withExpired, CancellationToken cancellation);

    /// <summary>Lets alerts whose entry has expired show again; call now and then.</summary>
    /// <returns>How many show again.</returns>
    Task<int> LetExpiredShowAsync(CancellationToken cancellation);
}
