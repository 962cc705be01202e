namespace Det0131.Models.Context;

/// <summary>Why entities are in one peer group.</summary>
public enum PeerReason : byte
{
    /// <summary>Nothing is known of the entity: everybody is its peer.</summary>
    None = 0,

    /// <summary>The assets file names the group.</summary>
    AssetsFile = 1,

    /// <summary>The same platform, as the assets file or the logs say.</summary>
    Platform = 2,

    /// <summary>The same account name on other machines.</summary>
    AccountName = 3,

    /// <summary>Cloud roles, and principals that act without one: a baseline counts either as a role, and all are each other's peers.</summary>
    CloudRoles = 4,

    /// <summary>Known by address only, which a network sensor tells.</summary>
    AddressOnly = 5,

    /// <summary>It behaves like the others, as the counts of training say.</summary>
    Learned = 6,
}
