using System.Text;
using Det0131.Datasets.Readers.Network;

namespace Det0131.Datasets.Readers.Proxies;

/// <summary>
/// Logs in W3C's extended format: the order of the columns is that of the #Fields line before them. Of a web or FTP server (IIS) or of a proxy (Blue Coat).
/// Not thread-safe.
/// </summary>
internal sealed class W3cParser : IRecordParser
{
    private const int MostColumns = 256;

    private readonly BlankColumns columns = new(MostColumns);
    private readonly int[] columnOfField = new int[W3cFields.Count];
    private readonly W3cEvents events = new();
    private byte[] day = [];
    private bool isIis;
    private int width;
    private W3cRole role;

    public void Parse(ReadOnlySpan<byte> record, RecordPosition position, IRecordSink sink)
    {
        if (record.IsEmpty)
        {
            sink.Ignore("empty line");
        }
        else if (record[0] == '#')
        {
            ParseDirective(record, sink);
        }
        else if (width == 0)
        {
            sink.Reject("no #Fields line before this line");
        }
        else if (!columns.Cut(record) || columns.Count != width)
        {
            sink.Reject(columns.Count < width ? "fewer columns than #Fields" : "more columns than #Fields");
        }
        else
        {
            events.Make(new W3cRow(record, columns, columnOfField, day), role, sink);
        }
    }

    /// <summary>Nothing is held.</summary>
    public void Complete(IRecordSink sink)
    {
    }

    private void ParseDirective(ReadOnlySpan<byte> line, IRecordSink sink)
    {
        if (line.StartsWith("#Software:"u8))
        {
            isIis = line.IndexOf("Microsoft"u8) > 0;
        }
        else if (line.StartsWith("#Date:"u8))
        {
            var date = line["#Date:"u8.Length..].Trim((byte)' ');
            day = date.Length >= 10 ? date[..10].ToArray() : [];
        }
        else if (line.StartsWith("#Fields:"u8) && !ReadFields(line["#Fields:"u8.Length..]))
        {
            width = 0;
            sink.Reject("#Fields without time and client, or with too many columns");
            return;
        }

        sink.Ignore("header");
    }

    private bool ReadFields(ReadOnlySpan<byte> names)
    {
        if (!columns.Cut(names))
        {
            return false;
        }

        Array.Fill(columnOfField, -1);
        Span<char> name = stackalloc char[32];
        for (var column = 0; column < columns.Count; column++)
        {
            var text = columns.Get(names, column);
            if (text.Length <= name.Length && W3cFields.Of(name[..Encoding.Latin1.GetChars(text, name)]) is { } field && columnOfField[(int)field] < 0)
            {
                columnOfField[(int)field] = column;
            }
        }

        width = columns.Count;
        bool Has(W3cField field) => columnOfField[(int)field] >= 0;
        var isProxy = !isIis && (!Has(W3cField.Server) || Has(W3cField.RemoteAddress) || Has(W3cField.RemoteHost) || Has(W3cField.Scheme) || Has(W3cField.Action)
            || Has(W3cField.Hierarchy) || Has(W3cField.Supplier));
        role = isProxy ? W3cRole.Proxy : isIis ? W3cRole.WindowsServer : W3cRole.Server;
        return Has(W3cField.Time) && Has(W3cField.Client);
    }
}

/// <summary>Who wrote the log.</summary>
internal enum W3cRole
{
    /// <summary>Stands between client and far end.</summary>
    Proxy,

    /// <summary>Is the far end.</summary>
    Server,

    /// <summary>The same, and runs Windows.</summary>
    WindowsServer,
}

/// <summary>One line's wanted columns.</summary>
internal readonly ref struct W3cRow(ReadOnlySpan<byte> line, BlankColumns columns, int[] columnOfField, byte[] day)
{
    private readonly ReadOnlySpan<byte> line = line;
    private readonly BlankColumns columns = columns;
    private readonly int[] columnOfField = columnOfField;

    /// <summary>The date of the #Date line, for lines that have only a time.</summary>
    public ReadOnlySpan<byte> Day { get; } = day;

    public ReadOnlySpan<byte> Get(W3cField field) => columns.Get(line, columnOfField[(int)field]);
}
