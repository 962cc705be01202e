using Det0131.Models.Analytics;
using Det0131.Models.Events;

namespace Det0131.Models.Calibration;

/// <summary>What all groups of one incident share.</summary>
/// <param name="Analytic">For example <c>AN0367</c>.</param>
/// <param name="Entity">The host and user (or role) whose behaviour is scored.</param>
/// <param name="Destination">Where the data would go: domain, address with service, resource, or tool.</param>
public readonly record struct IncidentKey(string Analytic, string Entity, string Destination)
{
    /// <summary>Between a user and its host in <see cref="Entity"/>. Names of hosts hold no spaces.</summary>
    internal const string UserOn = " on ";

    private static readonly string Cloud = AnalyticCatalogue.All[AnalyticCatalogue.IndexOf(Platform.IaaS)].Id;

    /// <summary>
    /// The same of the machine alone. What a person sent, the host's own log tells with the account and a sensor without it, or with another one's (a
    /// service that sends on behalf of somebody): two incidents with one cause. In a cloud a role is not a machine: everybody may assume it.
    /// </summary>
    public IncidentKey OfOwner => Analytic != Cloud && Entity.LastIndexOf(UserOn, StringComparison.Ordinal) is > 0 and var at ? this with { Entity = Entity[(at + UserOn.Length)..] } : this;
}

/// <summary>All groups of one key on one day. Score, stratum, feature and value are those of its best group.</summary>
/// <param name="Key">Analytic, entity and destination.</param>
/// <param name="Day">Day, counted from 1970-01-01 UTC.</param>
/// <param name="Score">In bits; not NaN.</param>
/// <param name="Stratum">Stratum of the best group, as numbered by <see cref="Strata"/>.</param>
/// <param name="TopFeature">The feature that contributes most.</param>
/// <param name="TopValue">The value of that feature; <c>null</c> when it has none that could be shared (a volume, for example).</param>
/// <param name="TimeMicros">When it arrived: microseconds since 1970-01-01T00:00:00Z.</param>
public sealed record Incident(
    IncidentKey Key, int Day, float Score, int Stratum, string TopFeature, string? TopValue, long TimeMicros)
{
    /// <summary>The day of a time in microseconds since 1970-01-01T00:00:00Z.</summary>
    public static int DayOf(long timeMicros) => checked((int)Math.DivRem(timeMicros, 86_400_000_000).Quotient - (timeMicros % 86_400_000_000 < 0 ? 1 : 0));
}
