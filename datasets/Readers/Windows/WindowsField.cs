namespace Det0131.Datasets.Readers.Windows;

/// <summary>The event data that is read, named as Sysmon and the Security log name it.</summary>
internal enum WindowsField : byte
{
    UtcTime,
    ProcessGuid,
    ProcessId,
    Image,
    OriginalFileName,
    CommandLine,
    User,
    ParentProcessGuid,
    ParentProcessId,
    ParentImage,
    ParentUser,
    Protocol,
    Initiated,
    SourceIp,
    SourcePort,
    SourceHostname,
    DestinationIp,
    DestinationPort,
    DestinationHostname,
    TargetFilename,
    QueryName,
    QueryStatus,
    SubjectUserSid,
    SubjectUserName,
    SubjectDomainName,
    TargetUserSid,
    TargetUserName,
    TargetDomainName,
    NewProcessId,
    Direction,
    Message,
    ObjectType,
    ObjectName,
    AccessMask,
    AccessList,

    /// <summary>Of object access; 4688 has the names of two processes and calls them otherwise.</summary>
    ProcessName,
}
