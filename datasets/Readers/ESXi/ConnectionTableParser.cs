using System.Buffers.Text;

namespace Det0131.Datasets.Readers.ESXi;

/// <summary>
/// Parses the table as printed. Columns are told by their words and not by their place: widths follow the longest value. A line that is a time (of <c>date</c> before
/// the command) counts for the rows behind it. Not thread-safe.
/// </summary>
internal sealed class ConnectionTableParser(string file) : IRecordParser, ITimedByFile
{
    private readonly ConnectionSnapshot snapshot = new(file);

    /// <summary><c>Proto  Recv Q  Send Q  Local Address  Foreign Address  State  World ID  CC Algo  World Name</c>.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) =>
        line.TrimStart(" \t"u8).StartsWith("Proto"u8) && line.IndexOf("Local Address"u8) > 0 && line.IndexOf("Foreign Address"u8) > 0 && line.IndexOf("World ID"u8) > 0;

    public void FileWrittenAt(long micros) => snapshot.TimeMicros ??= micros;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        var rest = record;
        var proto = Next(ref rest);
        if (IsHeader(record) || record.TrimStart(" \t"u8).StartsWith("--"u8))
        {
            sink.Ignore("header");
        }
        else if (SnapshotTime.TryLine(record, out long micros))
        {
            snapshot.TimeMicros = micros;
            sink.Ignore("time of a snapshot");
        }
        else if (!IsProto(proto) || !IsNumber(Next(ref rest)) || !IsNumber(Next(ref rest)))
        {
            sink.Reject("no connection of esxcli");
        }
        else
        {
            ParseRow(proto, rest, sink);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void ParseRow(ReadOnlySpan<byte> proto, ReadOnlySpan<byte> rest, IRecordSink sink)
    {
        var own = Next(ref rest);
        var far = Next(ref rest);
        var state = Next(ref rest);
        var world = state;
        if (IsNumber(state))
        {
            state = default;
        }
        else
        {
            world = Next(ref rest);
        }

        if (far.IsEmpty || !IsNumber(world))
        {
            sink.Reject("no connection of esxcli");
            return;
        }

        // How TCP avoids congestion stands before the name; UDP has none.
        var name = rest.Trim(" \t\r"u8);
        if (proto.StartsWith("tcp"u8) && name.IndexOf((byte)' ') is > 0 and var blank)
        {
            name = name[blank..].TrimStart((byte)' ');
        }

        snapshot.Make(proto, own, far, state, world, name, default, sink);
    }

    private static bool IsProto(ReadOnlySpan<byte> word) => word.StartsWith("tcp"u8) || word.StartsWith("udp"u8);

    private static bool IsNumber(ReadOnlySpan<byte> word) => Utf8Parser.TryParse(word, out long _, out int used) && used == word.Length;

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t\r"u8);
        int end = line.IndexOfAny(" \t\r"u8);
        var word = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..];
        return word;
    }
}

/// <summary>Parses the rows of <c>--formatter=json</c> and <c>csv</c>; a poller may have added a time and the host. Not thread-safe.</summary>
internal sealed class ConnectionRecordParser(string file) : IRecordParser, ITimedByFile
{
    private static readonly SpelledFields Spelled = new(
        ["Proto"], ["LocalAddress", "Local Address"], ["ForeignAddress", "Foreign Address"], ["State"], ["WorldID", "World ID"], ["WorldName", "World Name"],
        ["@timestamp", "timestamp", "time"], ["hostname", "host.name", "host"]);

    private readonly JsonFields fields = new(Spelled.Paths);
    private readonly ConnectionSnapshot snapshot = new(file);
    private readonly long? nameTime = SnapshotTime.OfName(file);
    private long? fileTime;

    public void FileWrittenAt(long micros) => fileTime = micros;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (!fields.TryRead(record, out var values))
        {
            sink.Reject(JsonFields.NotValid);
            return;
        }

        const int Longest = 1024;
        var time = Spelled.Scalar(values, 6, Longest);
        if (time.IsEmpty)
        {
            snapshot.TimeMicros = nameTime ?? fileTime;
        }
        else if (NetFlow.FlowTime.TryRead(time, out long micros))
        {
            snapshot.TimeMicros = micros;
        }
        else
        {
            sink.Reject("time not understood");
            return;
        }

        snapshot.Make(
            Spelled.Scalar(values, 0, Longest), Spelled.Scalar(values, 1, Longest), Spelled.Scalar(values, 2, Longest), Spelled.Scalar(values, 3, Longest),
            Spelled.Scalar(values, 4, Longest), Spelled.Scalar(values, 5, Longest), Spelled.Scalar(values, 7, Longest), sink);
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }
}
