namespace Det0131.Datasets.Readers.Azure;

/// <summary>Azure's logs: activity, storage and network flows, as diagnostic settings, the activity log's API and Log Analytics give them. Thread-safe.</summary>
public static class AzureFormat
{
    public static SourceFormat Format { get; } = new("azure", Framing.Json, Detect, _ => new AzureParser());

    private static Detection Detect(byte[] record, string file)
    {
        if (Has(record, "\"flowTuples\""u8))
        {
            return new Detection(95, "the field flowTuples");
        }

        if (Has(record, "\"flowLogVersion\""u8) && Has(record, "\"flow.0\""u8))
        {
            return new Detection(95, "the fields flowLogVersion and flow.0");
        }

        if (Has(record, "\"eventDataId\""u8) || Has(record, "\"event_data_id\""u8) || (Has(record, "\"OperationNameValue\""u8) && Has(record, "\"CallerIpAddress\""u8)))
        {
            return new Detection(95, "the fields of an activity log record");
        }

        if (Has(record, "\"AuthenticationType\""u8) && Has(record, "\"OperationName\""u8) && Has(record, "\"CallerIpAddress\""u8))
        {
            return new Detection(90, "the columns of a storage log");
        }

        if (!Has(record, "\"operationName\""u8) || (!Has(record, "\"resourceId\""u8) && !Has(record, "\"callerIpAddress\""u8)))
        {
            return Detection.None;
        }

        return Has(record, "\"StorageRead\""u8) || Has(record, "\"StorageWrite\""u8) || Has(record, "\"StorageDelete\""u8)
            ? new Detection(95, "the category of a storage log")
            : new Detection(85, "the fields operationName and resourceId or callerIpAddress");
    }

    private static bool Has(ReadOnlySpan<byte> record, ReadOnlySpan<byte> text) => record.IndexOf(text) >= 0;
}
