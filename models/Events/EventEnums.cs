namespace Det0131.Models.Events;

/// <summary>The platform of the entity an event is about. Decides the analytic.</summary>
public enum Platform : byte
{
    /// <summary>Not told by the record: the context decides.</summary>
    Unknown = 0,
    Windows = 1,
    Linux = 2,
    MacOS = 3,
    IaaS = 4,
    ESXi = 5,
}

/// <summary>What one record says happened.</summary>
public enum EventKind : byte
{
    ProcessStart = 1,
    NetworkFlow = 2,
    DnsQuery = 3,
    HttpRequest = 4,
    FileAccess = 5,
    CloudApiCall = 6,
}

/// <summary>The class of the acting account.</summary>
public enum UserClass : byte
{
    Unknown = 0,
    Person = 1,
    Service = 2,
    /// <summary>root, SYSTEM and their like.</summary>
    System = 3,
    CloudRole = 4,
}

/// <summary>Which end of the flow the logging host is, as far as the record says.</summary>
public enum HostSide : byte
{
    Unknown = 0,
    Source = 1,
    Destination = 2,
}

/// <summary>How the recorded action ended.</summary>
public enum Outcome : byte
{
    Unknown = 0,
    Success = 1,
    Failure = 2,
}
