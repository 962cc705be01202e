namespace Det0131.Datasets.Readers.Suricata;

/// <summary>
/// Suricata's EVE JSON: flow, netflow, dns (versions 1 to 3), http, tls, smtp, ftp, ftp_data and fileinfo; other event types are ignored by name.
/// Also as AWS Network Firewall wraps it. After Suricata's schema of EVE and its user guide. Thread-safe.
/// </summary>
public static class SuricataFormat
{
    public static SourceFormat Source { get; } = new("suricata", Framing.Json, Detect, _ => new SuricataParser());

    private static Detection Detect(byte[] record, string file)
    {
        ReadOnlySpan<byte> text = record;
        if (text.IndexOf("\"event_type\""u8) < 0 || text.IndexOf("\"timestamp\""u8) < 0)
        {
            return Detection.None;
        }

        if (text.IndexOf("\"flow_id\""u8) > 0 && text.IndexOf("\"src_ip\""u8) > 0)
        {
            return new Detection(95, "the fields event_type, flow_id and src_ip");
        }

        return text.IndexOf("\"stats\""u8) > 0 && text.IndexOf("\"decoder\""u8) > 0
            ? new Detection(90, "the fields event_type, stats and decoder") : Detection.None;
    }
}
