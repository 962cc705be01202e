using Det0131.Models.Context;

namespace Det0131.Models.Pictures;

/// <summary>A peer group and why. Immutable.</summary>
/// <param name="Name"><c>windows</c>, <c>accounting</c>; null: none.</param>
/// <param name="Reason">Why the entity is in it.</param>
/// <param name="Text">The same in words: <c>windows, because the platform is Windows</c>.</param>
/// <param name="Members">Entities of the group with any history in the model, the entity included; 0 without a group.</param>
public sealed record PeerMembership(string? Name, PeerReason Reason, string Text, int Members);

/// <summary>One peer beside the entity. Immutable.</summary>
/// <param name="Entity">Baseline entity.</param>
/// <param name="Periods">Its periods in the scope.</param>
/// <param name="With">Its periods with the observed value; with a magnitude at least as large; dates in the observed hour of the week.</param>
/// <param name="Median">Its median magnitude in the feature's unit; null where the feature has no magnitude or the peer no period.</param>
/// <param name="Percentile">Share of its periods below the observed magnitude, 0 to 1; null as <paramref name="Median"/>.</param>
public sealed record PeerMark(string Entity, int Periods, int With, double? Median, double? Percentile);

/// <summary>What an entity's peers do of what the alert is about. Immutable.</summary>
public sealed record PeersPicture : BaselinePicture
{
    /// <summary>Most peers listed.</summary>
    public const int MostPeers = 30;

    public required PeerMembership Group { get; init; }

    /// <summary>The entity itself, for comparison.</summary>
    public required PeerMark Own { get; init; }

    /// <summary>Those with the observed value or as large a magnitude first, then those with most periods; at most <see cref="MostPeers"/>. Without a group: others.</summary>
    public required IReadOnlyList<PeerMark> Peers { get; init; }

    /// <summary>Peers with a period in the scope, listed or not.</summary>
    public required int PeersInScope { get; init; }

    /// <summary>Peers that have the observed value or as large a magnitude, listed or not.</summary>
    public required int PeersWith { get; init; }

    /// <summary>Unit of magnitudes as in <see cref="VolumePicture.Unit"/>; null where the feature has none.</summary>
    public string? Unit { get; init; }
}
