using Det0131.Models.Alerts;

namespace Det0131.Scoring.Pages.Rendering;

/// <summary>Addresses of pages about things that logs name. Thread-safe.</summary>
public static class Links
{
    public static string Alert(string id) => "/alerts/" + Uri.EscapeDataString(id);

    /// <summary>
    /// The page of a host, user or role. Names that a path would change on its way (a slash, a percent sign, dots alone) travel in the query.
    /// </summary>
    public static string Entity(string kind, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var travels = name.Trim('.').Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '$');
        return travels ? $"/entities/{kind}/{name}" : $"/entities/{kind}?name={Uri.EscapeDataString(name)}";
    }

    /// <summary>The page of a baseline entity such as <c>host:web1</c>.</summary>
    public static string Entity(string baselineEntity)
    {
        ArgumentNullException.ThrowIfNull(baselineEntity);
        var colon = baselineEntity.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? Entity("host", baselineEntity) : Entity(baselineEntity[..colon], baselineEntity[(colon + 1)..]);
    }

    /// <summary>Pages of an alert's host and user, as baselines name them.</summary>
    public static IEnumerable<(string Label, string Kind, string Name)> Of(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var known = alert.Contributions.Select(c => c.Place?.Entity).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (alert.Entity.Host is { } host)
        {
            yield return ("Host", "host", InBaselines("host", host));
        }

        if (alert.Entity.User is { } user)
        {
            var kind = known.Exists(k => k.StartsWith("role:", StringComparison.Ordinal)) && !known.Exists(k => k.StartsWith("user:", StringComparison.Ordinal)) ? "role" : "user";
            yield return (kind == "role" ? "Role" : "User", kind, InBaselines(kind, user));
        }

        // A baseline may qualify an account by its machine (root@web1), which the alert names apart.
        string InBaselines(string kind, string name) =>
            known.Find(k => k.StartsWith(kind + ":", StringComparison.Ordinal)) is { } entity ? entity[(kind.Length + 1)..] : name;
    }
}
