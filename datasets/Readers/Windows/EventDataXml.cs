using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Det0131.Datasets.Readers.Windows;

/// <summary>
/// Reads <c>&lt;Data Name="Image"&gt;...&lt;/Data&gt;</c> elements, the one form in which Windows and Sysmon for Linux write event data as XML.
/// </summary>
/// <remarks>
/// Not a general XML parser, and on purpose: XmlReader allocates several kilobytes for each of these short texts, and here nothing is
/// resolved, nothing is nested, and no DTD is ever looked at. Runs once over the text; what does not fit the form is passed over.
/// </remarks>
internal static class EventDataXml
{
    /// <summary>Sets the fields found. True when there was at least one Data element with a name.</summary>
    public static bool Read(ReadOnlySpan<byte> xml, WindowsFields fields)
    {
        var any = false;
        var buffer = ArrayPool<byte>.Shared.Rent(WindowsFields.LongestValueBytes);
        while (true)
        {
            var at = xml.IndexOf("<Data Name="u8);
            if (at < 0 || xml.Length < at + 12)
            {
                break;
            }

            var quote = xml[at + 11];
            xml = xml[(at + 12)..];
            var nameEnd = quote is (byte)'"' or (byte)'\'' ? xml.IndexOf(quote) : -1;
            if (nameEnd < 0)
            {
                continue;
            }

            var name = xml[..nameEnd];
            xml = xml[(nameEnd + 1)..];
            var open = xml.IndexOf((byte)'>');
            if (open < 0)
            {
                break;
            }

            any = true;
            var isEmpty = open > 0 && xml[open - 1] == '/';
            xml = xml[(open + 1)..];
            if (isEmpty || !fields.TryField(name, out var field))
            {
                continue;
            }

            var end = xml.IndexOf((byte)'<');
            var value = end < 0 ? xml : xml[..end];
            fields.Set(field, Decode(value, buffer));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return any;
    }

    /// <summary>The text between an element's first opening tag and the next tag; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> xml, ReadOnlySpan<byte> openTag)
    {
        var at = xml.IndexOf(openTag);
        if (at < 0)
        {
            return default;
        }

        var rest = xml[(at + openTag.Length)..];
        var end = rest.IndexOf((byte)'<');
        return end < 0 ? default : rest[..end];
    }

    /// <summary>The value of the first attribute of this name, in either kind of quotes; empty when there is none.</summary>
    /// <param name="xml">The text.</param>
    /// <param name="attribute">Name and equals sign, with the blank before it: <c> SystemTime=</c>.</param>
    public static ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> xml, ReadOnlySpan<byte> attribute)
    {
        var at = xml.IndexOf(attribute);
        if (at < 0 || xml.Length <= at + attribute.Length)
        {
            return default;
        }

        var quote = xml[at + attribute.Length];
        var rest = xml[(at + attribute.Length + 1)..];
        var end = quote is (byte)'"' or (byte)'\'' ? rest.IndexOf(quote) : -1;
        return end < 0 ? default : rest[..end];
    }

    /// <summary>Resolves the five named entities and numeric ones; an unknown one stays as it is.</summary>
    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        if (!text.Contains((byte)'&'))
        {
            return text;
        }

        text = text.Length > buffer.Length ? text[..buffer.Length] : text;
        var used = 0;
        while (!text.IsEmpty)
        {
            var at = text.IndexOf((byte)'&');
            var plain = at < 0 ? text : text[..at];
            plain.CopyTo(buffer[used..]);
            used += plain.Length;
            if (at < 0)
            {
                break;
            }

            text = text[at..];
            var end = text.IndexOf((byte)';');
            if (end is > 1 and <= 10 && TryEntity(text[1..end], out var rune))
            {
                // An entity is never shorter than the character it stands for.
                used += rune.EncodeToUtf8(buffer[used..]);
                text = text[(end + 1)..];
            }
            else
            {
                buffer[used++] = (byte)'&';
                text = text[1..];
            }
        }

        return buffer[..used];
    }

    private static bool TryEntity(ReadOnlySpan<byte> name, out Rune rune)
    {
        rune = default;
        if (name is [(byte)'#', ..])
        {
            var hex = name is [_, (byte)'x' or (byte)'X', ..];
            var digits = name[(hex ? 2 : 1)..];
            return Utf8Parser.TryParse(digits, out int code, out var used, hex ? 'x' : 'D') && used == digits.Length && Rune.TryCreate(code, out rune);
        }

        var mark = name switch
        {
            _ when name.SequenceEqual("lt"u8) => '<',
            _ when name.SequenceEqual("gt"u8) => '>',
            _ when name.SequenceEqual("amp"u8) => '&',
            _ when name.SequenceEqual("quot"u8) => '"',
            _ when name.SequenceEqual("apos"u8) => '\'',
            _ => '\0',
        };
        return mark != '\0' && Rune.TryCreate(mark, out rune);
    }
}
