namespace Det0131.Datasets.Readers.Osquery;

/// <summary>osquery's logs as JSON: results, snapshots and batches, of Linux and macOS.</summary>
public static class OsqueryFormat
{
    public static SourceFormat Format { get; } = new("osquery", Framing.Json, Detect, _ => new OsqueryParser());

    private static Detection Detect(byte[] beginning, string file)
    {
        ReadOnlySpan<byte> text = beginning;
        if (text.TrimStart(" \t\r\n\uFEFF["u8) is not [(byte)'{', ..])
        {
            return Detection.None;
        }

        var hasRows = text.IndexOf("\"columns\""u8) >= 0 || text.IndexOf("\"snapshot\""u8) >= 0 || text.IndexOf("\"diffResults\""u8) >= 0;
        if (!hasRows)
        {
            return Detection.None;
        }

        if (text.IndexOf("\"hostIdentifier\""u8) >= 0)
        {
            return new Detection(95, "has osquery's hostIdentifier and columns");
        }

        return text.IndexOf("\"action\""u8) >= 0 && (text.IndexOf("\"calendarTime\""u8) >= 0 || text.IndexOf("\"name\""u8) >= 0)
            ? new Detection(70, "has osquery's columns and action")
            : Detection.None;
    }
}
