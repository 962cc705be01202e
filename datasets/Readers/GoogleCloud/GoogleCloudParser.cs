namespace Det0131.Datasets.Readers.GoogleCloud;

/// <summary>
/// Parses log entries of Google Cloud, told apart by their payload: audit logs (activity and data access) and VPC flow logs. Entries of other logs are ignored. An entry
/// inside a member named log is taken out. Not thread-safe.
/// </summary>
internal sealed class GoogleCloudParser : IRecordParser
{
    public const string NotARecord = "not a Google Cloud log entry";

    private const int MaxTextBytes = 512;

    private readonly JsonFields outer = new(GoogleFields.Entry.Paths);
    private readonly JsonFields inner = new(GoogleFields.Entry.Paths);
    private readonly GoogleAuditEvents audit = new(Utf8Interner.Shared);
    private readonly GoogleFlowEvents flows = new(Utf8Interner.Shared);

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!outer.TryRead(record, out var entry))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        if (!IsEntry(entry) && GoogleFields.Entry.Bytes(entry, (int)GoogleField.Log) is { IsEmpty: false } wrapped && !inner.TryRead(wrapped, out entry))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        if (GoogleFields.Entry.Bytes(entry, (int)GoogleField.Audit) is { IsEmpty: false } payload)
        {
            audit.Make(entry, payload, sink);
        }
        else if (GoogleFields.Entry.Bytes(entry, (int)GoogleField.Content) is { IsEmpty: false } content && IsFlow(entry, content))
        {
            flows.Make(entry, content, sink);
        }
        else if (IsEntry(entry))
        {
            sink.Ignore("google cloud log of another kind");
        }
        else
        {
            sink.Reject(NotARecord);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private static bool IsEntry(JsonValues entry) =>
        GoogleFields.Entry.Has(entry, (int)GoogleField.Audit) || GoogleFields.Entry.Has(entry, (int)GoogleField.Content)
        || (GoogleFields.Entry.Has(entry, (int)GoogleField.LogName) && GoogleFields.Entry.Has(entry, (int)GoogleField.InsertId));

    private static bool IsFlow(JsonValues entry, ReadOnlySpan<byte> content) =>
        GoogleFields.Entry.Scalar(entry, (int)GoogleField.LogName, MaxTextBytes).EndsWith("vpc_flows"u8) || content.IndexOf("\"src_ip\""u8) > 0;
}
