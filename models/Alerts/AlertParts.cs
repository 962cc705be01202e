using System.Text.Json.Serialization;
using Det0131.Models.Events;

namespace Det0131.Models.Alerts;

/// <summary>Whose behaviour an alert is about. At least one of host and user is known. Immutable.</summary>
/// <param name="Host">Host name, else its address.</param>
/// <param name="User">Account; for cloud calls the role or principal.</param>
public sealed record AlertEntity(
    // Written when null too: a reader requires both.
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Host,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? User)
{
    public Platform Platform { get; init; }

    public UserClass UserClass { get; init; }

    public AssetCriticality Criticality { get; init; } = AssetCriticality.Normal;

    public string? PeerGroup { get; init; }

    /// <summary><c>alice on pc7</c>, or whichever is known.</summary>
    public override string ToString() => (User, Host) switch
    {
        ({ } user, { } host) => $"{user} on {host}",
        ({ } user, null) => user,
        (null, { } host) => host,
        _ => "unknown entity",
    };
}

/// <summary>Where the data went. Immutable.</summary>
/// <param name="Key">The group's key: registered domain, address, address with service, resource or tool.</param>
public sealed record AlertDestination(string Key)
{
    /// <summary>Full host name, if one was seen.</summary>
    public string? Domain { get; init; }

    public string? Address { get; init; }

    public int? Port { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c>.</summary>
    public string? Transport { get; init; }

    /// <summary><c>ftp</c>, <c>ssl</c>, <c>dns</c>.</summary>
    public string? Application { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary><c>AS15169 GOOGLE</c>.</summary>
    public string? Network { get; init; }

    /// <summary>Bucket, snapshot, disk or other cloud resource.</summary>
    public string? Resource { get; init; }

    /// <summary>Canonical name of the transfer tool, where that is all that is known.</summary>
    public string? Tool { get; init; }

    public bool IsLocal { get; init; }

    /// <summary>It fetched the data from a service of the entity; else the entity opened the connection, as far as known.</summary>
    public bool IsClient { get; init; }

    /// <summary>The best name for people: domain, address, resource, else the key.</summary>
    public string Name => Domain ?? Address ?? Resource ?? Key;
}

/// <summary>Something bad-looking that needs no history. Immutable.</summary>
/// <param name="Id">Stable id: <c>upload_verb</c>.</param>
/// <param name="ElementName">The element it belongs to.</param>
/// <param name="Text">What was seen, in words.</param>
/// <param name="Source">Where the knowledge comes from: a technique, a rule set, a manual.</param>
public sealed record KnowledgeIndicator(string Id, string ElementName, string Text, string Source)
{
    /// <summary>Points that it counts; 0 or more.</summary>
    public double Points { get; init; }
}
