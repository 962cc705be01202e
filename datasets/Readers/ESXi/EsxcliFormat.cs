namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// Snapshots of a host's connections: <c>esxcli network ip connection list</c> as it prints its table, and with <c>--formatter=json</c> or <c>csv</c>. Thread-safe.
/// </summary>
public static class EsxcliFormat
{
    private const int LinesLookedAt = 20;

    public static SourceFormat Table { get; } = new("esxcli", Framing.Lines, DetectTable, file => new ConnectionTableParser(file));

    public static SourceFormat Json { get; } = new("esxcli", Framing.Json, DetectJson, file => new ConnectionRecordParser(file));

    private static Detection DetectTable(byte[] head, string file)
    {
        ReadOnlySpan<byte> rest = head;
        for (int i = 0; i < LinesLookedAt && !rest.IsEmpty; i++)
        {
            int end = rest.IndexOf((byte)'\n');
            if (ConnectionTableParser.IsHeader(end < 0 ? rest : rest[..end]))
            {
                return new Detection(95, "the columns of esxcli's list of connections");
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return Detection.None;
    }

    private static Detection DetectJson(byte[] record, string file)
    {
        var text = record.AsSpan();
        bool has = (text.IndexOf("\"ForeignAddress\""u8) > 0 && text.IndexOf("\"WorldID\""u8) > 0) || (text.IndexOf("\"Foreign Address\""u8) > 0 && text.IndexOf("\"World ID\""u8) > 0);
        return has ? new Detection(95, "the fields ForeignAddress and WorldID of esxcli's list of connections") : Detection.None;
    }
}
