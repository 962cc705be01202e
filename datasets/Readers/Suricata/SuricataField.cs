namespace Det0131.Datasets.Readers.Suricata;

/// <summary>The fields that are read of EVE records, of all event types together; the number is the slot.</summary>
internal enum SuricataField
{
    EventType,
    Timestamp,
    FlowId,
    SourceAddress,
    SourcePort,
    DestinationAddress,
    DestinationPort,
    Proto,
    AppProto,
    TxId,
    Direction,

    /// <summary>AWS Network Firewall wraps Suricata's record in this.</summary>
    Wrapped,
    FlowToServer,
    FlowToClient,
    FlowStart,
    FlowEnd,
    NetflowBytes,
    NetflowStart,
    NetflowEnd,
    DnsType,
    DnsId,
    DnsName,
    DnsRecordType,
    DnsResponseCode,
    DnsQueries,
    HttpHost,
    HttpUrl,
    HttpMethod,
    HttpUserAgent,
    HttpStatus,
    HttpLength,
    TlsServerName,
    SmtpFrom,
    SmtpRecipients,
    EmailFrom,
    EmailTo,
    EmailAttachments,
    FtpCommand,
    FtpArgument,
    FtpCodes,
    FtpDataCommand,
    FtpDataFile,
    FileName,
    FileSize,
    FileTxId,
}

internal static class SuricataFields
{
    /// <summary>By slot, as Suricata's schema of EVE spells them.</summary>
    public static readonly string[] Paths =
    [
        "event_type", "timestamp", "flow_id", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "app_proto", "tx_id", "direction", "event",
        "flow.bytes_toserver", "flow.bytes_toclient", "flow.start", "flow.end", "netflow.bytes", "netflow.start", "netflow.end",
        "dns.type", "dns.id", "dns.rrname", "dns.rrtype", "dns.rcode", "dns.queries",
        "http.hostname", "http.url", "http.http_method", "http.http_user_agent", "http.status", "http.length", "tls.sni",
        "smtp.mail_from", "smtp.rcpt_to", "email.from", "email.to", "email.attachment",
        "ftp.command", "ftp.command_data", "ftp.completion_code", "ftp_data.command", "ftp_data.filename",
        "fileinfo.filename", "fileinfo.size", "fileinfo.tx_id",
    ];
}
