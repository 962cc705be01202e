namespace Det0131.Models.Baselines;

/// <summary>Which level a number comes from, from the widest to the narrowest.</summary>
public enum TailLevel : byte
{
    /// <summary>Nobody has any period: the documented weak default.</summary>
    Default = 0,

    /// <summary>The entity itself in the feature's other scopes, when there is nobody else.</summary>
    OtherScopes = 1,

    /// <summary>The other entities over all scopes of the feature.</summary>
    AllScopes = 2,

    /// <summary>The other entities in the same scope.</summary>
    Organisation = 3,

    /// <summary>The other entities of the peer group, same scope.</summary>
    PeerGroup = 4,

    /// <summary>The entity itself, same scope.</summary>
    Entity = 5,
}

/// <summary>Whose typical values are listed.</summary>
public enum TypicalSource : byte
{
    /// <summary>Nobody has a value in this scope.</summary>
    Nobody = 0,

    /// <summary>The entity's own; counts are its periods.</summary>
    Entity = 1,

    /// <summary>The other entities of the peer group; counts are entities.</summary>
    PeerGroup = 2,

    /// <summary>The other entities; counts are entities.</summary>
    Organisation = 3,
}

/// <summary>A usual value and how often: periods or entities, as <see cref="RarityEvidence.TypicalFrom"/> says. Immutable.</summary>
public sealed record TypicalValue(string Value, int Count);

/// <summary>
/// The counts behind the bits of a rarity feature. Undecayed whole numbers; what is left out at the time is not in them. Immutable.
/// </summary>
/// <param name="Bits">-log2 P(value given scope), the same number as the look-up gives. At least 0.</param>
/// <param name="PeriodsSeen">Units in which the entity had the value in the scope.</param>
/// <param name="ActivePeriods">Units in which the entity had anything for the feature.</param>
/// <param name="ScopePeriods">Units in which the entity had anything in the scope.</param>
/// <param name="PeersWith">Other entities of the peer group that have the value in the scope.</param>
/// <param name="Peers">Other entities of the peer group that have anything for the feature.</param>
/// <param name="OrganisationWith">Other entities that have the value in the scope, peers included.</param>
/// <param name="Organisation">Other entities that have anything for the feature.</param>
/// <param name="FromPrior">Nobody has the value, but the shipped priors name it.</param>
/// <param name="Typical">Up to five usual values of the scope, most frequent first.</param>
/// <param name="TypicalFrom">Whose they are.</param>
public sealed record RarityEvidence(
    double Bits, int PeriodsSeen, int ActivePeriods, int ScopePeriods, int PeersWith, int Peers, int OrganisationWith,
    int Organisation, bool FromPrior, IReadOnlyList<TypicalValue> Typical, TypicalSource TypicalFrom);

/// <summary>
/// The counts behind the bits of a magnitude feature. Undecayed; what is left out at the time is not in them. Immutable.
/// </summary>
/// <param name="Bits">-log2 p, the same number as the look-up gives. At least 0.</param>
/// <param name="PeriodsAtOrAbove">The entity's units with a magnitude in the same bucket or above.</param>
/// <param name="PeriodsAtOrBelow">The entity's units with a magnitude in the same bucket or below.</param>
/// <param name="Periods">The entity's units in the scope.</param>
/// <param name="Median">Middle of the bucket of the entity's median unit; NaN without units.</param>
/// <param name="NinetyFivePercent">Middle of the bucket that 95 % of its units do not exceed; NaN without units.</param>
/// <param name="Maximum">Middle of the bucket of its largest unit; NaN without units.</param>
/// <param name="PeerProbability">p by organisation and peers, before the entity's own units; above 0, at most 1.</param>
/// <param name="OrganisationProbability">p by the organisation alone (or what stands in for it). Both are of one tail, not doubled.</param>
/// <param name="DecidedBy">The narrowest level that had any unit.</param>
/// <param name="IsUnusuallySmall">Whether the lower tail is the rarer one (features with both tails only).</param>
public sealed record TailEvidence(
    double Bits, int PeriodsAtOrAbove, int PeriodsAtOrBelow, int Periods, double Median, double NinetyFivePercent, double Maximum,
    double PeerProbability, double OrganisationProbability, TailLevel DecidedBy, bool IsUnusuallySmall);

/// <summary>The counts behind the bits of a time feature. Undecayed; what is left out is not in them. Immutable.</summary>
/// <param name="Bits">-log2 of the mass of the slots that are no likelier, the same number as the look-up gives; NaN: not observed.</param>
/// <param name="DatesInSlot">Dates on which the entity was seen in this hour of the week, or of the weekday or weekend under four weeks.</param>
/// <param name="Dates">Dates on which the entity was seen at all.</param>
/// <param name="UsualHours">
/// Shortest range of hours of the day that holds nine tenths of its hours, first hour to the hour at which it ends: 08-18, 22-06.
/// 00-24 when that takes more than 20 hours. Null when not observed.
/// </param>
public sealed record CircularEvidence(double Bits, int DatesInSlot, int Dates, string? UsualHours);
