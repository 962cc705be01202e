using Det0131.Datasets.Readers.HostLogs;
using Det0131.Datasets.Readers.Linux;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>One record of <c>praudit -x</c>, from <c>&lt;record </c> to <c>&lt;/record&gt;</c>, with or without line ends between its tokens. One per parser; not thread-safe.</summary>
/// <remarks>
/// It is not read by an XML parser because praudit does not write XML throughout: paths and texts are not escaped, and OpenBSM's long header has its fields between commas, in a tag that is never
/// closed (print_string and print_header32_ex_tok in bsm_io.c). What a program can choose stands before the subject, as in <see cref="BsmLine"/>.
/// </remarks>
internal sealed class BsmXml
{
    private const int LongestText = 8192;
    private readonly byte[] path = new byte[LongestText];
    private readonly byte[] argument = new byte[LongestText];

    public static ReadOnlySpan<byte> Begin => "<record "u8;

    public static ReadOnlySpan<byte> End => "</record>"u8;

    /// <summary>False when header or time cannot be read.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, ArgumentJoiner arguments, out BsmRecord record)
    {
        record = default;
        if (!TryHeader(text[(Begin.Length - 1)..], out var header))
        {
            return false;
        }

        var rest = header.Rest;
        record.Call = BsmCalls.Of(header.Event);
        record.TimeMicros = header.TimeMicros;
        record.Machine = header.Machine;
        var end = rest.LastIndexOf("<return "u8);
        var outcome = end < 0 ? default : Tag(rest[(end + "<return"u8.Length)..]);
        var subjectAt = (end < 0 ? rest : rest[..end]).LastIndexOf("<subject "u8);
        var subject = subjectAt < 0 ? default : Tag(rest[(subjectAt + "<subject"u8.Length)..]);
        var body = rest[..(subjectAt >= 0 ? subjectAt : end >= 0 ? end : rest.Length)];
        record.Login = Attribute(subject, " audit-uid=\""u8);
        record.Effective = Attribute(subject, " uid=\""u8);
        record.ProcessId = HostText.Number(Attribute(subject, " pid=\""u8));
        record.Status = Attribute(outcome, " errval=\""u8);
        record.Returned = HostText.Number(Attribute(outcome, " retval=\""u8));
        record.Child = HostText.HexOrNumber(Attribute(Last(body, "<argument "u8), " value=\""u8));
        record.Path = PathOf(body);
        record.Command = record.Call is BsmCall.Execute or BsmCall.Spawn ? CommandOf(body, arguments) : default;
        var socket = Last(body, "<socket-inet "u8);
        socket = socket.IsEmpty ? Last(body, "<socket-inet6 "u8) : socket;
        record.Address = Attribute(socket, " addr=\""u8);
        record.Port = HostText.Port(Attribute(socket, " port=\""u8));
        return true;
    }

    private static bool TryHeader(ReadOnlySpan<byte> text, out BsmHeader header)
    {
        if (text.StartsWith(" ,"u8))
        {
            return BsmHeader.TryParse(text, hasMachine: true, out header);
        }

        var tag = Tag(text);
        var millis = Attribute(tag, " msec=\""u8);
        millis = millis.StartsWith(" + "u8) && millis.EndsWith(" msec"u8) && millis.Length > 8 ? millis[3..^5] : default;
        var hasTime = BsmHeader.TryTime(Attribute(tag, " time=\""u8), millis, out var micros);
        header = new BsmHeader { Event = Attribute(tag, " event=\""u8), TimeMicros = micros, Machine = Attribute(tag, " host=\""u8), Rest = text[tag.Length..] };
        return hasTime && !header.Event.IsEmpty;
    }

    /// <summary>What stands before the tag's end.</summary>
    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'>');
        return end < 0 ? text : text[..end];
    }

    /// <summary>The attributes of the last token of this name, with a blank before the first.</summary>
    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> body, ReadOnlySpan<byte> token)
    {
        var at = body.LastIndexOf(token);
        return at < 0 ? default : Tag(body[(at + token.Length - 1)..]);
    }

    /// <param name="tag">The attributes, with a blank before the first.</param>
    /// <param name="name">With a blank before and <c>="</c> behind it.</param>
    private static ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name)
    {
        var at = tag.IndexOf(name);
        if (at < 0)
        {
            return default;
        }

        tag = tag[(at + name.Length)..];
        var end = tag.IndexOf((byte)'"');
        return end < 0 ? default : tag[..end];
    }

    private ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> body)
    {
        var at = body.LastIndexOf("<path>"u8);
        if (at < 0)
        {
            return default;
        }

        var text = body[(at + "<path>"u8.Length)..];
        var end = text.LastIndexOf("</path>"u8);
        return end < 0 ? default : BsmEscapes.Decode(text[..end], path, isVisual: false);
    }

    private ReadOnlySpan<byte> CommandOf(ReadOnlySpan<byte> body, ArgumentJoiner arguments)
    {
        var at = body.IndexOf("<exec_args>"u8);
        if (at < 0)
        {
            return default;
        }

        arguments.Clear();
        body = body[(at + "<exec_args>"u8.Length)..];
        while (body.StartsWith("<arg>"u8) && body.IndexOf("</arg>"u8) is > 0 and var end)
        {
            arguments.Begin();
            arguments.Append(BsmEscapes.Decode(body["<arg>"u8.Length..end], argument, isVisual: true));
            body = body[(end + "</arg>"u8.Length)..];
        }

        arguments.End();
        return arguments.Text;
    }
}
