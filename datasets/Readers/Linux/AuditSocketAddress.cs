using System.Buffers.Binary;
using System.Net;
using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.Linux;

/// <summary>Reads the raw socket address of a SOCKADDR record (struct sockaddr_in and sockaddr_in6, ip(7) and ipv6(7)).</summary>
internal static class AuditSocketAddress
{
    private const int InternetFamily = 2;
    private const int Internet6Family = 10;

    /// <summary>False for other families (unix, netlink, unspecified) and for an address that is cut short.</summary>
    /// <param name="hex">The value of saddr.</param>
    /// <param name="text">Makes the address's string.</param>
    /// <param name="address">Usual form.</param>
    /// <param name="port">0 to 65535.</param>
    public static bool TryRead(ReadOnlySpan<byte> hex, HostText text, out string? address, out int port)
    {
        (address, port) = (null, 0);
        Span<byte> raw = stackalloc byte[128];
        if (hex.Length < 4 || hex.Length > raw.Length * 2 || !AuditText.TryHex(hex, raw, out var length))
        {
            return false;
        }

        // The family is in the machine's byte order, port and address in the network's. No family above 255 exists.
        var family = raw[0] + raw[1];
        var size = family switch { InternetFamily => 4, Internet6Family => 16, _ => 0 };
        var at = family == InternetFamily ? 4 : 8;
        if (size == 0 || (raw[0] != 0 && raw[1] != 0) || length < at + size)
        {
            return false;
        }

        port = BinaryPrimitives.ReadUInt16BigEndian(raw[2..]);
        address = Text(raw.Slice(at, size), text);
        return address is not null;
    }

    /// <summary>The address as text in a reused buffer, so that one seen before costs nothing but for IPv6's first time.</summary>
    private static string? Text(ReadOnlySpan<byte> bytes, HostText text)
    {
        Span<byte> utf8 = stackalloc byte[64];
        if (bytes.Length == 4)
        {
            var used = 0;
            for (var part = 0; part < 4; part++)
            {
                System.Buffers.Text.Utf8Formatter.TryFormat(bytes[part], utf8[used..], out var written);
                used += written;
                utf8[used++] = (byte)'.';
            }

            return text.Address(utf8[..(used - 1)]);
        }

        return new IPAddress(bytes).TryFormat(utf8, out var length) ? text.Address(utf8[..length]) : null;
    }
}
