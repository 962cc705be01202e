using System.Text;

namespace Det0131.Datasets.Readers.Zeek;

/// <summary>The columns that are read, of all logs together; the number is the slot.</summary>
internal enum ZeekField
{
    Ts,
    Uid,
    OriginatorHost,
    OriginatorPort,
    ResponderHost,
    ResponderPort,
    Proto,
    Service,
    Duration,
    OriginatorBytes,
    ResponderBytes,
    OriginatorIpBytes,
    ResponderIpBytes,
    OriginatorPackets,
    ResponderPackets,
    ConnState,
    History,
    TransId,
    Query,
    QType,
    QTypeName,
    RCodeName,
    Rejected,
    TransDepth,
    Method,
    Host,
    Uri,
    UserAgent,
    RequestBodyLength,
    ResponseBodyLength,
    StatusCode,
    ServerName,
    Cipher,
    Established,
    Command,
    Argument,
    FileSize,
    ReplyCode,
    MailFrom,
    Recipients,
    FileId,
    FileSource,
    IsFromOriginator,
    SeenBytes,
    TotalBytes,
    MimeType,
    FileName,
    Senders,
    Receivers,
    Connections,
    Action,
    Share,
    Name,
    Size,
    Path,

    /// <summary>The same four as shippers write them that allow no dots in names.</summary>
    FlatOriginatorHost,
    FlatOriginatorPort,
    FlatResponderHost,
    FlatResponderPort,
}

/// <summary>Names of the columns. Immutable.</summary>
internal static class ZeekFields
{
    /// <summary>By slot, after Zeek's documentation of its logs.</summary>
    public static readonly string[] Names =
    [
        "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes", "resp_bytes",
        "orig_ip_bytes", "resp_ip_bytes", "orig_pkts", "resp_pkts", "conn_state", "history", "trans_id", "query", "qtype", "qtype_name", "rcode_name", "rejected", "trans_depth", "method",
        "host", "uri", "user_agent", "request_body_len", "response_body_len", "status_code", "server_name", "cipher", "established",
        "command", "arg", "file_size", "reply_code", "mailfrom", "rcptto", "fuid", "source", "is_orig", "seen_bytes", "total_bytes", "mime_type", "filename",
        "tx_hosts", "rx_hosts", "conn_uids", "action", "path", "name", "size", "_path",
        "id_orig_h", "id_orig_p", "id_resp_h", "id_resp_p",
    ];

    public const int FlatShift = ZeekField.FlatOriginatorHost - ZeekField.OriginatorHost;

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Slots =
        Names.Select((name, slot) => (name, slot)).ToDictionary(pair => pair.name, pair => pair.slot, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The slot of a TSV column, -1 for one that is not read.</summary>
    public static int SlotOf(ReadOnlySpan<byte> column)
    {
        Span<char> name = stackalloc char[32];
        if (column.Length > name.Length || !Slots.TryGetValue(name[..Encoding.Latin1.GetChars(column, name)], out var slot))
        {
            return -1;
        }

        return slot >= (int)ZeekField.FlatOriginatorHost ? slot - FlatShift : slot;
    }
}
