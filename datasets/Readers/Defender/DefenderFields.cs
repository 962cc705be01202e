namespace Det0131.Datasets.Readers.Defender;

/// <summary>The columns that are read of Defender's device tables, as the portal and the streaming of events name them.</summary>
internal enum DefenderField
{
    Timestamp,
    DeviceName,
    DeviceId,
    ActionType,
    ReportId,
    FileName,
    FolderPath,
    FileSize,
    ProcessId,
    ProcessCommandLine,
    ProcessCreationTime,
    OriginalFileName,
    AccountDomain,
    AccountName,
    AccountSid,
    InitiatingFileName,
    InitiatingFolderPath,
    InitiatingProcessId,
    InitiatingCommandLine,
    InitiatingCreationTime,
    InitiatingAccountDomain,
    InitiatingAccountName,
    InitiatingAccountSid,
    RemoteIp,
    RemotePort,
    RemoteUrl,
    LocalIp,
    LocalPort,
    Protocol,
    AdditionalFields,
}

/// <summary>One row of a device table. Made once per parser; not thread-safe.</summary>
/// <remarks>
/// A row stands alone (advanced hunting, Log Analytics) or in <c>properties</c> (streamed to an event hub or a storage account). The names behind the first are those of the sensor's own reports.
/// </remarks>
internal sealed class DefenderFields
{
    private static readonly string[][] Columns =
    [
        ["Timestamp", "TimeGenerated", "ReportTime"],
        ["DeviceName", "ComputerDnsName"],
        ["DeviceId", "MachineId"],
        ["ActionType"],
        ["ReportId"],
        ["FileName", "CreatedProcessName"],
        ["FolderPath", "CreatedProcessFilePath"],
        ["FileSize"],
        ["ProcessId", "CreatedProcessId"],
        ["ProcessCommandLine", "CreatedProcessCommandLine"],
        ["ProcessCreationTime", "CreatedProcessCreationTime"],
        ["ProcessVersionInfoOriginalFileName", "CreatedProcessVersionInfoOriginalFileName"],
        ["AccountDomain", "CreatedProcessAccountDomainName"],
        ["AccountName", "CreatedProcessAccountName"],
        ["AccountSid", "CreatedProcessAccountSid"],
        ["InitiatingProcessFileName", "InitiatingProcessName"],
        ["InitiatingProcessFolderPath", "InitiatingProcessImageFilePath"],
        ["InitiatingProcessId"],
        ["InitiatingProcessCommandLine", "Process_CommandLine"],
        ["InitiatingProcessCreationTime"],
        ["InitiatingProcessAccountDomain", "InitiatingProcessAccountDomainName"],
        ["InitiatingProcessAccountName"],
        ["InitiatingProcessAccountSid"],
        ["RemoteIP"],
        ["RemotePort"],
        ["RemoteUrl"],
        ["LocalIP"],
        ["LocalPort"],
        ["Protocol"],
        ["AdditionalFields"],
    ];

    private const int LongestScalar = 8192;

    private readonly SpelledFields spelled = new([.. Columns.Select(names => (string[])[.. names, .. names.Select(name => "properties." + name)])]);
    private readonly JsonFields json;

    public DefenderFields() => json = new JsonFields([.. spelled.Paths, "Results", "results"]);

    /// <summary>False when the record is not one valid JSON object.</summary>
    public bool TryRead(ReadOnlySpan<byte> record, out DefenderRow row)
    {
        var isRead = json.TryRead(record, out var values);
        row = new DefenderRow(spelled, values);
        return isRead;
    }

    /// <summary>The values of one row; good until the next is read.</summary>
    internal readonly ref struct DefenderRow(SpelledFields spelled, JsonValues values)
    {
        private readonly JsonValues values = values;

        /// <summary>The rows of an answer of the query interface; empty in a row.</summary>
        public ReadOnlySpan<byte> Results
        {
            get
            {
                foreach (var slot in (ReadOnlySpan<int>)[spelled.Paths.Length, spelled.Paths.Length + 1])
                {
                    if (values.Kind(slot) == JsonFieldKind.Array)
                    {
                        return values.Bytes(slot);
                    }
                }

                return default;
            }
        }

        /// <summary>Text of a string, number or literal; empty when there is none.</summary>
        public ReadOnlySpan<byte> this[DefenderField field] => spelled.Scalar(values, (int)field, LongestScalar);

        /// <summary>JSON that stands as an object or in a string.</summary>
        public ReadOnlySpan<byte> Json(DefenderField field) => spelled.Bytes(values, (int)field);

        public long? Count(DefenderField field) => spelled.Count(values, (int)field);
    }
}
