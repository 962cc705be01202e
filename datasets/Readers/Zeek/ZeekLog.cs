using System.Collections.Frozen;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>The logs that events are made of; every other one is ignored by its name.</summary>
internal enum ZeekLog
{
    Unknown,
    Other,
    Conn,
    Dns,
    Http,
    Ssl,
    Ftp,
    Smtp,
    Files,
    SmbFiles,
}

/// <summary>Tells which log records belong to. Immutable.</summary>
internal static class ZeekLogs
{
    /// <summary>Logs of Zeek's default scripts (and the open_* ones of an often used package), so that a file name can be trusted to be one.</summary>
    private static readonly FrozenSet<string> KnownNames = new[]
    {
        "analyzer", "broker", "capture_loss", "cluster", "conn", "conn-summary", "conn_long", "dce_rpc", "dhcp", "dnp3", "dns", "dpd", "files", "ftp", "http", "intel", "irc",
        "kerberos", "known_certs", "known_hosts", "known_services", "ldap", "ldap_search", "loaded_scripts", "modbus", "mqtt_connect", "mysql", "notice",
        "ntlm", "ntp", "ocsp", "open_conn", "open_dns", "open_http", "open_ssl", "packet_filter", "pe", "quic", "radius", "rdp", "reporter", "rfb", "sip", "smb_files",
        "smb_mapping", "smtp", "snmp", "socks", "software", "ssh", "ssl", "stats", "syslog", "telemetry", "traceroute", "tunnel", "weird", "websocket", "x509",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>ZeekControl's account of an hour's connections, for people, which it puts beside the logs.</summary>
    public const string Summary = "conn-summary";

    /// <summary>The log that a path names.</summary>
    public static ZeekLog OfPath(string path) => path switch
    {
        "conn" => ZeekLog.Conn,
        "dns" => ZeekLog.Dns,
        "http" => ZeekLog.Http,
        "ssl" => ZeekLog.Ssl,
        "ftp" => ZeekLog.Ftp,
        "smtp" => ZeekLog.Smtp,
        "files" => ZeekLog.Files,
        "smb_files" => ZeekLog.SmbFiles,
        _ => ZeekLog.Other,
    };

    private static readonly string[] ReadNames = ["conn", "dns", "http", "ssl", "ftp", "smtp", "files", "smb_files"];

    /// <summary>The log that is read and that the file's name begins with (<c>conn_old.txt</c>: conn), or null.</summary>
    public static string? ReadNameBegins(string file) =>
        Array.Find(ReadNames, name => LastSegment(file).StartsWith(name, StringComparison.Ordinal));

    /// <summary>The path that the file is named after (<c>conn.00:00:00-01:00:00.log.gz</c>: conn), or null.</summary>
    public static string? NameOfFile(string file)
    {
        var name = LastSegment(file);
        var dot = name.IndexOf('.');
        return KnownNames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(dot < 0 ? name : name[..dot], out var known) ? known : null;
    }

    private static ReadOnlySpan<char> LastSegment(string file) => file.AsSpan()[(file.AsSpan().LastIndexOfAny('/', '\\', '!') + 1)..];

    /// <summary>The log whose own columns are there: one bit for each slot that is.</summary>
    public static ZeekLog OfFields(ulong present)
    {
        bool Has(ZeekField field) => (present & (1UL << (int)field)) != 0;
        return Has(ZeekField.ConnState) ? ZeekLog.Conn
            : Has(ZeekField.TransId) && (Has(ZeekField.Query) || Has(ZeekField.QType) || Has(ZeekField.Rejected)) ? ZeekLog.Dns
            : Has(ZeekField.TransDepth) && (Has(ZeekField.Method) || Has(ZeekField.StatusCode) || Has(ZeekField.RequestBodyLength)) ? ZeekLog.Http
            : Has(ZeekField.Cipher) || Has(ZeekField.ServerName) || Has(ZeekField.Established) ? ZeekLog.Ssl
            : Has(ZeekField.Command) && (Has(ZeekField.ReplyCode) || Has(ZeekField.Argument)) ? ZeekLog.Ftp
            : Has(ZeekField.MailFrom) || Has(ZeekField.Recipients) ? ZeekLog.Smtp
            : Has(ZeekField.FileId) && Has(ZeekField.SeenBytes) ? ZeekLog.Files
            : Has(ZeekField.Action) && Has(ZeekField.Name) && Has(ZeekField.Size) ? ZeekLog.SmbFiles
            : ZeekLog.Unknown;
    }
}
