namespace Det0131.Datasets.Readers.Exchange;

/// <summary>What is read of records in an exchange format, whichever it is; each has several paths.</summary>
internal enum ExchangeField
{
    Time,
    Start,
    End,
    Id,
    SourceAddress,
    SourcePort,
    DestinationAddress,
    DestinationPort,
    DestinationName,
    SourceBytes,
    DestinationBytes,
    Transport,
    Application,
    Direction,
    FlowKey,
    Host,
    OperatingSystem,
    UserName,
    UserDomain,
    ProcessPath,
    ProcessName,
    ProcessKey,
    ProcessId,
    CommandLine,
    ParentPath,
    ParentName,
    ParentKey,
    ParentId,
    ActorPath,
    ActorName,
    ActorKey,
    ActorId,
    ActorCommandLine,
    ActorParentPath,
    ActorParentName,
    DnsName,
    DnsType,
    DnsResponse,
    Method,
    UserAgent,
    UrlPath,
    Url,
    Scheme,
    UrlPort,
    Status,
    RequestBytes,
    ResponseBytes,
    Outcome,
    Action,

    /// <summary>What tells the kind of event: event.category, class_uid.</summary>
    Class,

    /// <summary>What tells it more closely: event.type, activity_id.</summary>
    Activity,

    /// <summary>event.kind: alerts, measurements and states are no happenings of their own.</summary>
    RecordKind,
    Operation,
    Service,
    Account,
    CallerAccount,
    CallerId,
    CallerIssuer,
    Resources,
}

/// <summary>The paths of one schema, by field. Immutable.</summary>
internal sealed class ExchangeSchema
{
    private static readonly int Fields = Enum.GetValues<ExchangeField>().Length;

    private readonly int[] firstSlots = new int[Fields + 1];

    private ExchangeSchema(Dictionary<ExchangeField, string[]> paths)
    {
        var all = new List<string>();
        for (var field = 0; field < Fields; field++)
        {
            firstSlots[field] = all.Count;
            all.AddRange(paths.GetValueOrDefault((ExchangeField)field) ?? []);
        }

        firstSlots[Fields] = all.Count;
        Paths = [.. all];
    }

    /// <summary>All paths; a path's place is its slot.</summary>
    public string[] Paths { get; }

