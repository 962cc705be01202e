using System.Globalization;
using Det0131.Models.Context;

namespace Det0131.Models.Features;

/// <summary>Names services as baselines count them: <c>ssl/443</c>, <c>-/8443</c>, <c>icmp</c>, <c>in:http/8000</c>, <c>local:smb/445</c>. Not thread-safe.</summary>
public sealed class ServiceNames
{
    /// <summary>Begins the name of a service that our own end offers.</summary>
    public const string ResponsePrefix = "in:";

    private readonly Dictionary<(string Application, int Port, bool Response), string> _names = [];
    private readonly Dictionary<string, string> _local = new(StringComparer.Ordinal);

    /// <summary>Application and port of the flow; null when neither is known.</summary>
    public string? Of(Situation s)
    {
        ArgumentNullException.ThrowIfNull(s);
        var application = ServiceName.Canonical(s.Event.Application);
        var port = s.ServicePort ?? ServiceName.UsualPort(application) ?? -1;
        if (application is null && port < 0)
        {
            return s.Event.Transport == "icmp" ? "icmp" : null;
        }

        if (port >= ServiceName.FirstEphemeralPort)
        {
            port = ServiceName.FirstEphemeralPort;
        }

        var key = (application ?? "-", port, s.Direction == Direction.Response);
        if (!_names.TryGetValue(key, out var name))
        {
            var number = port < 0 ? "-" : port == ServiceName.FirstEphemeralPort ? "high" : port.ToString(CultureInfo.InvariantCulture);
            name = $"{(key.Item3 ? ResponsePrefix : "")}{key.Item1}/{number}";
            if (_names.Count >= 1 << 18)
            {
                _names.Clear();
            }

            _names[key] = name;
        }

        return name;
    }

    /// <summary>The same, with local traffic kept apart: bytes to a file server say nothing about bytes to the outside.</summary>
    public string? WithinReach(Situation s)
    {
        var name = Of(s);
        if (name is null || !s.IsLocal)
        {
            return name;
        }

        if (!_local.TryGetValue(name, out var local))
        {
            _local[name] = local = "local:" + name;
        }

        return local;
    }
}

/// <summary>Spellings of application protocols.</summary>
public static class ServiceName
{
    /// <summary>Ports from here on are random on both ends (passive FTP, RPC): one bucket.</summary>
    public const int FirstEphemeralPort = 32768;

    /// <summary>The sensor's word for a protocol that a URL's scheme or a tool names otherwise.</summary>
    public static string? Canonical(string? application) => application switch
    {
        "https" or "tls" or "wss" => "ssl",
        "sftp" or "scp" or "rsync+ssh" => "ssh",
        "cifs" or "smb2" => "smb",
        "ws" => "http",
        _ => application,
    };

    /// <summary>The IANA port of an application that was named without one.</summary>
    public static int? UsualPort(string? application) => application switch
    {
        "ssl" => 443,
        "http" => 80,
        "ftp" => 21,
        "ssh" => 22,
        "dns" => 53,
        "smtp" => 25,
        "smb" => 445,
        "tftp" => 69,
        "rsync" => 873,
        _ => null,
    };
}
