namespace Det0131.Datasets.Readers.Defender;

/// <summary>Microsoft Defender's device tables (process, network, file, and DNS answers), streamed, queried or exported.</summary>
public static class DefenderFormat
{
    public static SourceFormat Format { get; } = new("defender", Framing.Json, Detect, _ => new DefenderParser());

    private static Detection Detect(byte[] beginning, string file)
    {
        ReadOnlySpan<byte> record = beginning;
        if (record.TrimStart(" \t\r\n\uFEFF["u8) is not [(byte)'{', ..])
        {
            return Detection.None;
        }

        if (Has(record, "AdvancedHunting-"u8))
        {
            return new Detection(98, "has the category AdvancedHunting of Defender's stream");
        }

        if (Has(record, "\"ActionType\""u8) && Has(record, "\"InitiatingProcess"u8))
        {
            return new Detection(95, "has the columns of Defender's device tables (ActionType, InitiatingProcess...)");
        }

        if (Has(record, "\"CreatedProcessName\""u8) && Has(record, "\"InitiatingProcess"u8))
        {
            return new Detection(90, "has the columns of Defender's process reports");
        }

        return Has(record, "\"ActionType\""u8) && (Has(record, "\"DeviceName\""u8) || Has(record, "\"DeviceId\""u8))
            ? new Detection(80, "has the columns ActionType and DeviceName of Defender's device tables")
            : Detection.None;
    }

    private static bool Has(ReadOnlySpan<byte> record, ReadOnlySpan<byte> text) => record.IndexOf(text) >= 0;
}
