using System.Net;

namespace Det0131.Scoring.Access;

/// <summary>Where a request comes from.</summary>
internal static class RemoteAddress
{
    // The last one is what the server itself keeps when it took the address from a proxy's header: that header anybody can write.
    private static readonly string[] PassedOn = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Original-For"];

    /// <summary>Whether nobody but this machine can have sent it. A proxy of this machine passes on for others, and says so.</summary>
    public static bool IsThisMachine(HttpContext http) => http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !PassedOn.Any(http.Request.Headers.ContainsKey);

    /// <summary>What failures are counted by: an IPv4 address, or the /64 of an IPv6 address, since a whole /64 belongs to one subscriber.</summary>
    public static string Bucket(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "local";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : new IPAddress([.. bytes[..8], .. new byte[8]]) + "/64";
    }
}
