namespace Det0131.Datasets.Readers.Azure;

/// <summary>What is read of an Azure log record.</summary>
internal enum AzureField
{
    Time,
    Operation,
    Category,
    Resource,
    CallerAddress,
    Caller,
    CorrelationId,
    EventDataId,
    Result,
    StatusCode,
    Tenant,
    Subscription,
    Claims,
    Authorization,
    Properties,
    AuthenticationType,
    TokenHash,
    RequesterName,
    RequesterObject,
    AccountName,
    ObjectKey,
    Uri,
    UserAgent,
    RequestBodySize,
    ResponseBodySize,
    DestinationUri,
    Flows,

    /// <summary>One flow in a record of its own, as forwarders flatten them.</summary>
    Tuple,
    FlowVersion,
    FlowTarget,

    /// <summary>The record inside another's member.</summary>
    Log,
}

/// <summary>
/// The fields as diagnostic settings export them, as the activity log's API answers (camel case; its Python client in snake case), and as columns of the
/// Log Analytics tables AzureActivity, StorageBlobLogs, StorageFileLogs, StorageQueueLogs and StorageTableLogs. After Microsoft's documentation of each.
/// </summary>
internal static class AzureFields
{
    public static readonly SpelledFields Record = new(
        ["time", "eventTimestamp", "event_timestamp", "TimeGenerated"],
        ["operationName.value", "operationName", "operation_name.value", "OperationNameValue", "OperationName"],
        ["category.value", "category", "CategoryValue", "Category"],
        ["resourceId", "resource_id", "_ResourceId", "ResourceId"],
        ["callerIpAddress", "httpRequest.clientIpAddress", "http_request.client_ip_address", "CallerIpAddress"],
        ["caller", "Caller"],
        ["correlationId", "correlation_id", "CorrelationId"],
        ["eventDataId", "event_data_id", "EventDataId"],
        ["resultType", "status.value", "ActivityStatusValue", "ActivityStatus"],
        ["statusCode", "StatusCode"],
        // Not Log Analytics' TenantId, which names the workspace.
        ["tenantId", "tenant_id"],
        ["subscriptionId", "subscription_id", "SubscriptionId"],
        ["identity.claims", "claims", "Claims_d", "Claims"],
        ["identity.authorization", "authorization", "Authorization_d", "Authorization"],
        ["properties", "Properties_d", "Properties"],
        ["identity.type", "AuthenticationType"],
        ["identity.tokenHash", "AuthenticationHash"],
        ["identity.requester.upn", "RequesterUpn", "identity.requester.userName", "RequesterUserName"],
        ["identity.requester.objectId", "RequesterObjectId", "identity.requester.appId", "RequesterAppId"],
        ["properties.accountName", "AccountName"],
        ["properties.objectKey", "ObjectKey"],
        ["uri", "Uri"],
        ["properties.userAgentHeader", "UserAgentHeader"],
        ["properties.requestBodySize", "RequestBodySize"],
        ["properties.responseBodySize", "ResponseBodySize"],
        ["properties.destinationUri", "DestinationUri"],
        ["flowRecords", "properties.flows"],
        ["flow.0"],
        ["flowLogVersion", "properties.Version"],
        ["targetResourceID", "flowLogResourceID"],
        ["log"]);

    /// <summary>Of the caller's token: by <see cref="AzureClaim"/>.</summary>
    public static readonly SpelledFields Claims = new(
        [
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "upn",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "name",
        ],
        ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid", "appid"],
        ["http://schemas.microsoft.com/identity/claims/tenantid", "tid"],
        ["idtyp"],
        ["ipaddr"]);

    /// <summary>Of the decision: by <see cref="AzureDecision"/>.</summary>
    public static readonly SpelledFields Authorization = new(["evidence.principalType"], ["evidence.principalId"]);

    /// <summary>Of an activity's properties: the request's body as text.</summary>
    public static readonly SpelledFields Properties = new(["requestbody", "requestBody"]);
}

internal enum AzureClaim
{
    Name,
    Object,
    Tenant,
    TokenOf,
    Address,
}

internal enum AzureDecision
{
    PrincipalType,
    PrincipalId,
}
