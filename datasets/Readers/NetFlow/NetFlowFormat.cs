using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.NetFlow;

/// <summary>
/// NetFlow and IPFIX as collectors export them: nfdump's CSV and JSON, and JSON or CSV with the names of IPFIX elements or of NetFlow 5 and 9 (NSX and
/// vDS send IPFIX). Bytes of one direction, or of both where the record has them. Thread-safe.
/// </summary>
public static class NetFlowFormat
{
    public static SourceFormat Csv { get; } = new("netflow", Framing.Lines, DetectCsv, _ => new NetFlowCsvParser());

    public static SourceFormat Json { get; } = new("netflow", Framing.Json, DetectJson, _ => new NetFlowJsonParser());

    private static Detection DetectCsv(byte[] head, string file)
    {
        ReadOnlySpan<byte> text = head;
        var end = text.IndexOf((byte)'\n');
        var line = end < 0 ? text : text[..end];
        return line.Length < 4096 && line is [not ((byte)'{' or (byte)'['), ..] && NetFlowCsvParser.IsHeader(line, new CsvLine(256), new int[NetFlowFields.Count])
            ? new Detection(90, "a header with start, source and destination address of flows") : Detection.None;
    }

    private static Detection DetectJson(byte[] record, string file)
    {
        if (!new JsonFields(NetFlowFields.JsonPaths).TryRead(record, out var values))
        {
            return Detection.None;
        }

        var row = new NetFlowRow(values);
        var hasEnds = !row.Get(NetFlowField.SourceAddress).IsEmpty && !row.Get(NetFlowField.DestinationAddress).IsEmpty;
        return hasEnds && !row.Get(NetFlowField.Protocol).IsEmpty && (!row.Get(NetFlowField.Bytes).IsEmpty || !row.Get(NetFlowField.Packets).IsEmpty)
            ? new Detection(80, "addresses, protocol and counts under the names of nfdump, IPFIX or NetFlow") : Detection.None;
    }
}
