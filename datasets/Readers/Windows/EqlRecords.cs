namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Reads the normalised schema of the EQL analytics library (<c>event_type</c>, <c>subtype</c>, <c>unique_pid</c>), which renames Sysmon's fields.
/// It names no computer. Not thread-safe.
/// </summary>
internal sealed class EqlRecords
{
    /// <summary>Ticks of 100 ns from 1601-01-01 to 1970-01-01 (FILETIME, MS-DTYP 2.3.3).</summary>
    private const long TicksToUnixEpoch = 116_444_736_000_000_000;

    private const int EventType = 0;
    private const int Subtype = 1;
    private const int Timestamp = 2;

    private static readonly (string Path, WindowsField Field)[] Renamed =
    [
        ("process_path", WindowsField.Image),
        ("unique_pid", WindowsField.ProcessGuid),
        ("pid", WindowsField.ProcessId),
        ("command_line", WindowsField.CommandLine),
        ("original_file_name", WindowsField.OriginalFileName),
        ("parent_process_path", WindowsField.ParentImage),
        ("unique_ppid", WindowsField.ParentProcessGuid),
        ("ppid", WindowsField.ParentProcessId),
        ("user", WindowsField.User),
        ("protocol", WindowsField.Protocol),
        ("source_address", WindowsField.SourceIp),
        ("source_port", WindowsField.SourcePort),
        ("destination_address", WindowsField.DestinationIp),
        ("destination_port", WindowsField.DestinationPort),
        ("file_path", WindowsField.TargetFilename),
        ("query_name", WindowsField.QueryName),
    ];

    private readonly JsonFields json = new(["event_type", "subtype", "timestamp", .. Renamed.Select(renamed => renamed.Path)]);

    public bool TryRead(ReadOnlySpan<byte> record, out JsonValues values) => json.TryRead(record, out values);

    /// <summary>True for a record of this schema, whatever its type.</summary>
    public static bool IsOne(JsonValues values) => values.Kind(EventType) == JsonFieldKind.String && values.Kind(Timestamp) == JsonFieldKind.Number;

    /// <summary>The Sysmon event id that says the same, or 0 for types that are not read.</summary>
    public static int SysmonIdOf(JsonValues values)
    {
        var type = values.Bytes(EventType);
        var subtype = values.Bytes(Subtype);
        return type switch
        {
            _ when type.SequenceEqual("process"u8) => subtype.SequenceEqual("create"u8) ? 1 : 0,
            _ when type.SequenceEqual("network"u8) => 3,
            _ when type.SequenceEqual("file"u8) => subtype.IsEmpty || subtype.SequenceEqual("create"u8) ? 11 : 0,
            _ when type.SequenceEqual("dns"u8) => 22,
            _ => 0,
        };
    }

    /// <summary>Microseconds since 1970 from the FILETIME in <c>timestamp</c>.</summary>
    public static bool TryTime(JsonValues values, out long micros)
    {
        micros = 0;
        if (values.Int64(Timestamp) is not { } ticks || ticks < TicksToUnixEpoch)
        {
            return false;
        }

        micros = (ticks - TicksToUnixEpoch) / 10;
        return true;
    }

    public static void Copy(JsonValues values, WindowsFields fields)
    {
        fields.Clear();
        for (var index = 0; index < Renamed.Length; index++)
        {
            fields.Set(Renamed[index].Field, values.Bytes(index + 3));
        }

        var subtype = values.Bytes(Subtype);
        var initiated = subtype.SequenceEqual("outgoing"u8) ? "true"u8 : subtype.SequenceEqual("incoming"u8) ? "false"u8 : default;
        fields.Set(WindowsField.Initiated, initiated);
    }
}
