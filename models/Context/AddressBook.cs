using System.Net;

namespace Det0131.Models.Context;

/// <summary>What an address is, as far as it alone tells.</summary>
public enum AddressScope : byte
{
    /// <summary>Not an address (a name, a placeholder).</summary>
    None = 0,
    Remote = 1,

    /// <summary>Inside the site's local networks.</summary>
    Local = 2,

    /// <summary>Multicast, broadcast, link-local, loopback or unspecified: labelled, never scored.</summary>
    Labelled = 3,
}

/// <summary>
/// Answers, for the text of an address, whether it is local. Remembers what it answered, because logs repeat addresses
/// and parsing one costs more than looking it up. Not thread-safe.
/// </summary>
public sealed class AddressBook(IReadOnlyList<AddressBlock> localNetworks)
{
    // 1M addresses are about 100 MB; beyond that the memory starts anew rather than growing with the log.
    private const int MaximumRemembered = 1 << 20;

    private static readonly AddressBlock[] LabelledBlocks =
    [
        // RFC 6890 special-purpose addresses by which nothing leaves a network.
        AddressBlock.Parse("0.0.0.0/8"), AddressBlock.Parse("127.0.0.0/8"), AddressBlock.Parse("169.254.0.0/16"),
        AddressBlock.Parse("224.0.0.0/4"), AddressBlock.Parse("255.255.255.255/32"),
        AddressBlock.Parse("::/128"), AddressBlock.Parse("::1/128"), AddressBlock.Parse("fe80::/10"), AddressBlock.Parse("ff00::/8"),
    ];

    private readonly AddressBlock[] _local = [.. localNetworks];
    private readonly Dictionary<string, AddressScope> _known = new(StringComparer.Ordinal);

    public AddressScope ScopeOf(string? address)
    {
        if (address is null)
        {
            return AddressScope.None;
        }

        if (_known.TryGetValue(address, out var scope))
        {
            return scope;
        }

        scope = Classify(address);
        if (_known.Count >= MaximumRemembered)
        {
            _known.Clear();
        }

        _known[address] = scope;
        return scope;
    }

    /// <summary>True for addresses of RFC 1918, RFC 4193 and RFC 6598 (private, unique local, shared).</summary>
    public static bool IsPrivate(string address) =>
        IPAddress.TryParse(address, out var parsed) && Array.Exists(PrivateBlocks, b => b.Contains(AddressBlock.ToNumber(parsed)));

    private static readonly AddressBlock[] PrivateBlocks =
    [
        AddressBlock.Parse("10.0.0.0/8"), AddressBlock.Parse("172.16.0.0/12"), AddressBlock.Parse("192.168.0.0/16"),
        AddressBlock.Parse("100.64.0.0/10"), AddressBlock.Parse("fc00::/7"),
    ];

    private AddressScope Classify(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return AddressScope.None;
        }

        var number = AddressBlock.ToNumber(parsed);
        if (Array.Exists(LabelledBlocks, b => b.Contains(number)))
        {
            return AddressScope.Labelled;
        }

        if (Array.Exists(_local, b => b.Contains(number)))
        {
            // The directed broadcast of a /24 is the usual one; larger blocks are rare enough to read as hosts.
            return address.EndsWith(".255", StringComparison.Ordinal) ? AddressScope.Labelled : AddressScope.Local;
        }

        return AddressScope.Remote;
    }
}
