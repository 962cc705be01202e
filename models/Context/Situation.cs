using Det0131.Models.Events;

namespace Det0131.Models.Context;

/// <summary>Where the data of an event goes, seen from the local networks.</summary>
public enum Direction : byte
{
    /// <summary>Nothing goes anywhere (a process start without a destination).</summary>
    None = 0,

    /// <summary>The entity opened it towards somewhere else.</summary>
    Outbound = 1,

    /// <summary>Somebody else opened it; data leaves as the response.</summary>
    Response = 2,
}

/// <summary>
/// An event together with what the context says about it: whose it is, where it goes, how much leaves, what time it was there.
/// Reused for every event; strings are shared, never made per event. Not thread-safe.
/// </summary>
public sealed class Situation
{
    /// <summary>The record itself.</summary>
    public SecurityEvent Event { get; internal set; } = new();

    public Platform Platform { get; internal set; }

    /// <summary>Name of the host that the event is about; null for cloud calls and when unknown.</summary>
    public string? Host { get; internal set; }

    /// <summary>Name of the acting account; machine-wide accounts are qualified by their host (<c>root@web1</c>).</summary>
    public string? User { get; internal set; }

    /// <summary>Baseline entity of the host: <c>host:web1</c>.</summary>
    public string? HostEntity { get; internal set; }

    /// <summary>Baseline entity of the user: <c>user:alice</c>; of a cloud caller its principal.</summary>
    public string? UserEntity { get; internal set; }

    /// <summary>Baseline entity of the cloud role (the principal where no role is assumed): <c>role:backup</c>.</summary>
    public string? RoleEntity { get; internal set; }

    public Direction Direction { get; internal set; }

    /// <summary>The far end is inside the local networks or domains.</summary>
    public bool IsLocal { get; internal set; }

    /// <summary>Data could leave by this event: it is scored. Everything else only teaches.</summary>
    public bool IsScored { get; internal set; }

    public string? RemoteAddress { get; internal set; }

    /// <summary>Port of the service, on whichever end it is.</summary>
    public int? ServicePort { get; internal set; }

    public string? RemoteCountry { get; internal set; }

    public string? RemoteNetwork { get; internal set; }

    /// <summary>Bytes that left the entity, null when the log does not tell.</summary>
    public long? BytesOut { get; internal set; }

    public long? BytesIn { get; internal set; }

    /// <summary>Registered domain, else address (with its service when local), else resource, else tool; never null for a scored event.</summary>
    public string? Destination { get; internal set; }

    /// <summary>Local date of the entity, days since 1970-01-01.</summary>
    public int LocalDate { get; internal set; }

    /// <summary>Local hour of the entity, 0 to 23.</summary>
    public int LocalHour { get; internal set; }

    /// <summary>IANA name of the entity's time zone.</summary>
    public string TimeZone { get; internal set; } = "UTC";

    /// <summary>1 (low) to 4 (critical).</summary>
    public int Criticality { get; internal set; }

    /// <summary>Whether it is a request or a file on a connection that has a record of its own, with the same bytes.</summary>
    public bool IsToldByFlow => Event is { Kind: EventKind.HttpRequest or EventKind.FileAccess, FlowKey: not null };
}
