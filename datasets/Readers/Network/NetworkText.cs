using System.Buffers.Text;
using System.Text;
using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Network;

/// <summary>
/// Fills events from the texts that logs of the network's edge write: endpoints, counts, names. One per parser; names that come back cost no
/// allocation. "-" is absent everywhere. Not thread-safe.
/// </summary>
internal sealed class NetworkText
{
    public const string TimeMissing = "time missing";
    public const string TimeBad = "time not understood";
    public const string AddressMissing = "address missing";
    public const string AddressBad = "address not understood";
    public const string PortBad = "port not understood";
    public const string CountBad = "byte count not understood";
    public const string DurationBad = "duration not understood";

    private const int LongestNameBytes = 1024;

    private readonly HostText text = new();
    private readonly Utf8Interner interner = Utf8Interner.Shared;

    /// <summary>The text; empty for "-".</summary>
    public static ReadOnlySpan<byte> Known(ReadOnlySpan<byte> value) => value is [(byte)'-'] ? default : value;

    public string? Text(ReadOnlySpan<byte> value) => text.Text(Cut(value));

    public string? Lower(ReadOnlySpan<byte> value) => text.Lower(Cut(value));

    public string? Upper(ReadOnlySpan<byte> value) => Cut(value) is { IsEmpty: false } known ? interner.InternUpper(known) : null;

    /// <summary>In its usual form; null for what is no address.</summary>
    public string? Address(ReadOnlySpan<byte> value) => text.Address(Known(value));

    /// <summary>A DNS name in lower case without its final dot; the root is ".".</summary>
    public string? Name(ReadOnlySpan<byte> value)
    {
        var name = Cut(value);
        return text.Lower(name.Length > 1 && name[^1] == '.' ? name[..^1] : name);
    }

    /// <summary>A record type as events have it: <c>A</c>; a number as <c>TYPE65399</c>.</summary>
    public string? DnsType(ReadOnlySpan<byte> value)
    {
        var type = Known(value);
        if (type.Length is 0 or > 5 || type.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return type is [(byte)'*'] ? "ANY" : Upper(type);
        }

        Span<byte> numbered = stackalloc byte[9];
        "TYPE"u8.CopyTo(numbered);
        type.CopyTo(numbered[4..]);
        return interner.Intern(numbered[..(4 + type.Length)]);
    }

    /// <summary>Name or IANA number of a transport, in lower case; ICMP for IPv6 is <c>icmp6</c> however it is spelled.</summary>
    public string? Transport(ReadOnlySpan<byte> value)
    {
        value = Known(value);
        if (HostText.Number(value) is { } number)
        {
            return IpProtocol.Name(number);
        }

        return Lower(value) is { } name ? name is "ipv6-icmp" or "icmpv6" or "icmp-v6" ? "icmp6" : name : null;
    }

    /// <summary>Why the endpoints cannot be used, or null. Ports of ICMP are type and code, so none are set: set the transport first.</summary>
    public string? SetEndpoints(
        SecurityEvent filled, ReadOnlySpan<byte> sourceAddress, ReadOnlySpan<byte> sourcePort, ReadOnlySpan<byte> destinationAddress, ReadOnlySpan<byte> destinationPort)
    {
        if (Known(sourceAddress).IsEmpty || Known(destinationAddress).IsEmpty)
        {
            return AddressMissing;
        }

        filled.SourceAddress = Address(sourceAddress);
        filled.DestinationAddress = Address(destinationAddress);
        if (filled.SourceAddress is null || filled.DestinationAddress is null)
        {
            return AddressBad;
        }

        if (filled.Transport is "icmp" or "icmp6")
        {
            return null;
        }

        if (!TryPort(sourcePort, out var source) || !TryPort(destinationPort, out var destination))
        {
            return PortBad;
        }

        (filled.SourcePort, filled.DestinationPort) = (source, destination);
        return null;
    }

    /// <summary>Absent gives true and null; anything but 0 to 65535 false.</summary>
    public static bool TryPort(ReadOnlySpan<byte> value, out int? port)
    {
        var isCount = TryCount(value, out var number) && number is null or <= ushort.MaxValue;
        port = isCount ? (int?)number : null;
        return isCount;
    }

    /// <summary>Absent gives true and null; anything but a whole number from 0 false. 12.0 is whole.</summary>
    public static bool TryCount(ReadOnlySpan<byte> value, out long? count)
    {
        count = null;
        value = Known(value);
        if (value.IsEmpty)
        {
            return true;
        }

        if (Utf8Parser.TryParse(value, out long whole, out var used) && used == value.Length && whole >= 0)
        {
            count = whole;
            return true;
        }

        var isWhole = Utf8Parser.TryParse(value, out double number, out used) && used == value.Length && number is >= 0 and < 9e18 && Math.Floor(number) == number;
        count = isWhole ? (long)number : null;
        return isWhole;
    }

    /// <summary>The far end's name, or its address when the text is one: with or without port and brackets. What is already known is kept.</summary>
    public void SetFarEnd(SecurityEvent filled, ReadOnlySpan<byte> host)
    {
        var name = Cut(host);
        if (name.IsEmpty)
        {
            return;
        }

        if (Address(name) is { } address)
        {
            filled.DestinationAddress ??= address;
        }
        else
        {
            filled.Domain ??= Name(name);
        }
    }

    /// <summary>An id that comes back a few times at most: not worth remembering.</summary>
    public static string? Id(ReadOnlySpan<byte> value) => Known(value) is { IsEmpty: false } known ? Encoding.UTF8.GetString(TextExcerpt.Cut(known, 128)) : null;

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> value) => TextExcerpt.Cut(Known(value), LongestNameBytes);
}
