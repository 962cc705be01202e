using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Det0131.Datasets.Addresses;

/// <summary>
/// dnsmasq's lease file (/var/lib/misc/dnsmasq.leases): end of the lease in seconds (0: none), hardware address, address, host, client id; under a line <c>duid</c> the same of IPv6. It does not
/// tell when a lease began: it is taken to last as long as dnsmasq gives one where nobody says otherwise, an hour, of IPv6 a day (dnsmasq(8), --dhcp-range).
/// </summary>
internal static class DnsmasqLeases
{
    private const int Columns = 5;
    private const long Hour = 3600;
    private const long Day = 24 * Hour;

    /// <summary>Ends below are lengths, as dnsmasq writes them on machines without a clock.</summary>
    private const long LeastEnd = 1_000_000_000;

    public static bool IsOne(string line)
    {
        var fields = line.Split(' ');
        return fields is ["duid", { Length: > 0 }] || (fields.Length == Columns && IsNumber(fields[0]) && IPAddress.TryParse(fields[2], out _) && IsHardware(fields[1]));
    }

    public static NameFile Read(NameLines lines)
    {
        var file = new NameFile { Format = "dnsmasq leases" };
        foreach (var (number, line) in lines.Lines)
        {
            var fields = line.TrimEnd().Split(' ');
            if (fields is ["duid", ..] or [""])
            {
                continue;
            }

            if (fields.Length != Columns || !IPAddress.TryParse(fields[2], out var address)
                || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var end) || end is not (0 or (>= LeastEnd and < 1L << 36)))
            {
                file.Faults.Add($"{lines.At(number)}: found '{Readers.TextExcerpt.Of(line)}', expected end (seconds since 1970, or 0), hardware address, address, host and client id");
                continue;
            }

            // Nobody told the host's name.
            if (fields[3] is "*" or "")
            {
                file.Ignored++;
                continue;
            }

            var length = address.AddressFamily == AddressFamily.InterNetworkV6 ? Day : Hour;
            file.Leases.Add(new AddressLease(address.ToString(), fields[3].ToLowerInvariant(), end == 0 ? 0 : (end - length) * 1_000_000, end == 0 ? null : end * 1_000_000));
        }

        return file;
    }

    private static bool IsNumber(string text) => text.Length is > 0 and <= 12 && text.All(char.IsAsciiDigit);

    /// <summary>A hardware address, with its type before a dash where it is none of Ethernet; of IPv6 the number of the identity association, with a T before a temporary one.</summary>
    private static bool IsHardware(string text) => text.Length > 0 && text.All(sign => char.IsAsciiHexDigit(sign) || sign is ':' or '-' or 'T');
}
