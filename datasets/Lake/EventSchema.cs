using Det0131.Datasets.DuckDb;
using Det0131.Models.Events;

namespace Det0131.Datasets.Lake;

/// <summary>
/// The one table of the lake's columns: what the writer writes, the reader reads and the documents list. Names are those of the Elastic
/// Common Schema where it has the field, else under <c>det0131.</c>. Immutable.
/// </summary>
public static class EventSchema
{
    private const EventFields Site = EventFields.Behaviour | EventFields.Site;

    private static readonly string[] Platforms = ["unknown", "windows", "linux", "macos", "iaas", "esxi"];
    private static readonly string[] Kinds =
        ["unknown", "process_start", "network_flow", "dns_query", "http_request", "file_access", "cloud_api_call"];

    /// <summary>Microseconds since 1970, UTC.</summary>
    public static EventColumn Time { get; } = new ValueColumn<long>(
        "@timestamp", nameof(SecurityEvent.TimeMicros), DuckDbType.Timestamp, Site, e => e.TimeMicros, (e, v) => e.TimeMicros = v);

    /// <summary>As a UUID, because Parquet has no 128-bit integer.</summary>
    public static EventColumn Identity { get; } = new ValueColumn<Int128>(
        "det0131.identity", nameof(SecurityEvent.Identity), DuckDbType.Uuid, Site,
        e => DuckDbUuid.FromBits(e.Identity), (e, v) => e.Identity = DuckDbUuid.ToBits(v));

    public static EventColumn Platform { get; } = new NameColumn(
        "host.os.type", nameof(SecurityEvent.Platform), Platforms, e => (int)e.Platform, (e, v) => e.Platform = (Platform)v, Site);

    public static EventColumn Kind { get; } = new NameColumn(
        "det0131.kind", nameof(SecurityEvent.Kind), Kinds, e => (int)e.Kind, (e, v) => e.Kind = (EventKind)v, Site);

