namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>Google Cloud's log entries: audit logs and VPC flow logs, as sinks write them to storage, Pub/Sub and BigQuery. Thread-safe.</summary>
public static class GoogleCloudFormat
{
    public static SourceFormat Format { get; } = new("gcp", Framing.Json, Detect, _ => new GoogleCloudParser());

    private static Detection Detect(byte[] record, string file)
    {
        var text = record.AsSpan();
        if ((text.IndexOf("\"protoPayload\""u8) > 0 || text.IndexOf("\"protopayload_auditlog\""u8) > 0) && text.IndexOf("\"methodName\""u8) > 0)
        {
            return new Detection(95, "the field protoPayload with methodName");
        }

        if (text.IndexOf("\"jsonPayload\""u8) > 0 && text.IndexOf("\"src_ip\""u8) > 0 && text.IndexOf("\"reporter\""u8) > 0)
        {
            return new Detection(95, "the field jsonPayload with a connection and its reporter");
        }

        return text.IndexOf("\"insertId\""u8) > 0 && text.IndexOf("\"logName\""u8) > 0 ? new Detection(80, "the fields insertId and logName") : Detection.None;
    }
}
