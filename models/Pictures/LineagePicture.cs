namespace Det0131.Models.Pictures;

/// <summary>Where a link of a lineage stands, from left to right.</summary>
public enum LineageStep : byte
{
    /// <summary>Somebody starts the observed parent.</summary>
    IntoParent = 0,

    /// <summary>The observed parent, or another usual one, starts the observed process; or the parent starts something else.</summary>
    ParentToProcess = 1,

    /// <summary>The observed process starts something, or speaks a protocol.</summary>
    FromProcess = 2,
}

/// <summary>One arrow of a lineage. Immutable.</summary>
/// <param name="Step">Where it stands.</param>
/// <param name="From">Who starts.</param>
/// <param name="To">What is started (a process or a tool), or the protocol that is spoken.</param>
/// <param name="Periods">Periods in which the entity had it; 0: never, it is the observed one or known from others.</param>
/// <param name="OthersWith">Other entities that have it.</param>
/// <param name="IsObserved">It is the one that the alert is about.</param>
/// <param name="IsProtocol"><paramref name="To"/> is a protocol and port, not a program.</param>
public sealed record LineageLink(LineageStep Step, string From, string To, int Periods, int OthersWith, bool IsObserved, bool IsProtocol = false);

/// <summary>Who starts what on a host, around an observed pair: its parents, its siblings, what it starts and speaks. Immutable.</summary>
public sealed record LineagePicture : BaselinePicture
{
    /// <summary>Most links of each kind.</summary>
    public const int MostLinks = 12;

    /// <summary>The observed parent or caller; null: the feature tells none.</summary>
    public string? Parent { get; init; }

    /// <summary>The observed process or tool.</summary>
    public required string Process { get; init; }

    /// <summary>By step, the observed link first, then most periods first.</summary>
    public required IReadOnlyList<LineageLink> Links { get; init; }

    /// <summary>The entity's links of the same kinds that are not listed.</summary>
    public required int MoreLinks { get; init; }
}
