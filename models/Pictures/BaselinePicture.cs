namespace Det0131.Models.Pictures;

/// <summary>
/// What a model knows around one observation, for a chart: plain numbers and log-derived names as they are, no markup; whoever prints
/// them escapes them. Immutable.
/// </summary>
public abstract record BaselinePicture
{
    /// <summary><c>volume.flow</c>.</summary>
    public required string FeatureId { get; init; }

    /// <summary>What the feature's value and scope are, in words: <c>bytes out of one transfer over this protocol</c>.</summary>
    public required string Meaning { get; init; }

    /// <summary>Baseline entity: <c>host:web1</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>Within what: a protocol, a parent, a domain; empty for none.</summary>
    public required string Scope { get; init; }

    /// <summary>Whether the entity has any history of this feature in this model.</summary>
    public required bool IsInModel { get; init; }

    /// <summary>What is missing, in words: <c>host:web1 is not in this model</c>; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The period that counts are of, in the singular: <c>day</c>, <c>week</c>, <c>hour</c>.</summary>
    public required string PeriodNoun { get; init; }
}

/// <summary>The pictures that fit one contribution of an alert; those that do not fit are null. Immutable.</summary>
public sealed record ContributionPictures
{
    /// <summary>The contribution's feature; <c>local_destination</c> and <c>knowledge.*</c> have no pictures.</summary>
    public required string FeatureId { get; init; }

    /// <summary>Why there is no picture: <c>a known sign, no history is involved</c>, <c>host:web1 is not in this model</c>; null: there is one.</summary>
    public string? Note { get; init; }

    public HourOfWeekPicture? Hours { get; init; }

    public VolumePicture? Volume { get; init; }

    public ValuesPicture? Values { get; init; }

    public CountriesPicture? Countries { get; init; }

    public LineagePicture? Lineage { get; init; }

    public PeersPicture? Peers { get; init; }
}
