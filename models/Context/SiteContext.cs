using System.Text.Json;
using System.Text.Json.Serialization;
using Det0131.Models.Events;

namespace Det0131.Models.Context;

/// <summary>An address that an asset had, for all time or for an interval.</summary>
/// <param name="Address">IP address in text form.</param>
/// <param name="FromMicros">First microsecond (UTC) of the alias, null = always.</param>
/// <param name="UntilMicros">First microsecond after the alias, null = open.</param>
public sealed record AddressAlias(string Address, long? FromMicros = null, long? UntilMicros = null);

/// <summary>What the site says, or the logs show, about one host, user or cloud role. Immutable.</summary>
/// <param name="Name">Lower-case host name, address, user or role as it appears in events.</param>
/// <param name="Platform">Decides the analytic; <see cref="Platform.Unknown"/> leaves it to the logs.</param>
/// <param name="PeerGroup">Entities expected to behave alike; null = the platform is the group.</param>
/// <param name="Role">What it does, for readers of alerts.</param>
/// <param name="Criticality">1 (low) to 4 (critical); 2 when not told.</param>
/// <param name="TimeZone">IANA name; null = UTC.</param>
/// <param name="Addresses">Addresses that mean this host.</param>
/// <param name="Aliases">Other names of it in logs, lower case: <c>pc7</c>, <c>corp\alice</c>, <c>alice@corp.example</c>.</param>
public sealed record Asset(
    string Name,
    Platform Platform = Platform.Unknown,
    string? PeerGroup = null,
    string? Role = null,
    int Criticality = 2,
    string? TimeZone = null,
    IReadOnlyList<AddressAlias>? Addresses = null,
    IReadOnlyList<string>? Aliases = null);

/// <summary>
/// What the site is: everything besides the record itself that decides how an event is read. Saved in the model version as
/// <c>context.json</c>; scoring uses this and nothing else. Immutable.
/// </summary>
public sealed record SiteContext
{
    /// <summary>Raised when the file's meaning changes; a newer file is refused.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>CIDR blocks inside which traffic is local.</summary>
    public IReadOnlyList<string> LocalNetworks { get; init; } = [];

    /// <summary>Domain suffixes of the site's own hosts (<c>corp.example</c>); queries for them are local.</summary>
    public IReadOnlyList<string> LocalDomains { get; init; } = [];

    public IReadOnlyList<Asset> Assets { get; init; } = [];

    /// <summary>Peer groups found in the counts, of entities that no file groups.</summary>
    public IReadOnlyList<LearnedPeerGroup> LearnedPeers { get; init => field = value ?? []; } = [];

    /// <summary>Processes seen talking outward in training: their starts are scored like those of transfer tools.</summary>
    public IReadOnlyList<string> TalkingProcesses { get; init; } = [];

    /// <summary>Command-line words that may be named; every other word reads as <c>&lt;rare&gt;</c>.</summary>
    public IReadOnlyList<string> CommandWords { get; init; } = [];

    /// <summary>Sub-domain labels that at least three clients asked for: they teach the site's character model.</summary>
    public IReadOnlyList<string> CommonNames { get; init; } = [];

    /// <summary>Versions of the shipped lists that were used (ranges, suffixes, tools, priors).</summary>
    public IReadOnlyDictionary<string, string> ListVersions { get; init; } = new Dictionary<string, string>();

    public string ToJson() => JsonSerializer.Serialize(this, ContextJson.Default.SiteContext) + "\n";

    /// <exception cref="InvalidDataException">The text is no context, or a newer one.</exception>
    public static SiteContext FromJson(string json)
    {
        SiteContext? context;
        try
        {
            context = JsonSerializer.Deserialize(json, ContextJson.Default.SiteContext);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"context.json is not readable: {e.Message}", e);
        }

        if (context is null || context.Format > CurrentFormat)
        {
            throw new InvalidDataException($"context.json has format {context?.Format.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}; this program reads up to {CurrentFormat}.");
        }

        return context;
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SiteContext))]
internal sealed partial class ContextJson : JsonSerializerContext;
