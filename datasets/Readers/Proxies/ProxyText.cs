using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.Proxies;

/// <summary>Protocols behind a proxy's URLs. Thread-safe.</summary>
internal static class ProxyText
{
    /// <summary>The protocol of a URL's scheme in the word of the sensors: <c>ssl</c> for https, tls and a tunnel to port 443.</summary>
    public static string? Application(ReadOnlySpan<byte> scheme, int? port, NetworkText text) => text.Lower(scheme) switch
    {
        "https" or "ssl" or "tls" or "wss" => "ssl",
        "ws" => "http",
        "tcp" or null => port == 443 ? "ssl" : null,
        var other => other,
    };

    /// <summary>The port of a URL that names none.</summary>
    public static int? UsualPort(string? application) => application switch
    {
        "http" => 80,
        "ssl" => 443,
        "ftp" => 21,
        _ => null,
    };
}
