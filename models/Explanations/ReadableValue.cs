using Det0131.Models.Features;

namespace Det0131.Models.Explanations;

/// <summary>
/// Values and scopes as people say them; baselines count them in a shorter form (<c>-/4444</c>, <c>in:ssl/443</c>, <c>-&gt;bash</c>, which is an
/// unknown parent and its child). Log-derived text enters as it is: whoever prints it escapes it. Thread-safe.
/// </summary>
public static class ReadableValue
{
    private const string Local = "local:";
    private const string UnknownProtocol = "-/";
    private const string AnyHighPort = "/high";
    private const string Unknown = "-";

    /// <summary>A value of a rarity feature.</summary>
    public static string Of(Feature feature, string value)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(value);
        return feature.Id switch
        {
            "protocol.host" or "protocol.user" or "lineage.process_protocol" => Service(value),
            "command.tool" => value == FeatureSink.None ? "no tool" : value,
            "command.verb" => Verb(value),
            _ => value == Unknown ? "unknown" : value,
        };
    }

    /// <summary>What a value is counted within; nothing of it is any protocol.</summary>
    public static string Scope(Feature feature, string scope)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Length == 0 ? "any protocol"
            : feature.Id is "volume.flow" or "volume.ratio" || FeaturePhrases.IsFarEnd(feature) ? Service(scope)
            : feature.Id.StartsWith("command.", StringComparison.Ordinal) ? Pair(scope)
            : scope == Unknown ? "an unknown process" : scope;
    }

    /// <summary><c>unknown protocol on port 4444</c>, <c>ssl/443 as a server</c>, <c>ftp-data on a high port</c>, <c>local smb/445</c>.</summary>
    private static string Service(string name)
    {
        var isLocal = name.StartsWith(Local, StringComparison.Ordinal);
        var rest = isLocal ? name[Local.Length..] : name;
        var isServer = rest.StartsWith(ServiceNames.ResponsePrefix, StringComparison.Ordinal);
        rest = isServer ? rest[ServiceNames.ResponsePrefix.Length..] : rest;
        if (rest.EndsWith(AnyHighPort, StringComparison.Ordinal))
        {
            var application = rest[..^AnyHighPort.Length];
            rest = $"{(application == Unknown ? "unknown protocol" : application)} on a high port";
        }
        else if (rest.StartsWith(UnknownProtocol, StringComparison.Ordinal))
        {
            rest = "unknown protocol on port " + rest[UnknownProtocol.Length..];
        }

        return $"{(isLocal ? "local " : "")}{rest}{(isServer ? " as a server" : "")}";
    }

    private static string Pair(string scope)
    {
        var at = scope.IndexOf('>', StringComparison.Ordinal);
        var (parent, process) = at < 0 ? (Unknown, scope) : (scope[..at], scope[(at + 1)..]);
        process = process == Unknown ? "an unknown process" : process;
        return parent == Unknown ? process : $"{process} (started by {parent})";
    }

    private static string Verb(string value)
    {
        var hasAddress = value.EndsWith(">address", StringComparison.Ordinal);
        var verb = hasAddress ? value[..^">address".Length] : value;
        return (verb == FeatureSink.None, hasAddress) switch
        {
            (true, true) => "an address without upload verb",
            (true, false) => "no upload verb",
            (false, true) => $"upload verb {verb} with an address",
            _ => $"upload verb {verb}",
        };
    }
}
