namespace Det0131.Datasets.Addresses;

/// <summary>An address that a host or user had for a time.</summary>
/// <param name="Address">IP address.</param>
/// <param name="Owner">Host name, or account where the log names no host; lower case.</param>
/// <param name="FromMicros">First moment, microseconds since 1970 UTC.</param>
/// <param name="UntilMicros">First moment after it; null: open.</param>
public readonly record struct AddressLease(string Address, string Owner, long FromMicros, long? UntilMicros);

/// <summary>One host or account under several names.</summary>
/// <param name="Name">The name that alerts show; lower case.</param>
/// <param name="Aliases">Its others, lower case.</param>
public sealed record NamedTwice(string Name, IReadOnlyList<string> Aliases);

/// <summary>What a file of leases, sessions or names holds.</summary>
public sealed class NameFile
{
    /// <summary>What kind of file it was taken for.</summary>
    public required string Format { get; init; }

    public List<AddressLease> Leases { get; } = [];

    public List<NamedTwice> Names { get; } = [];

    /// <summary>Lines that could not be used: where, what was found, what was expected.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Records that say nothing of an address's owner (requests, refusals, reservations).</summary>
    public int Ignored { get; set; }
}
