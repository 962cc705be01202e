using System.Net;

namespace Det0131.Scoring.Hosting;

/// <summary>Where the service listens: Kestrel's own configuration, else <see cref="ServeOptions.Listen"/>; this machine alone while no key is in force.</summary>
internal static class ListenAddresses
{
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>Decides the addresses, and changes the configuration where it names others than this machine and must not.</summary>
    /// <param name="configuration">The server's; Kestrel reads its endpoints from here.</param>
    /// <param name="options">Names the address where the configuration does not.</param>
    /// <param name="onlyHere">No key is in force.</param>
    /// <returns>Addresses to give the server, empty when its configuration has endpoints; and what is to be said about it.</returns>
    public static (IReadOnlyList<string> Urls, IReadOnlyList<string> Remarks) Decide(IConfiguration configuration, ServeOptions options, bool onlyHere)
    {
        var remarks = new List<string>();
        var endpoints = configuration.GetSection(Endpoints).GetChildren().Where(e => e["Url"] is not null).ToList();
        if (endpoints.Count > 0)
        {
            foreach (var endpoint in endpoints)
            {
                endpoint["Url"] = Checked(endpoint["Url"]!, onlyHere, remarks);
            }

            return ([], remarks);
        }

        return ([.. Configured(configuration, options).Select(url => Checked(url, onlyHere, remarks))], remarks);
    }

    private static IEnumerable<string> Configured(IConfiguration configuration, ServeOptions options)
    {
        if (configuration["urls"] is { Length: > 0 } urls)
        {
            return Parts(urls);
        }

        var ports = Parts(configuration["http_ports"]).Select(p => "http://*:" + p).Concat(Parts(configuration["https_ports"]).Select(p => "https://*:" + p)).ToList();
        return ports.Count > 0 ? ports : Parts(options.Listen);
    }

    private static string[] Parts(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Checked(string url, bool onlyHere, List<string> remarks)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The address to listen on is '{url}'; expected one like http://127.0.0.1:8131.", e);
        }

        if (address.IsUnixPipe || address.IsNamedPipe || IsHere(address.Host))
        {
            return url;
        }

        if (onlyHere)
        {
            var here = $"{address.Scheme}://127.0.0.1:{address.Port}";
            remarks.Add($"No key was in force at the start, so the service listens on {here} instead of {url}. Start it again once there is a key ('keys list').");
            return here;
        }

        if (!address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
        {
            remarks.Add($"The service listens on {url} without TLS: keys and alerts can be read on the way. Configure a certificate (docs/operations/service.md) or put a proxy with TLS before it.");
        }

        return url;
    }

    private static bool IsHere(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