    /// <summary>Every column, in the order of the files.</summary>
    public static IReadOnlyList<EventColumn> Columns { get; } =
    [
        Time,
        Identity,
        Platform,
        Kind,
        Text("event.dataset", nameof(SecurityEvent.Source), e => e.Source, (e, v) => e.Source = v, Site),
        Text("host.name", nameof(SecurityEvent.Host), e => e.Host, (e, v) => e.Host = v, Site),
        Text("user.name", nameof(SecurityEvent.User), e => e.User, (e, v) => e.User = v),
        new NameColumn("det0131.user_class", nameof(SecurityEvent.UserClass), ["unknown", "person", "service", "system", "cloud_role"],
            e => (int)e.UserClass, (e, v) => e.UserClass = (UserClass)v),
        Text("det0131.privilege_change", nameof(SecurityEvent.PrivilegeChange), e => e.PrivilegeChange, (e, v) => e.PrivilegeChange = v),
        Text("process.name", nameof(SecurityEvent.Process), e => e.Process, (e, v) => e.Process = v, Site),
        Text("process.executable", nameof(SecurityEvent.ProcessPath), e => e.ProcessPath, (e, v) => e.ProcessPath = v),
        Text("process.pe.original_file_name", nameof(SecurityEvent.OriginalName), e => e.OriginalName, (e, v) => e.OriginalName = v),
        Text("process.parent.name", nameof(SecurityEvent.Parent), e => e.Parent, (e, v) => e.Parent = v),
        Text("process.parent.executable", nameof(SecurityEvent.ParentPath), e => e.ParentPath, (e, v) => e.ParentPath = v),
        Text("process.command_line", nameof(SecurityEvent.CommandLine), e => e.CommandLine, (e, v) => e.CommandLine = v),
        Text("process.entity_id", nameof(SecurityEvent.ProcessKey), e => e.ProcessKey, (e, v) => e.ProcessKey = v, EventFields.ProcessKeys),
        Text("process.parent.entity_id", nameof(SecurityEvent.ParentKey), e => e.ParentKey, (e, v) => e.ParentKey = v, EventFields.ProcessKeys),
        Text("det0131.tool", nameof(SecurityEvent.Tool), e => e.Tool, (e, v) => e.Tool = v),
        Text("det0131.verb", nameof(SecurityEvent.Verb), e => e.Verb, (e, v) => e.Verb = v),
        Text("network.transport", nameof(SecurityEvent.Transport), e => e.Transport, (e, v) => e.Transport = v),
        Text("network.protocol", nameof(SecurityEvent.Application), e => e.Application, (e, v) => e.Application = v),
        Text("source.ip", nameof(SecurityEvent.SourceAddress), e => e.SourceAddress, (e, v) => e.SourceAddress = v, Site),
        Number("source.port", nameof(SecurityEvent.SourcePort), e => e.SourcePort, (e, v) => e.SourcePort = v),
        Text("destination.ip", nameof(SecurityEvent.DestinationAddress), e => e.DestinationAddress, (e, v) => e.DestinationAddress = v, Site),
        Number("destination.port", nameof(SecurityEvent.DestinationPort), e => e.DestinationPort, (e, v) => e.DestinationPort = v),
        new NameColumn("det0131.host_side", nameof(SecurityEvent.HostSide), ["unknown", "source", "destination"],
            e => (int)e.HostSide, (e, v) => e.HostSide = (HostSide)v, Site),
        Text("destination.domain", nameof(SecurityEvent.Domain), e => e.Domain, (e, v) => e.Domain = v),
        Text("destination.registered_domain", nameof(SecurityEvent.RegisteredDomain), e => e.RegisteredDomain, (e, v) => e.RegisteredDomain = v, Site),
        Text("source.geo.country_iso_code", nameof(SecurityEvent.SourceCountry), e => e.SourceCountry, (e, v) => e.SourceCountry = v),
        Text("destination.geo.country_iso_code", nameof(SecurityEvent.DestinationCountry), e => e.DestinationCountry, (e, v) => e.DestinationCountry = v),
        Text("source.as.organization.name", nameof(SecurityEvent.SourceNetwork), e => e.SourceNetwork, (e, v) => e.SourceNetwork = v),
        Text("destination.as.organization.name", nameof(SecurityEvent.DestinationNetwork), e => e.DestinationNetwork, (e, v) => e.DestinationNetwork = v),
        Number("source.bytes", nameof(SecurityEvent.SourceBytes), e => e.SourceBytes, (e, v) => e.SourceBytes = v, Site),
        Number("destination.bytes", nameof(SecurityEvent.DestinationBytes), e => e.DestinationBytes, (e, v) => e.DestinationBytes = v, Site),
        Number("det0131.duration_micros", nameof(SecurityEvent.DurationMicros), e => e.DurationMicros, (e, v) => e.DurationMicros = v),
        Text("det0131.flow_key", nameof(SecurityEvent.FlowKey), e => e.FlowKey, (e, v) => e.FlowKey = v, EventFields.FlowKeys),
        Text("file.path", nameof(SecurityEvent.FilePath), e => e.FilePath, (e, v) => e.FilePath = v),
        Text("file.extension", nameof(SecurityEvent.FileExtension), e => e.FileExtension, (e, v) => e.FileExtension = v),
        Number("file.size", nameof(SecurityEvent.FileBytes), e => e.FileBytes, (e, v) => e.FileBytes = v),
        Text("dns.question.name", nameof(SecurityEvent.DnsName), e => e.DnsName, (e, v) => e.DnsName = v, Site),
        Text("dns.question.type", nameof(SecurityEvent.DnsType), e => e.DnsType, (e, v) => e.DnsType = v),
        Text("dns.response_code", nameof(SecurityEvent.DnsResponse), e => e.DnsResponse, (e, v) => e.DnsResponse = v),
        Text("http.request.method", nameof(SecurityEvent.HttpMethod), e => e.HttpMethod, (e, v) => e.HttpMethod = v),
        Text("user_agent.original", nameof(SecurityEvent.UserAgent), e => e.UserAgent, (e, v) => e.UserAgent = v),
        Text("event.action", nameof(SecurityEvent.CloudAction), e => e.CloudAction, (e, v) => e.CloudAction = v),
        Text("det0131.cloud_role", nameof(SecurityEvent.CloudRole), e => e.CloudRole, (e, v) => e.CloudRole = v),
        Text("user.id", nameof(SecurityEvent.CloudPrincipal), e => e.CloudPrincipal, (e, v) => e.CloudPrincipal = v),
        Text("det0131.cloud_resource", nameof(SecurityEvent.CloudResource), e => e.CloudResource, (e, v) => e.CloudResource = v),
        Text("cloud.account.id", nameof(SecurityEvent.CloudAccount), e => e.CloudAccount, (e, v) => e.CloudAccount = v),
        Text("det0131.foreign_account", nameof(SecurityEvent.ForeignAccount), e => e.ForeignAccount, (e, v) => e.ForeignAccount = v),
        new NameColumn("event.outcome", nameof(SecurityEvent.Outcome), ["unknown", "success", "failure"],
            e => (int)e.Outcome, (e, v) => e.Outcome = (Outcome)v),
        Text("event.id", nameof(SecurityEvent.RecordId), e => e.RecordId, (e, v) => e.RecordId = v, EventFields.Provenance),
        Text("log.file.path", nameof(SecurityEvent.File), e => e.File, (e, v) => e.File = v, EventFields.Provenance),
        Number("log.file.line", nameof(SecurityEvent.Line), e => e.Line == 0 ? null : e.Line, (e, v) => e.Line = v, EventFields.Provenance),
        Text("event.original", nameof(SecurityEvent.Raw), e => e.Raw, (e, v) => e.Raw = v, EventFields.Raw),
    ];

    /// <summary>The columns of these groups, in the order of the files.</summary>
    public static IReadOnlyList<EventColumn> Select(EventFields fields) => [.. Columns.Where(column => (column.Group & fields) != 0)];

    /// <summary>The quoted column name of a property of <see cref="SecurityEvent"/>, for SQL: <c>Of(nameof(SecurityEvent.Host))</c>.</summary>
    /// <exception cref="ArgumentException">There is no such property.</exception>
    public static string Of(string field) =>
        Columns.FirstOrDefault(column => column.Field == field)?.Quoted
        ?? throw new ArgumentException($"Found no column of field {field}, expected a property of SecurityEvent.", nameof(field));

    /// <summary>Directory name of a platform: <c>windows</c>, ..., <c>unknown</c>.</summary>
    internal static string NameOf(Platform platform) => Platforms[(int)platform];

    /// <summary>How SQL names a kind, in single quotes.</summary>
    internal static string LiteralOf(EventKind kind) => SqlText.Literal(Kinds[(int)kind]);

    private static TextColumn Text(
        string name, string field, Func<SecurityEvent, string?> get, Action<SecurityEvent, string> set, EventFields group = EventFields.Behaviour) =>
        new(name, field, group, get, set);

    private static ValueColumn<int> Number(string name, string field, Func<SecurityEvent, int?> get, Action<SecurityEvent, int> set) =>
        new(name, field, DuckDbType.Integer, EventFields.Behaviour, get, set);

    private static ValueColumn<long> Number(
        string name, string field, Func<SecurityEvent, long?> get, Action<SecurityEvent, long> set, EventFields group = EventFields.Behaviour) =>
        new(name, field, DuckDbType.BigInt, group, get, set);
}
