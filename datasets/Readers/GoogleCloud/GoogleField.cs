namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>What is read of a log entry.</summary>
internal enum GoogleField
{
    Time,
    InsertId,
    LogName,
    Project,
    Audit,
    Content,

    /// <summary>The entry inside another record's member.</summary>
    Log,
}

/// <summary>What is read of an audit log's payload.</summary>
internal enum GoogleAuditField
{
    Service,
    Method,
    Resource,
    Principal,
    PrincipalSubject,
    Delegation,
    CallerAddress,
    UserAgent,
    StatusCode,
    BindingDeltas,
    Request,
    Metadata,
}

/// <summary>What is read of a VPC flow log's payload.</summary>
internal enum GoogleFlowField
{
    SourceAddress,
    SourcePort,
    DestinationAddress,
    DestinationPort,
    Protocol,
    Bytes,
    Start,
    End,
    Reporter,
    SourceInstance,
    DestinationInstance,
}

/// <summary>
/// The fields of a LogEntry as a sink writes it to storage and Pub/Sub, and as its BigQuery tables name the columns (<c>protopayload_auditlog</c>, free-form
/// parts as JSON text). After Google's documentation of LogEntry, AuditLog, VPC flow records and of the schema in BigQuery.
/// </summary>
internal static class GoogleFields
{
    public static readonly SpelledFields Entry = new(
        ["timestamp", "receiveTimestamp"],
        ["insertId", "insertid"],
        ["logName", "logname"],
        ["resource.labels.project_id"],
        ["protoPayload", "protopayload_auditlog"],
        ["jsonPayload"],
        ["log"]);

    public static readonly SpelledFields Audit = new(
        ["serviceName"],
        ["methodName"],
        ["resourceName"],
        ["authenticationInfo.principalEmail"],
        ["authenticationInfo.principalSubject"],
        ["authenticationInfo.serviceAccountDelegationInfo"],
        ["requestMetadata.callerIp", "requestMetadata.callerIP"],
        ["requestMetadata.callerSuppliedUserAgent"],
        ["status.code"],
        ["serviceData.policyDelta.bindingDeltas", "servicedata_v1_iam.policyDelta.bindingDeltas", "metadata.policyDelta.bindingDeltas"],
        ["request", "requestJson"],
        ["metadata", "metadataJson"]);

    public static readonly SpelledFields Flow = new(
        ["connection.src_ip"],
        ["connection.src_port"],
        ["connection.dest_ip"],
        ["connection.dest_port"],
        ["connection.protocol"],
        ["bytes_sent"],
        ["start_time"],
        ["end_time"],
        ["reporter"],
        ["src_instance.vm_name"],
        ["dest_instance.vm_name"]);
}
