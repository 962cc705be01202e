namespace Det0131.Models.Pictures;

/// <summary>One value that an entity, or somebody else, was seen with. Immutable.</summary>
/// <param name="Value">As the baseline knows it: <c>ssl/443</c>, <c>NL</c>, <c>AS15169 GOOGLE</c>.</param>
/// <param name="Periods">Periods in which the entity had it; 0: never.</param>
/// <param name="PeersWith">Other entities of the peer group that have it in the scope.</param>
/// <param name="OthersWith">Other entities that have it in the scope, peers included.</param>
/// <param name="IsObserved">It is the value that the alert is about.</param>
/// <param name="LastSeen">UTC date of the start of the last period in which the entity had it; null: never.</param>
public sealed record PictureValue(string Value, int Periods, int PeersWith, int OthersWith, bool IsObserved, DateOnly? LastSeen);

/// <summary>The values of a feature that an entity has in a scope, most frequent first, with what others have. Immutable.</summary>
public sealed record ValuesPicture : BaselinePicture
{
    /// <summary>Most values of each list, the observed one apart.</summary>
    public const int MostValues = 20;

    /// <summary>The entity's values, most periods first, then in ordinal order; the observed one is always among them, with 0 periods if need be.</summary>
    public required IReadOnlyList<PictureValue> Values { get; init; }

    /// <summary>Values of the entity in the scope that are not listed.</summary>
    public required int MoreValues { get; init; }

    /// <summary>What is most frequent among peers (else among all others), by entities; the entity need not have it.</summary>
    public required IReadOnlyList<PictureValue> Elsewhere { get; init; }

    /// <summary>Periods in which the entity had anything in the scope: what shares are of.</summary>
    public required int ScopePeriods { get; init; }

    /// <summary>Periods in which the entity had anything for the feature.</summary>
    public required int ActivePeriods { get; init; }

    /// <summary>Other entities of the peer group that have anything for the feature.</summary>
    public required int Peers { get; init; }

    /// <summary>Other entities that have anything for the feature, peers included.</summary>
    public required int Others { get; init; }

    /// <summary>The peer group; null: none.</summary>
    public string? PeerGroup { get; init; }

    /// <summary>The observed value; null: none is marked.</summary>
    public string? Observed { get; init; }
}

/// <summary>Countries that an entity has traffic with, for a map. Values are ISO 3166-1 alpha-2 codes in capitals. Immutable.</summary>
public sealed record CountriesPicture : BaselinePicture
{
    /// <summary>Most countries; there are fewer in the world.</summary>
    public const int MostCountries = 300;

    /// <summary>Countries that the entity, a peer or somebody else has, and the observed one; most periods first, then most others.</summary>
    public required IReadOnlyList<PictureValue> Countries { get; init; }

    /// <summary>Periods in which the entity had traffic with any country.</summary>
    public required int ScopePeriods { get; init; }

    /// <summary>Other entities that have anything for the feature, peers included.</summary>
    public required int Others { get; init; }

    /// <summary>The observed country; null: none is marked.</summary>
    public string? Observed { get; init; }
}
