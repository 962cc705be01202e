using System.Text;
using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.NetFlow;

/// <summary>Parses CSV with a header of flow columns, in whatever order; ends with nfdump's summary. Not thread-safe.</summary>
internal sealed class NetFlowCsvParser : IRecordParser
{
    private const int MostColumns = 256;

    private readonly NetFlowEvents events = new();
    private readonly CsvLine csv = new(MostColumns);
    private readonly int[] columnOfField = new int[NetFlowFields.Count];
    private bool hasHeader;
    private bool isSummary;

    /// <summary>Whether a line names both ends and the start of flows.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line, CsvLine csv, Span<int> columnOfField)
    {
        columnOfField.Fill(-1);
        if (!csv.Cut(line))
        {
            return false;
        }

        Span<char> name = stackalloc char[32];
        for (var column = 0; column < csv.Count; column++)
        {
            var text = csv.Get(line, column);
            if (text.Length <= name.Length && NetFlowFields.OfColumn(name[..Encoding.Latin1.GetChars(text, name)]) is { } field && columnOfField[(int)field] < 0)
            {
                columnOfField[(int)field] = column;
            }
        }

        return columnOfField[(int)NetFlowField.Start] >= 0 && columnOfField[(int)NetFlowField.SourceAddress] >= 0 && columnOfField[(int)NetFlowField.DestinationAddress] >= 0;
    }

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (record.IsEmpty)
        {
            sink.Ignore("empty line");
        }
        else if (char.IsAsciiLetter((char)record[0]))
        {
            ParseWords(record, sink);
        }
        else if (isSummary)
        {
            sink.Ignore("nfdump summary");
        }
        else if (!hasHeader)
        {
            sink.Reject("no header before this line");
        }
        else if (!csv.Cut(record))
        {
            sink.Reject("more columns than a flow record has");
        }
        else
        {
            events.Make(new NetFlowRow(record, csv, columnOfField), sink);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    /// <summary>Most records begin with a time or a number: a line that begins with a letter is a header, the summary, a message (<c>No matching flows</c>), or a record in an order of its own.</summary>
    private void ParseWords(ReadOnlySpan<byte> record, IRecordSink sink)
    {
        Span<int> found = stackalloc int[NetFlowFields.Count];
        if (IsHeader(record, csv, found))
        {
            found.CopyTo(columnOfField);
            (hasHeader, isSummary) = (true, false);
            sink.Ignore("header");
        }
        else if (isSummary || record.StartsWith("Summary"u8))
        {
            isSummary = true;
            sink.Ignore("nfdump summary");
        }
        else if (hasHeader && csv.Count > 1)
        {
            events.Make(new NetFlowRow(record, csv, columnOfField), sink);
        }
        else
        {
            sink.Reject("neither a flow nor a header");
        }
    }
}

/// <summary>Parses flow records that are JSON objects. Not thread-safe.</summary>
internal sealed class NetFlowJsonParser : IRecordParser
{
    private readonly JsonFields fields = new(NetFlowFields.JsonPaths);
    private readonly NetFlowEvents events = new();

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (fields.TryRead(record, out var values))
        {
            events.Make(new NetFlowRow(values), sink);
        }
        else
        {
            sink.Reject(JsonFields.NotValid);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }
}
