using Det0131.Models.Context;

namespace Det0131.Models.Pictures;

/// <summary>An entity that the model knows. Immutable.</summary>
/// <param name="Entity">Baseline entity: <c>host:web1</c>.</param>
/// <param name="Kind"><c>host</c>, <c>user</c> or <c>role</c>.</param>
/// <param name="Name">Without the kind.</param>
/// <param name="PeerGroup">Its peer group; null: none.</param>
public sealed record KnownEntity(string Entity, string Kind, string Name, string? PeerGroup);

/// <summary>Some entities of a search. Immutable.</summary>
/// <param name="Entities">In ordinal order of name.</param>
/// <param name="Total">All that match.</param>
public sealed record KnownEntities(IReadOnlyList<KnownEntity> Entities, int Total);

/// <summary>One thing learned of an entity. Immutable.</summary>
/// <param name="Scope">Within what; empty for none.</param>
/// <param name="Value">The value; for magnitudes and hours what is usual, in words: <c>median 3 kB, 95 % up to 41 kB, largest 2 MB</c>.</param>
/// <param name="Periods">Periods behind it.</param>
public sealed record EntityHabit(string Scope, string Value, int Periods);

/// <summary>What one feature learned of an entity. Immutable.</summary>
/// <param name="FeatureId"><c>protocol.host</c>.</param>
/// <param name="Meaning">In words.</param>
/// <param name="ActivePeriods">Periods in which the entity had anything for the feature: its maturity.</param>
/// <param name="PeriodNoun">In the singular: <c>day</c>.</param>
/// <param name="Habits">Most periods first, at most <see cref="EntityPicture.MostHabits"/>.</param>
/// <param name="MoreHabits">Those that are not listed.</param>
public sealed record EntityFeature(string FeatureId, string Meaning, int ActivePeriods, string PeriodNoun, IReadOnlyList<EntityHabit> Habits, int MoreHabits);

/// <summary>What is learned of an entity for one element. Immutable.</summary>
/// <param name="AnalyticId"><c>AN0367</c>.</param>
/// <param name="Name">MITRE's name (<c>TimeWindow</c>), or a shared one's.</param>
/// <param name="Description">MITRE's description, or ours.</param>
/// <param name="IsMitre">One of the 13 of DET0131.</param>
/// <param name="Features">Those with history; empty: no source tells it.</param>
public sealed record EntityElement(string AnalyticId, string Name, string Description, bool IsMitre, IReadOnlyList<EntityFeature> Features);

/// <summary>What an entity sends to one destination, from weekly sums. Immutable.</summary>
/// <param name="Destination">Registered domain, address or resource.</param>
/// <param name="Weeks">Weeks with traffic.</param>
/// <param name="LastWeek">Monday of the last one.</param>
/// <param name="LastBytes">Bytes out in it.</param>
/// <param name="MedianBytes">Median of the weeks.</param>
/// <param name="LargestBytes">Largest week.</param>
public sealed record EgressDestination(string Destination, int Weeks, DateOnly LastWeek, double LastBytes, double MedianBytes, double LargestBytes);

/// <summary>What a model has learned of one host, user or role. Immutable.</summary>
public sealed record EntityPicture
{
    /// <summary>Most habits of a feature.</summary>
    public const int MostHabits = 10;

    /// <summary>Most destinations.</summary>
    public const int MostDestinations = 30;

    /// <summary>Baseline entity: <c>host:web1</c>.</summary>
    public required string Entity { get; init; }

    /// <summary><c>host</c>, <c>user</c> or <c>role</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Without the kind.</summary>
    public required string Name { get; init; }

    public required bool IsInModel { get; init; }

    /// <summary>What the assets file or the logs say of it; null: nothing.</summary>
    public Asset? Asset { get; init; }

    public required PeerMembership Group { get; init; }

    /// <summary>The longest maturity of its features; 0: new.</summary>
    public required int ActivePeriods { get; init; }

    /// <summary>Its period, in the singular.</summary>
    public required string PeriodNoun { get; init; }

    /// <summary>UTC date of the first and last period with anything of it; null: not in the model.</summary>
    public DateOnly? FirstSeen { get; init; }

    public DateOnly? LastSeen { get; init; }

    /// <summary>In order of declaration, of the analytics that concern it; elements without history have no features.</summary>
    public required IReadOnlyList<EntityElement> Elements { get; init; }

    /// <summary>Latest week first, then most bytes.</summary>
    public required IReadOnlyList<EgressDestination> Egress { get; init; }

    /// <summary>Destinations that are not listed.</summary>
    public required int MoreEgress { get; init; }

    /// <summary>Countries; null: no source tells any.</summary>
    public CountriesPicture? Countries { get; init; }

    /// <summary>Hours of the week; null: none known.</summary>
    public HourOfWeekPicture? Hours { get; init; }
}
