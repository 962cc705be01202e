using System.Collections.Frozen;
using Det0131.Datasets.Readers.Network;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Suricata;

/// <summary>Parses EVE records. Not thread-safe.</summary>
/// <remarks>
/// One exchange is told once: the answer to a query whose record was seen is ignored, and so are netflow records (one per direction) once the
/// file has shown flow records (both directions), which tell of the same bytes.
/// </remarks>
internal sealed class SuricataParser : IRecordParser
{
    private const string NoType = "event_type missing";
    private const string RepeatedNetflow = "suricata netflow beside flow records";
    private const string OtherType = "suricata other event type";

    /// <summary>Event types of Suricata's schema that give no event; those of later versions have one name together, so that reasons are few.</summary>
    private static readonly FrozenDictionary<string, string> IgnoredTypes = new[]
    {
        "alert", "anomaly", "arp", "bittorrent_dht", "dcerpc", "dhcp", "dnp3", "doh2", "drop", "enip", "frame", "http2", "ike", "ikev2", "krb5", "ldap", "llmnr",
        "mdns", "metadata", "modbus", "mqtt", "nfs", "packetinfo", "pgsql", "pop3", "quic", "rdp", "rfb", "sip", "smb", "snmp", "ssh", "stats", "telnet", "tftp",
        "websocket",
    }.ToFrozenDictionary(type => type, type => $"suricata {type}", StringComparer.Ordinal);

    private readonly JsonFields fields = new(SuricataFields.Paths);
    private readonly SuricataEvents events = new();
    private readonly NetworkText text = new();
    private bool hasFlows;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!fields.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        if (!values.Has((int)SuricataField.EventType) && values.Kind((int)SuricataField.Wrapped) == JsonFieldKind.Object
            && !fields.TryRead(values.Bytes((int)SuricataField.Wrapped), out values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        var type = values.Bytes((int)SuricataField.EventType);
        if (type.IsEmpty || values.Kind((int)SuricataField.EventType) != JsonFieldKind.String)
        {
            sink.Reject(NoType);
            return;
        }

        Make(type, values, sink);
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void Make(ReadOnlySpan<byte> type, JsonValues values, IRecordSink sink)
    {
        var kind = KindOf(type);
        if (kind == SuricataKind.Other)
        {
            sink.Ignore(text.Text(type) is { } name && IgnoredTypes.TryGetValue(name, out var ignored) ? ignored : OtherType);
            return;
        }

        hasFlows |= kind == SuricataKind.Flow;
        if (kind == SuricataKind.Netflow && hasFlows)
        {
            sink.Ignore(RepeatedNetflow);
            return;
        }

        var filled = sink.NewEvent();
        string? skipped = null;
        var reason = events.Common(values, filled) ?? kind switch
        {
            SuricataKind.Flow => events.Flow(values, filled),
            SuricataKind.Netflow => events.Netflow(values, filled),
            SuricataKind.Dns => events.Dns(values, filled, out skipped),
            SuricataKind.Http => events.Http(values, filled),
            SuricataKind.Tls => events.Tls(values, filled, out skipped),
            SuricataKind.Smtp => events.Smtp(values, filled),
            SuricataKind.Ftp => events.Ftp(values, filled, out skipped),
            SuricataKind.FtpData => events.FtpData(values, filled, out skipped),
            _ => events.FileInfo(values, filled),
        };
        if (reason is not null)
        {
            sink.Reject(reason);
        }
        else if (skipped is not null)
        {
            sink.Ignore(skipped);
        }
        else
        {
            sink.Emit(filled);
        }
    }

    private static SuricataKind KindOf(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("flow"u8) => SuricataKind.Flow,
        _ when type.SequenceEqual("netflow"u8) => SuricataKind.Netflow,
        _ when type.SequenceEqual("dns"u8) => SuricataKind.Dns,
        _ when type.SequenceEqual("http"u8) => SuricataKind.Http,
        _ when type.SequenceEqual("tls"u8) => SuricataKind.Tls,
        _ when type.SequenceEqual("smtp"u8) => SuricataKind.Smtp,
        _ when type.SequenceEqual("ftp"u8) => SuricataKind.Ftp,
        _ when type.SequenceEqual("ftp_data"u8) => SuricataKind.FtpData,
        _ when type.SequenceEqual("fileinfo"u8) => SuricataKind.FileInfo,
        _ => SuricataKind.Other,
    };

    private enum SuricataKind
    {
        Other,
        Flow,
        Netflow,
        Dns,
        Http,
        Tls,
        Smtp,
        Ftp,
        FtpData,
        FileInfo,
    }
}
