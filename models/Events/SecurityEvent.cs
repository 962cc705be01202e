namespace Det0131.Models.Events;

/// <summary>
/// One thing that a log record says happened, in the words of the record: both endpoints, both byte counts,
/// no judgement about direction (the context decides that at reading). Absent is <c>null</c>: never 0, never "-", never "".
/// </summary>
/// <remarks>
/// Mutable and reused by readers and by the lake so that a stream of events needs no allocation per event;
/// whoever keeps one beyond the call copies it with <see cref="CopyFrom"/>. Not thread-safe.
/// Times are UTC. Names of hosts, users (domain part kept: <c>domain\name</c>), processes, domains and protocols are lower case.
/// </remarks>
public sealed class SecurityEvent
{
    // --- identity and provenance ---

    /// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
    public long TimeMicros { get; set; }

    /// <summary>
    /// 128 bits that name the record for ever: from the record's own id where it has one, else from source, position and content.
    /// Two imports of one record give one identity.
    /// </summary>
    public UInt128 Identity { get; set; }

    /// <summary>The log's own id as an analyst would search for it: Zeek uid, EventRecordID, CloudTrail eventID, auditd serial.</summary>
    public string? RecordId { get; set; }

    /// <summary>The reader's stable name for the record's format, for example <c>zeek.conn</c>, <c>windows.sysmon</c>.</summary>
    public string Source { get; set; } = "";

    public Platform Platform { get; set; }

    public EventKind Kind { get; set; }

    /// <summary>File that the record was read from (path as given to the reader; a member of an archive as <c>archive.zip!member</c>).</summary>
    public string? File { get; set; }

    /// <summary>1-based number of the record's first line in <see cref="File"/>.</summary>
    public long Line { get; set; }

    /// <summary>Where the event stands in the service's journal; 0 elsewhere. Not stored in a lake.</summary>
    public long JournalPosition { get; set; }

    /// <summary>The record's text, secrets redacted, cut at 4 KiB.</summary>
    public string? Raw { get; set; }

    /// <summary>Who made it is from another record, the host's own of the same connection: sensors met. Not stored in a lake.</summary>
    public bool IsJoined { get; set; }

    // --- who ---

    /// <summary>The host that the record is about: its name, else its address. For a network sensor null (the endpoints speak).</summary>
    public string? Host { get; set; }

    /// <summary>Acting account: <c>domain\name</c>, <c>name</c>, or for cloud calls the user or session name.</summary>
    public string? User { get; set; }

    public UserClass UserClass { get; set; }

    /// <summary>Login user to effective user when they differ: <c>alice>root</c>.</summary>
    public string? PrivilegeChange { get; set; }

    // --- process ---

    /// <summary>Lower-case base name of the executable, with its extension on Windows: <c>curl.exe</c>, <c>curl</c>.</summary>
    public string? Process { get; set; }

    /// <summary>Full path of the executable as logged.</summary>
    public string? ProcessPath { get; set; }

    /// <summary>Original file name from the version resource, lower case: tells a renamed tool.</summary>
    public string? OriginalName { get; set; }

    /// <summary>Lower-case base name of the parent's executable.</summary>
    public string? Parent { get; set; }

    public string? ParentPath { get; set; }

    /// <summary>Command line, secrets redacted, cut at 4 KiB.</summary>
    public string? CommandLine { get; set; }

    /// <summary>
    /// Joins a network event to its process within one source and host: ProcessGuid, or pid where there is no better
    /// (then the latest earlier start within a day is meant). Includes whatever makes it unique on its host.
    /// </summary>
    public string? ProcessKey { get; set; }

    /// <summary>The parent's <see cref="ProcessKey"/>, so that a missing parent name is found from the parent's own start.</summary>
    public string? ParentKey { get; set; }

    /// <summary>Transfer tool that ran or is named on the command line (canonical name: <c>curl</c>, <c>rclone</c>). Set by enrichment.</summary>
    public string? Tool { get; set; }

    /// <summary>Upload verb or flag on the command line (<c>upload-file</c>, <c>put</c>, <c>post</c>). Set by enrichment.</summary>
    public string? Verb { get; set; }

    // --- network ---

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c>, ...</summary>
    public string? Transport { get; set; }

    /// <summary>Application protocol as identified by the sensor, or named by a URL's scheme: <c>ssl</c>, <c>http</c>, <c>ftp</c>, <c>dns</c>, <c>ssh</c>, <c>smtp</c>, <c>smb</c>.</summary>
    public string? Application { get; set; }

    public string? SourceAddress { get; set; }

    public int? SourcePort { get; set; }

    public string? DestinationAddress { get; set; }

    public int? DestinationPort { get; set; }

    /// <summary>Which endpoint the logging host is.</summary>
    public HostSide HostSide { get; set; }

    /// <summary>Host name of the far end as the record gives it (SNI, Host header, DestinationHostname, URL): lower case, no final dot.</summary>
    public string? Domain { get; set; }

