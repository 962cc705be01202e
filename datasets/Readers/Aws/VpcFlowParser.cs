using System.Text;

namespace Det0131.Datasets.Readers.Aws;

/// <summary>
/// Parses flow log lines: the order of the columns is the header's; without one the default order, and behind it the full one when a line has all its columns.
/// A time before the columns (as CloudWatch Logs exports it) is stepped over. Not thread-safe.
/// </summary>
internal sealed class VpcFlowTextParser : IRecordParser
{
    private const int MaxColumns = 64;

    private readonly VpcFlowEvents events = new(Utf8Interner.Shared);
    private readonly Range[] columns = new Range[MaxColumns + 1];
    private readonly sbyte[] columnOfSlot = new sbyte[VpcFlowFields.Names.Length];
    private int headerColumns;

    public VpcFlowTextParser() => Order(VpcFlowFields.FullOrder);

    /// <summary>Whether the line is a header.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) => line.IndexOf("srcaddr"u8) >= 0 && line.IndexOf("dstaddr"u8) >= 0;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var count = Split(record);
        if (count > MaxColumns)
        {
            sink.Reject("more columns than a flow record has");
            return;
        }

        if (IsHeader(record))
        {
            var names = new string[count];
            for (var column = 0; column < count; column++)
            {
                names[column] = Encoding.UTF8.GetString(record[columns[column]]).Replace("${", "", StringComparison.Ordinal).TrimEnd('}');
            }

            Order(names);
            headerColumns = count;
            sink.Ignore("header");
            return;
        }

        var first = LogTime.TryIso8601(record[columns[0]], out _) ? 1 : 0;
        var found = columns.AsSpan(first, count - first);
        var expected = headerColumns > 0 ? headerColumns : found.Length == VpcFlowFields.FullOrder.Length ? found.Length : VpcFlowFields.DefaultColumns;
        if (found.Length != expected && (headerColumns > 0 || found.Length < expected))
        {
            sink.Reject(found.Length < expected ? "fewer columns than expected" : "more columns than the header");
            return;
        }

        // Without a header only what stands in the place of the default order is believed.
        events.Make(new VpcFlowRow(record, found[..expected], columnOfSlot), sink);
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void Order(ReadOnlySpan<string> names)
    {
        for (var slot = 0; slot < columnOfSlot.Length; slot++)
        {
            columnOfSlot[slot] = (sbyte)names.IndexOf(VpcFlowFields.Names[slot]);
        }
    }

    private int Split(ReadOnlySpan<byte> line)
    {
        var count = 0;
        var at = 0;
        while (at < line.Length && count <= MaxColumns)
        {
            var length = line[at..].IndexOfAny((byte)' ', (byte)'\t');
            length = length < 0 ? line.Length - at : length;
            if (length > 0)
            {
                columns[count++] = at..(at + length);
            }

            at += length + 1;
        }

        return count;
    }
}

/// <summary>Parses flow log records that are JSON objects, with names in any of the usual spellings and numbers that may be floats. Not thread-safe.</summary>
internal sealed class VpcFlowJsonParser : IRecordParser
{
    private readonly JsonFields fields = new(VpcFlowFields.JsonPaths);
    private readonly VpcFlowEvents events = new(Utf8Interner.Shared);

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (fields.TryRead(record, out var values))
        {
            events.Make(new VpcFlowRow(values), sink);
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
