namespace Det0131.Datasets.Readers.Aws;

/// <summary>The fields that are read of a CloudTrail record; the number is the slot.</summary>
internal enum CloudTrailField
{
    EventTime,
    EventSource,
    EventName,
    EventId,
    EventType,
    ErrorCode,
    SourceIpAddress,
    UserAgent,
    RecipientAccount,
    IdentityType,
    IdentityArn,
    IdentityPrincipalId,
    IdentityAccount,
    IdentityUserName,
    IdentityInvokedBy,
    IssuerUserName,
    RequestParameters,
    BucketName,
    Key,
    SnapshotId,
    ImageId,
    DbSnapshot,
    DbClusterSnapshot,
    InstanceId,
    FunctionName,
    SecretId,
    VolumeId,
    TableName,
    KeyId,
    GroupId,
    RoleArn,
    RoleName,
    UserName,
    Resources,
    BytesIn,
    BytesOut,
    ConsoleLogin,

    /// <summary>Wrappers: LookupEvents' text, its whole answer, EventBridge's, and others'.</summary>
    CloudTrailEvent,
    Events,
    Detail,
    Log,
    DigestStart,
}

internal static class CloudTrailFields
{
    /// <summary>By slot, after AWS's CloudTrail record contents.</summary>
    public static readonly string[] Names =
    [
        "eventTime", "eventSource", "eventName", "eventID", "eventType", "errorCode", "sourceIPAddress", "userAgent", "recipientAccountId",
        "userIdentity.type", "userIdentity.arn", "userIdentity.principalId", "userIdentity.accountId", "userIdentity.userName", "userIdentity.invokedBy",
        "userIdentity.sessionContext.sessionIssuer.userName",
        "requestParameters", "requestParameters.bucketName", "requestParameters.key", "requestParameters.snapshotId", "requestParameters.imageId",
        "requestParameters.dBSnapshotIdentifier", "requestParameters.dBClusterSnapshotIdentifier", "requestParameters.instanceId",
        "requestParameters.functionName", "requestParameters.secretId", "requestParameters.volumeId", "requestParameters.tableName",
        "requestParameters.keyId", "requestParameters.groupId", "requestParameters.roleArn", "requestParameters.roleName", "requestParameters.userName",
        "resources", "additionalEventData.bytesTransferredIn", "additionalEventData.bytesTransferredOut", "responseElements.ConsoleLogin",
        "CloudTrailEvent", "Events", "detail", "log", "digestStartTime",
    ];

    /// <summary>Where the name of the thing acted on stands, the most telling first.</summary>
    public static readonly CloudTrailField[] ResourceNames =
    [
        CloudTrailField.BucketName, CloudTrailField.SnapshotId, CloudTrailField.ImageId, CloudTrailField.DbSnapshot, CloudTrailField.DbClusterSnapshot,
    ];

    /// <summary>The same for calls that list no resources.</summary>
    public static readonly CloudTrailField[] OtherResourceNames =
    [
        CloudTrailField.VolumeId, CloudTrailField.InstanceId, CloudTrailField.FunctionName, CloudTrailField.SecretId, CloudTrailField.TableName,
        CloudTrailField.KeyId, CloudTrailField.GroupId, CloudTrailField.RoleArn, CloudTrailField.RoleName, CloudTrailField.UserName,
    ];
}