    /// <summary>The first slot that has a value of its own (no object or array); -1 for none.</summary>
    public int SlotOf(JsonValues values, ExchangeField field)
    {
        for (var slot = firstSlots[(int)field]; slot < firstSlots[(int)field + 1]; slot++)
        {
            if (values.Kind(slot) is JsonFieldKind.String or JsonFieldKind.Number or JsonFieldKind.True or JsonFieldKind.False && values.Bytes(slot) is { IsEmpty: false })
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The slot of the field's first path, for values that are lists.</summary>
    public int ListOf(ExchangeField field) => firstSlots[(int)field];

    /// <summary>After Elastic's field reference of the Elastic Common Schema.</summary>
    public static ExchangeSchema Ecs { get; } = new(new Dictionary<ExchangeField, string[]>
    {
        [ExchangeField.Time] = ["@timestamp"],
        [ExchangeField.Start] = ["event.start"],
        [ExchangeField.End] = ["event.end"],
        [ExchangeField.Id] = ["event.id"],
        [ExchangeField.SourceAddress] = ["source.ip", "client.ip"],
        [ExchangeField.SourcePort] = ["source.port", "client.port"],
        [ExchangeField.DestinationAddress] = ["destination.ip", "server.ip"],
        [ExchangeField.DestinationPort] = ["destination.port", "server.port"],
        [ExchangeField.DestinationName] = ["url.domain", "tls.client.server_name", "destination.domain", "server.domain"],
        [ExchangeField.SourceBytes] = ["source.bytes", "client.bytes"],
        [ExchangeField.DestinationBytes] = ["destination.bytes", "server.bytes"],
        [ExchangeField.Transport] = ["network.transport", "network.iana_number"],
        [ExchangeField.Application] = ["network.protocol"],
        [ExchangeField.Direction] = ["network.direction"],
        [ExchangeField.FlowKey] = ["network.community_id"],
        [ExchangeField.Host] = ["host.name", "host.hostname"],
        [ExchangeField.OperatingSystem] = ["host.os.type", "host.os.family", "host.os.platform"],
        [ExchangeField.UserName] = ["user.name"],
        [ExchangeField.UserDomain] = ["user.domain"],
        [ExchangeField.ProcessPath] = ["process.executable"],
        [ExchangeField.ProcessName] = ["process.name"],
        [ExchangeField.ProcessKey] = ["process.entity_id"],
        [ExchangeField.ProcessId] = ["process.pid"],
        [ExchangeField.CommandLine] = ["process.command_line"],
        [ExchangeField.ParentPath] = ["process.parent.executable"],
        [ExchangeField.ParentName] = ["process.parent.name"],
        [ExchangeField.ParentKey] = ["process.parent.entity_id"],
        [ExchangeField.ParentId] = ["process.parent.pid"],
        [ExchangeField.DnsName] = ["dns.question.name"],
        [ExchangeField.DnsType] = ["dns.question.type"],
        [ExchangeField.DnsResponse] = ["dns.response_code"],
        [ExchangeField.Method] = ["http.request.method"],
        [ExchangeField.UserAgent] = ["user_agent.original"],
        [ExchangeField.UrlPath] = ["url.path"],
        [ExchangeField.Url] = ["url.full", "url.original"],
        [ExchangeField.Scheme] = ["url.scheme"],
        [ExchangeField.UrlPort] = ["url.port"],
        [ExchangeField.Status] = ["http.response.status_code"],
        [ExchangeField.RequestBytes] = ["http.request.bytes", "http.request.body.bytes"],
        [ExchangeField.ResponseBytes] = ["http.response.bytes", "http.response.body.bytes"],
        [ExchangeField.Outcome] = ["event.outcome"],
        [ExchangeField.Action] = ["event.action"],
        [ExchangeField.Class] = ["event.category"],
        [ExchangeField.Activity] = ["event.type"],
        [ExchangeField.RecordKind] = ["event.kind"],
    });

    /// <summary>After the Open Cybersecurity Schema Framework's classes 1007, 4001, 4002, 4003 and 6003. traffic.bytes_out goes from source to destination.</summary>
    public static ExchangeSchema Ocsf { get; } = new(new Dictionary<ExchangeField, string[]>
    {
        [ExchangeField.Time] = ["time", "time_dt"],
        [ExchangeField.Start] = ["start_time", "start_time_dt"],
        [ExchangeField.End] = ["end_time", "end_time_dt"],
        [ExchangeField.Id] = ["metadata.uid"],
        [ExchangeField.SourceAddress] = ["src_endpoint.ip"],
        [ExchangeField.SourcePort] = ["src_endpoint.port"],
        [ExchangeField.DestinationAddress] = ["dst_endpoint.ip"],
        [ExchangeField.DestinationPort] = ["dst_endpoint.port"],
        [ExchangeField.DestinationName] = ["http_request.url.hostname", "tls.sni", "dst_endpoint.hostname", "dst_endpoint.domain"],
        [ExchangeField.SourceBytes] = ["traffic.bytes_out"],
        [ExchangeField.DestinationBytes] = ["traffic.bytes_in"],
        [ExchangeField.Transport] = ["connection_info.protocol_name", "connection_info.protocol_num"],
        [ExchangeField.Application] = ["app_name", "dst_endpoint.svc_name"],
        [ExchangeField.Direction] = ["connection_info.direction", "connection_info.direction_id"],
        [ExchangeField.FlowKey] = ["connection_info.uid", "connection_info.community_uid"],
        [ExchangeField.Host] = ["device.hostname", "device.name"],
        [ExchangeField.OperatingSystem] = ["device.os.type", "device.os.name"],
        [ExchangeField.UserName] = ["actor.user.name", "process.user.name"],
        [ExchangeField.UserDomain] = ["actor.user.domain", "process.user.domain"],
        [ExchangeField.ProcessPath] = ["process.file.path"],
        [ExchangeField.ProcessName] = ["process.name"],
        [ExchangeField.ProcessKey] = ["process.uid"],
        [ExchangeField.ProcessId] = ["process.pid"],
        [ExchangeField.CommandLine] = ["process.cmd_line"],
        [ExchangeField.ParentPath] = ["process.parent_process.file.path"],
        [ExchangeField.ParentName] = ["process.parent_process.name"],
        [ExchangeField.ParentKey] = ["process.parent_process.uid"],
        [ExchangeField.ParentId] = ["process.parent_process.pid"],
        [ExchangeField.ActorPath] = ["actor.process.file.path"],
        [ExchangeField.ActorName] = ["actor.process.name"],
        [ExchangeField.ActorKey] = ["actor.process.uid"],
        [ExchangeField.ActorId] = ["actor.process.pid"],
        [ExchangeField.ActorCommandLine] = ["actor.process.cmd_line"],
        [ExchangeField.ActorParentPath] = ["actor.process.parent_process.file.path"],
        [ExchangeField.ActorParentName] = ["actor.process.parent_process.name"],
        [ExchangeField.DnsName] = ["query.hostname"],
        [ExchangeField.DnsType] = ["query.type"],
        [ExchangeField.DnsResponse] = ["rcode"],
        [ExchangeField.Method] = ["http_request.http_method"],
        [ExchangeField.UserAgent] = ["http_request.user_agent"],
        [ExchangeField.UrlPath] = ["http_request.url.path"],
        [ExchangeField.Url] = ["http_request.url.url_string"],
        [ExchangeField.Scheme] = ["http_request.url.scheme"],
        [ExchangeField.UrlPort] = ["http_request.url.port"],
        [ExchangeField.Status] = ["http_response.code"],
        [ExchangeField.RequestBytes] = ["http_request.length"],
        [ExchangeField.ResponseBytes] = ["http_response.length"],
        [ExchangeField.Outcome] = ["status", "status_id"],
        [ExchangeField.Action] = ["action", "action_id"],
        [ExchangeField.Class] = ["class_uid"],
        [ExchangeField.Activity] = ["activity_id"],
        [ExchangeField.Operation] = ["api.operation"],
        [ExchangeField.Service] = ["api.service.name"],
        [ExchangeField.Account] = ["cloud.account.uid", "cloud.account_uid"],
        [ExchangeField.CallerAccount] = ["actor.user.account.uid", "actor.user.account_uid"],
        [ExchangeField.CallerId] = ["actor.user.uid"],
        [ExchangeField.CallerIssuer] = ["actor.session.issuer"],
        [ExchangeField.Resources] = ["resources"],
    });
}
