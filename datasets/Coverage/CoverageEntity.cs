using Det0131.Models.Events;

namespace Det0131.Datasets.Coverage;

/// <summary>What a part of an element is learned of.</summary>
public enum EntityKind : byte
{
    Host,
    User,

    /// <summary>A cloud role, or a cloud principal where no role is assumed.</summary>
    Role,

    /// <summary>A cloud account, project or subscription: what its logs are set to tell.</summary>
    Account,

    /// <summary>A user that is no service or system account; only in tables of needs.</summary>
    Person,

    /// <summary>A service or system account; only in tables of needs.</summary>
    Service,
}

/// <summary>One host, user, role or account with what the logs show of it. Not thread-safe.</summary>
public sealed class CoverageEntity
{
    private readonly SortedDictionary<string, long> sources = new(StringComparer.Ordinal);
    private readonly long[] counts = new long[CoverageSignal.All.Count];

    internal CoverageEntity(EntityKind kind, string name, Platform platform)
    {
        Kind = kind;
        Name = name;
        Platform = platform;
    }

    /// <summary>Host, user, role or account.</summary>
    public EntityKind Kind { get; }

    /// <summary>As it appears in events; a service or system account is qualified by its host.</summary>
    public string Name { get; }

    /// <summary>Decides the analytic; unknown counts as Linux, as in training.</summary>
    public Platform Platform { get; internal set; }

    /// <summary>For a user: its class is service or system in every record that tells one.</summary>
    public bool IsService { get; internal set; }

    public long Events { get; private set; }

    /// <summary>Events by source.</summary>
    public IReadOnlyDictionary<string, long> Sources => sources;

    /// <summary>No log of its own tells of this host.</summary>
    public bool IsNetworkOnly => Kind == EntityKind.Host && counts[HostLog] == 0;

    private static int HostLog { get; } = CoverageSignal.IndexOf("host_log");

    /// <summary>Events that show the signal.</summary>
    public long CountOf(int signal) => counts[signal];

    /// <summary>Whether a condition of the tables holds: a signal's name, or <c>source:</c> with a source's, or <c>any</c> for any event.</summary>
    public bool Has(string condition) => condition.StartsWith(SourcePrefix, StringComparison.Ordinal)
        ? sources.ContainsKey(condition[SourcePrefix.Length..])
        : condition == AnyEvent ? Events > 0
        : counts[CoverageSignal.IndexOf(condition)] > 0;

    /// <summary>Whether it is one of those that a need is about.</summary>
    public bool Is(EntityKind of) => of switch
    {
        EntityKind.Person => Kind == EntityKind.User && !IsService,
        EntityKind.Service => Kind == EntityKind.User && IsService,
        _ => Kind == of,
    };

    internal const string SourcePrefix = "source:";
    internal const string AnyEvent = "any";

    internal void Add(string source, long events, ReadOnlySpan<long> signals)
    {
        Events += events;
        sources[source] = sources.GetValueOrDefault(source) + events;
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += signals[i];
        }
    }

    internal void Set(int signal) => counts[signal] = 1;
}
