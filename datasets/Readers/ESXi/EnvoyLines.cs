using Det0131.Datasets.Readers.HostLogs;
using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// The reverse proxy's access log (envoy: ESXi 8, vCenter 7 and later): each request gives an HTTP request with both byte counts, and for the
/// datastore browser (<c>/folder/</c>) and exports (<c>/nfc/</c>) the file. Feeds volume, http and hypervisor.destination features.
/// </summary>
/// <remarks>
/// <code>
/// 2023-05-11T10:22:31.070Z POST /sdk HTTP/1.1 200 via_upstream - 1670 11032 1 0 0 192.0.2.4:54080 192.0.2.8:443 127.0.0.1:49192 127.0.0.1:8085
///                                             |                  |    received, sent       client          this host
/// </code>
/// Order of the counts as in Envoy's default format (BYTES_RECEIVED, BYTES_SENT).
/// </remarks>
internal sealed class EnvoyLines(EsxiEvents events)
{
    public const string Source = "esxi.envoy";

    private const int Fields = 15;

    public bool TryParse(in EsxiLine line, ReadOnlySpan<byte> message, IRecordSink sink)
    {
        Span<Range> fields = stackalloc Range[Fields];
        int count = Split(message, fields);
        if (count < 13 || !message[fields[3]].StartsWith("HTTP/"u8) || !LogTime.TryIso8601(message[fields[0]], out long micros)
            || HostText.Number(message[fields[7]]) is not (>= 0 and var received) || HostText.Number(message[fields[8]]) is not (>= 0 and var sent)
            || !Endpoint.TryRead(message[fields[12]], events.Text, out Endpoint client))
        {
            return false;
        }

        if (client.IsLoopback)
        {
            sink.Ignore("loopback connection");
            return true;
        }

        SecurityEvent asked = events.Begin(line, EventKind.HttpRequest, Source, "envoy", sink);
        asked.TimeMicros = micros;
        asked.HttpMethod = Utf8Interner.Shared.InternUpper(message[fields[1]]);
        asked.Application = "https";
        asked.Transport = "tcp";
        asked.HostSide = HostSide.Destination;
        asked.SourceAddress = client.Address;
        asked.SourcePort = client.Port;
        if (count > 13 && Endpoint.TryRead(message[fields[13]], events.Text, out Endpoint here))
        {
            asked.DestinationAddress = here.Address;
            asked.DestinationPort = here.Port;
        }

        asked.SourceBytes = received;
        asked.DestinationBytes = sent;
        asked.Outcome = message[fields[4]] is [>= (byte)'4', ..] ? Outcome.Failure : Outcome.Success;
        SetFile(asked, message[fields[2]]);
        sink.Emit(asked);
        return true;
    }

    private void SetFile(SecurityEvent asked, ReadOnlySpan<byte> path)
    {
        if (path.StartsWith("/folder/"u8) || path.StartsWith("/nfc/"u8))
        {
            int query = path.IndexOf((byte)'?');
            ReadOnlySpan<byte> file = query < 0 ? path : path[..query];
            asked.FilePath = events.Text.Text(file);
            asked.FileExtension = events.Text.Extension(file, backslash: false);
        }
    }

    private static int Split(ReadOnlySpan<byte> text, Span<Range> fields)
    {
        int count = 0;
        int from = 0;
        while (from < text.Length && count < fields.Length)
        {
            int blank = text[from..].IndexOf((byte)' ');
            int end = blank < 0 ? text.Length : from + blank;
            if (end > from)
            {
                fields[count++] = from..end;
            }

            from = end + 1;
        }

        return count;
    }
}
