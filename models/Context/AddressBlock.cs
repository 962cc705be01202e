using System.Net;
using System.Net.Sockets;

namespace Det0131.Models.Context;

/// <summary>A CIDR block of IPv4 or IPv6 addresses. Immutable.</summary>
public readonly record struct AddressBlock
{
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private readonly string _text;

    private AddressBlock(UInt128 first, UInt128 last, string text)
    {
        _first = first;
        _last = last;
        _text = text;
    }

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>fd00::/8</c> or a single address.</summary>
    /// <exception cref="FormatException">The text is no CIDR block; the message says what was found.</exception>
    public static AddressBlock Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var block)
            ? block
            : throw new FormatException($"Found '{text}' where a network was expected, for example 10.0.0.0/8, fd00::/8 or 192.0.2.7.");
    }

    public static bool TryParse(string text, out AddressBlock block)
    {
        block = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address))
        {
            return false;
        }

        var width = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = width;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), out prefix) || prefix < 0 || prefix > width))
        {
            return false;
        }

        // IPv4 lives in the mapped range ::ffff:0:0/96, so one comparison serves both families.
        var bits = prefix + (128 - width);
        var host = bits == 0 ? UInt128.MaxValue : bits == 128 ? UInt128.Zero : UInt128.MaxValue >> bits;
        var value = ToNumber(address);
        block = new AddressBlock(value & ~host, value | host, slash < 0 ? $"{address}/{width}" : text);
        return true;
    }

    /// <summary>The address as one number; IPv4 as its IPv6-mapped form.</summary>
    public static UInt128 ToNumber(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            bytes.Clear();
            bytes[10] = bytes[11] = 0xFF;
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public bool Contains(UInt128 address) => address >= _first && address <= _last;

    public override string ToString() => _text ?? "";
}
