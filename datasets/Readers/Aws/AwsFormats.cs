namespace Det0131.Datasets.Readers.Aws;

/// <summary>Amazon's logs: CloudTrail, and VPC flow logs as lines and as JSON. After AWS's documentation of their records. Thread-safe.</summary>
public static class AwsFormats
{
    public static SourceFormat CloudTrail { get; } = new("cloudtrail", Framing.Json, DetectCloudTrail, file => new CloudTrailParser());

    public static SourceFormat VpcFlowText { get; } = new("vpcflow", Framing.Lines, DetectVpcFlowText, file => new VpcFlowTextParser());

    public static SourceFormat VpcFlowJson { get; } = new("vpcflow", Framing.Json, DetectVpcFlowJson, file => new VpcFlowJsonParser());

    private static Detection DetectCloudTrail(byte[] record, string file)
    {
        var text = record.AsSpan();
        if (text.IndexOf("\"CloudTrailEvent\""u8) > 0)
        {
            return new Detection(95, "the field CloudTrailEvent");
        }

        if (text.IndexOf("\"eventSource\""u8) > 0 && text.IndexOf("\"eventName\""u8) > 0
            && (text.IndexOf("\"userIdentity\""u8) > 0 || text.IndexOf("\"eventVersion\""u8) > 0))
        {
            return new Detection(95, "the fields eventSource, eventName and userIdentity or eventVersion");
        }

        return text.IndexOf("\"digestStartTime\""u8) > 0 && text.IndexOf("\"awsAccountId\""u8) > 0 ? new Detection(90, "a CloudTrail digest") : Detection.None;
    }

    private static Detection DetectVpcFlowText(byte[] head, string file)
    {
        var end = head.AsSpan().IndexOf((byte)'\n');
        var line = (end < 0 ? head.AsSpan() : head.AsSpan(0, end)).TrimEnd((byte)'\r');
        if (line.IsEmpty || line[0] == '{' || line[0] == '[')
        {
            return Detection.None;
        }

        if (VpcFlowTextParser.IsHeader(line) && line.IndexOf((byte)',') < 0)
        {
            return new Detection(90, "a header with srcaddr and dstaddr");
        }

        var sink = new LineProbe();
        new VpcFlowTextParser().Parse(line, new RecordPosition(file, 1), sink);
        return sink.IsFlow && (line.EndsWith(" OK"u8) || line.IndexOf(" OK "u8) > 0 || line.EndsWith("DATA"u8) || line.IndexOf("DATA "u8) > 0)
            ? new Detection(85, "a first line in the default order of flow records") : Detection.None;
    }

    private static Detection DetectVpcFlowJson(byte[] record, string file)
    {
        var text = record.AsSpan();
        return (text.IndexOf("\"srcaddr\""u8) > 0 && text.IndexOf("\"dstaddr\""u8) > 0)
            || (text.IndexOf("\"srcAddr\""u8) > 0 && text.IndexOf("\"dstAddr\""u8) > 0 && text.IndexOf("\"interfaceId\""u8) > 0)
            ? new Detection(85, "the fields srcaddr and dstaddr") : Detection.None;
    }

    /// <summary>Asks the parser itself whether a line is a flow.</summary>
    private sealed class LineProbe : IRecordSink
    {
        public bool IsFlow { get; private set; }

        public Models.Events.SecurityEvent NewEvent() => new();

        public void Emit(Models.Events.SecurityEvent filled) => IsFlow = true;

        public void Ignore(string what) => IsFlow = true;

        public void Reject(string reason)
        {
        }

        public void Hold()
        {
        }
    }
}