    /// <summary>Registered domain (public suffix plus one label) of <see cref="Domain"/>, or of <see cref="DnsName"/> for a query. Set by enrichment.</summary>
    public string? RegisteredDomain { get; set; }

    /// <summary>ISO 3166-1 alpha-2 country of the source address. Set by enrichment; null for private and unknown addresses.</summary>
    public string? SourceCountry { get; set; }

    public string? DestinationCountry { get; set; }

    /// <summary>Autonomous system of the source address, <c>AS15169 GOOGLE</c>. Set by enrichment.</summary>
    public string? SourceNetwork { get; set; }

    public string? DestinationNetwork { get; set; }

    /// <summary>Bytes that the source (originator) sent. Payload where the sensor separates it, else what it counts.</summary>
    public long? SourceBytes { get; set; }

    public long? DestinationBytes { get; set; }

    public long? DurationMicros { get; set; }

    /// <summary>Joins records of one connection within one source (Zeek uid).</summary>
    public string? FlowKey { get; set; }

    // --- file ---

    public string? FilePath { get; set; }

    /// <summary>Lower-case extension with its dot: <c>.sql</c>.</summary>
    public string? FileExtension { get; set; }

    public long? FileBytes { get; set; }

    // --- DNS and HTTP ---

    /// <summary>Name asked for, lower case, no final dot; or a stable hash mark (<c>#1a2b3c4d</c>) where the log hides it.</summary>
    public string? DnsName { get; set; }

    /// <summary><c>A</c>, <c>TXT</c>, ... upper case; unknown types as <c>TYPE65399</c>.</summary>
    public string? DnsType { get; set; }

    /// <summary><c>NOERROR</c>, <c>NXDOMAIN</c>, ... upper case.</summary>
    public string? DnsResponse { get; set; }

    /// <summary>Upper case: <c>POST</c>.</summary>
    public string? HttpMethod { get; set; }

    public string? UserAgent { get; set; }

    // --- cloud ---

    /// <summary>Service and API action: <c>s3:GetObject</c>.</summary>
    public string? CloudAction { get; set; }

    /// <summary>Assumed role's name, null for a plain user.</summary>
    public string? CloudRole { get; set; }

    /// <summary>ARN, e-mail or other full name of the caller.</summary>
    public string? CloudPrincipal { get; set; }

    /// <summary>Bucket, snapshot, disk or other resource acted on.</summary>
    public string? CloudResource { get; set; }

    /// <summary>Account in which the call was made.</summary>
    public string? CloudAccount { get; set; }

    /// <summary>Another account named by the call: shared with, copied to, or the caller's when it is not <see cref="CloudAccount"/>.</summary>
    public string? ForeignAccount { get; set; }

    public Outcome Outcome { get; set; }

    /// <summary>Takes every value of <paramref name="other"/>.</summary>
    public void CopyFrom(SecurityEvent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        TimeMicros = other.TimeMicros; Identity = other.Identity; RecordId = other.RecordId; Source = other.Source;
        Platform = other.Platform; Kind = other.Kind; File = other.File; Line = other.Line; Raw = other.Raw;
        (JournalPosition, IsJoined) = (other.JournalPosition, other.IsJoined);
        Host = other.Host; User = other.User; UserClass = other.UserClass; PrivilegeChange = other.PrivilegeChange;
        Process = other.Process; ProcessPath = other.ProcessPath; OriginalName = other.OriginalName;
        Parent = other.Parent; ParentPath = other.ParentPath; CommandLine = other.CommandLine;
        ProcessKey = other.ProcessKey; ParentKey = other.ParentKey; Tool = other.Tool; Verb = other.Verb;
        Transport = other.Transport; Application = other.Application;
        SourceAddress = other.SourceAddress; SourcePort = other.SourcePort;
        DestinationAddress = other.DestinationAddress; DestinationPort = other.DestinationPort; HostSide = other.HostSide;
        Domain = other.Domain; RegisteredDomain = other.RegisteredDomain;
        SourceCountry = other.SourceCountry; DestinationCountry = other.DestinationCountry;
        SourceNetwork = other.SourceNetwork; DestinationNetwork = other.DestinationNetwork;
        SourceBytes = other.SourceBytes; DestinationBytes = other.DestinationBytes; DurationMicros = other.DurationMicros;
        FlowKey = other.FlowKey; FilePath = other.FilePath; FileExtension = other.FileExtension; FileBytes = other.FileBytes;
        DnsName = other.DnsName; DnsType = other.DnsType; DnsResponse = other.DnsResponse;
        HttpMethod = other.HttpMethod; UserAgent = other.UserAgent;
        CloudAction = other.CloudAction; CloudRole = other.CloudRole; CloudPrincipal = other.CloudPrincipal;
        CloudResource = other.CloudResource; CloudAccount = other.CloudAccount; ForeignAccount = other.ForeignAccount;
        Outcome = other.Outcome;
    }

    private static readonly SecurityEvent Blank = new();

    /// <summary>Makes the event as new, for the next record.</summary>
    public void Clear() => CopyFrom(Blank);
}
