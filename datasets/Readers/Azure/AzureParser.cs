using System.Text;

namespace Det0131.Datasets.Readers.Azure;

/// <summary>
/// Parses Azure's records, told apart by their fields, so that one file may mix them: activity log, storage resource logs, flow logs of network security groups and
/// virtual networks. A record inside a member named log is taken out. Not thread-safe.
/// </summary>
/// <remarks>
/// <see cref="Models.Events.SecurityEvent.CloudAction"/> is <c>service:Action</c> as for the other clouds: an operation of the activity log is cut behind its provider and in
/// lower case, because the logs differ in it (<c>microsoft.compute:disks/begingetaccess/action</c>); a storage request is <c>storage:GetBlob</c>.
/// </remarks>
internal sealed class AzureParser : IRecordParser
{
    public const string NotARecord = "not an Azure log record";

    private const int MaxCategoryBytes = 64;
    private const int MaxOperationBytes = 256;

    private readonly JsonFields outer = new(AzureFields.Record.Paths);
    private readonly JsonFields inner = new(AzureFields.Record.Paths);
    private readonly AzureActivityEvents activity = new(Utf8Interner.Shared);
    private readonly AzureStorageEvents storage = new(Utf8Interner.Shared);
    private readonly AzureFlowEvents flows = new(Utf8Interner.Shared);

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!outer.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        if (!IsRecord(values) && AzureFields.Record.Bytes(values, (int)AzureField.Log) is { IsEmpty: false } wrapped)
        {
            if (!inner.TryRead(wrapped, out values))
            {
                sink.Reject(JsonFields.NotValid);
                return;
            }
        }

        if (IsRecord(values))
        {
            Make(values, sink);
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

    private static bool IsRecord(JsonValues values) =>
        AzureFields.Record.Has(values, (int)AzureField.Operation) || IsFlow(values);

    private static bool IsFlow(JsonValues values) => AzureFields.Record.Has(values, (int)AzureField.Flows) || AzureFields.Record.Has(values, (int)AzureField.Tuple);

    private void Make(JsonValues values, IRecordSink sink)
    {
        if (IsFlow(values))
        {
            flows.Make(values, sink);
            return;
        }

        var operation = AzureFields.Record.Scalar(values, (int)AzureField.Operation, MaxOperationBytes);
        var category = AzureFields.Record.Scalar(values, (int)AzureField.Category, MaxCategoryBytes);
        if (operation.IsEmpty)
        {
            sink.Reject(NotARecord);
            return;
        }

        string? reason;
        var filled = sink.NewEvent();
        if (operation.IndexOf((byte)'/') > 0)
        {
            if (IsNoCall(category))
            {
                sink.Ignore("azure activity that is no call");
                return;
            }

            reason = activity.Fill(values, operation, filled);
        }
        else if (IsStorage(category) || AzureFields.Record.Has(values, (int)AzureField.AccountName))
        {
            reason = storage.Fill(values, operation, filled);
        }
        else
        {
            sink.Ignore("azure log of another kind");
            return;
        }

        if (reason is null)
        {
            sink.Emit(filled);
        }
        else
        {
            sink.Reject(reason);
        }
    }

    private static bool IsStorage(ReadOnlySpan<byte> category) =>
        category.SequenceEqual("StorageRead"u8) || category.SequenceEqual("StorageWrite"u8) || category.SequenceEqual("StorageDelete"u8);

    /// <summary>What Azure itself notes about a subscription.</summary>
    private static bool IsNoCall(ReadOnlySpan<byte> category) =>
        Is(category, "Recommendation"u8) || Is(category, "Policy"u8) || Is(category, "ServiceHealth"u8) || Is(category, "ResourceHealth"u8)
        || Is(category, "Autoscale"u8) || Is(category, "Alert"u8) || Is(category, "Security"u8);

    private static bool Is(ReadOnlySpan<byte> category, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(category, name);
}
