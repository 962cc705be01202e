namespace Det0131.Datasets.Readers.Mapping;

/// <summary>What a mapping file can fill; in the order in which it is filled, since some need others before them.</summary>
internal enum MappedField
{
    Host,
    User,
    UserDomain,
    ProcessPath,
    Process,
    OriginalName,
    ParentPath,
    Parent,
    CommandLine,
    ProcessKey,
    ParentKey,
    Transport,
    Application,
    SourceAddress,
    SourcePort,
    DestinationAddress,
    DestinationPort,
    HostSide,
    Domain,
    SourceBytes,
    DestinationBytes,
    Duration,
    FlowKey,
    HttpMethod,
    FilePath,
    FileBytes,
    DnsName,
    DnsType,
    DnsResponse,
    Url,
    Status,
    UserAgent,
    CloudAction,
    CloudRole,
    CloudPrincipal,
    CloudResource,
    CloudAccount,
    ForeignAccount,
    Outcome,
    RecordId,
}

internal static class MappedFields
{
    /// <summary>By field its name in a mapping file: that of the lake's column, and <c>url.full</c> and others of the Elastic Common Schema that fill several.</summary>
    public static readonly string[] Names =
    [
        "host.name", "user.name", "user.domain", "process.executable", "process.name", "process.pe.original_file_name", "process.parent.executable", "process.parent.name",
        "process.command_line", "process.entity_id", "process.parent.entity_id", "network.transport", "network.protocol", "source.ip", "source.port", "destination.ip",
        "destination.port", "det0131.host_side", "destination.domain", "source.bytes", "destination.bytes", "event.duration", "det0131.flow_key", "http.request.method",
        "file.path", "file.size", "dns.question.name", "dns.question.type", "dns.response_code", "url.full", "http.response.status_code", "user_agent.original",
        "event.action", "det0131.cloud_role", "user.id", "det0131.cloud_resource", "cloud.account.id", "det0131.foreign_account", "event.outcome", "event.id",
    ];
}
