using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Det0131.Scoring.Hosting;

/// <summary>
/// Whose word on where a request comes from is believed: that of the proxies that <see cref="ServeOptions.TrustedProxies"/> names, read from the last
/// to the first, up to the first address that is no such proxy. Nobody else's, and nobody's word on the host.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>The platform's own switch believes everybody, so it is without effect here.</summary>
    public const string PlatformSwitch = "ForwardedHeaders_Enabled";

    /// <exception cref="FormatException">It is neither an address nor a network.</exception>
    public static string Checked(string text)
    {
        _ = Parse(text);
        return text;
    }

    /// <summary>Goes first: who asks afterwards sees the address that is believed.</summary>
    public static void UseTrustedProxies(this WebApplication app, IReadOnlyList<string> proxies)
    {
        if (proxies.Count == 0)
        {
            return;
        }

        // A number of proxies is no limit of its own: each of them is known.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(Parse(proxy));
        }

        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) && text.AsSpan().IndexOfAny('.', ':') >= 0 ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new FormatException(text);
}
