using System.Text.Json;

namespace Det0131.Datasets.Readers.Aws;

/// <summary>
/// Parses CloudTrail records: as delivered to S3, one by one, as LookupEvents answers (the record as text in CloudTrailEvent, or a list of those in
/// Events), inside EventBridge's detail, or inside a member named log. Not thread-safe.
/// </summary>
internal sealed class CloudTrailParser : IRecordParser
{
    private readonly JsonFields outer = new(CloudTrailFields.Names);
    private readonly JsonFields inner = new(CloudTrailFields.Names);
    private readonly CloudTrailEvents events = new(Utf8Interner.Shared);

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!outer.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        if (IsRecord(values))
        {
            Make(values, sink);
        }
        else if (values.Kind((int)CloudTrailField.Events) == JsonFieldKind.Array)
        {
            ParseList(values.Bytes((int)CloudTrailField.Events), sink);
        }
        else if (values.First((int)CloudTrailField.CloudTrailEvent, (int)CloudTrailField.Detail, (int)CloudTrailField.Log) is >= 0 and var wrapped)
        {
            ParseInner(values.Bytes(wrapped), sink);
        }
        else if (values.Has((int)CloudTrailField.DigestStart))
        {
            sink.Ignore("cloudtrail digest");
        }
        else
        {
            sink.Reject("not a CloudTrail record");
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void ParseInner(ReadOnlySpan<byte> record, IRecordSink sink)
    {
        if (!inner.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
        }
        else if (!IsRecord(values))
        {
            sink.Reject("not a CloudTrail record");
        }
        else
        {
            Make(values, sink);
        }
    }

    /// <summary>A whole answer is one record: it counts as accepted when any of its events is, and as refused when none can be used.</summary>
    private void ParseList(ReadOnlySpan<byte> list, IRecordSink sink)
    {
        var reader = new Utf8JsonReader(list);
        var usable = false;
        string? reason = null;
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var item = list[start..(int)reader.BytesConsumed];
            if (!outer.TryRead(item, out var values) || !inner.TryRead(values.Bytes((int)CloudTrailField.CloudTrailEvent), out var record))
            {
                reason = JsonFields.NotValid;
                continue;
            }

            var filled = sink.NewEvent();
            if (events.Fill(record, filled) is { } problem)
            {
                reason = problem;
                continue;
            }

            usable = true;
            sink.Emit(filled);
        }

        if (reason is not null && !usable)
        {
            sink.Reject(reason);
        }
        else if (!usable)
        {
            sink.Ignore("cloudtrail empty answer");
        }
    }

    private static bool IsRecord(JsonValues values) => values.Has((int)CloudTrailField.EventName) || IsInsight(values);

    /// <summary>Insight records tell of unusual numbers of calls, not of a call.</summary>
    private static bool IsInsight(JsonValues values) => values.Bytes((int)CloudTrailField.EventType).SequenceEqual("AwsCloudTrailInsight"u8);

    private void Make(JsonValues values, IRecordSink sink)
    {
        if (IsInsight(values))
        {
            sink.Ignore("cloudtrail insight");
            return;
        }

        var filled = sink.NewEvent();
        if (events.Fill(values, filled) is { } reason)
        {
            sink.Reject(reason);
        }
        else
        {
            sink.Emit(filled);
        }
    }
}
