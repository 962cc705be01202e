namespace Det0131.Datasets.Readers.Zeek;

/// <summary>
/// Zeek's logs, as tables and as JSON lines: conn, dns, http, ssl, ftp, smtp, files and smb_files; others are ignored by name. After Zeek's documentation of its log files.
/// Thread-safe.
/// </summary>
public static class ZeekFormat
{
    public static SourceFormat Source { get; } = new("zeek", Framing.Lines, Detect, file => new ZeekParser(file));

    private static Detection Detect(byte[] head, string file)
    {
        var text = head.AsSpan();
        if (text.StartsWith("#separator"u8))
        {
            return new Detection(100, "a #separator header");
        }

        if (text.StartsWith("#fields\t"u8) || text.StartsWith("#path\t"u8))
        {
            return new Detection(95, "a #fields or #path header");
        }

        if (ZeekLogs.NameOfFile(file) == ZeekLogs.Summary && text.TrimStart("\r\n"u8).StartsWith(">== "u8))
        {
            return new Detection(90, "a summary of connections by ZeekControl");
        }

        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        if (line.StartsWith("{"u8))
        {
            return line.IndexOf("\"id.orig_h\""u8) > 0 || line.IndexOf("\"id_orig_h\""u8) > 0 || line.IndexOf("\"conn_uids\""u8) > 0 || (line.IndexOf("\"_path\""u8) > 0 && (line.IndexOf("\"ts\""u8) > 0 || line.IndexOf("\"_write_ts\""u8) > 0))
                ? new Detection(90, "JSON with id.orig_h, id_orig_h, conn_uids, or _path and a time")
                : Detection.None;
        }

        // A table that lost its header: claimed so that its lines are refused with the reason.
        var tab = line.IndexOf((byte)'\t');
        return tab > 0 && line.Count((byte)'\t') > 3 && LogTime.TryEpochSeconds(line[..tab], out _) && ZeekLogs.ReadNameBegins(file) is { } name
            ? new Detection(60, $"a table of times in a file named {name}..., without header")
            : Detection.None;
    }
}
