using System.Buffers.Text;
using System.Text;

namespace Det0131.Datasets.Readers.Windows.EventLogs;

/// <summary>
/// Writes elements, attributes and texts as JSON in the form of evtx_dump: an element is its text, or an object of its children; attributes stand in <c>#attributes</c> and then the text
/// in <c>#text</c>; <c>&lt;Data Name="Image"&gt;</c> is a member <c>Image</c>. Its size is bounded: beyond it nothing is written and <see cref="IsFull"/> is set. Not thread-safe.
/// </summary>
internal sealed class EventJson
{
    private const int MostDepth = 64;

    private readonly Element[] open = new Element[MostDepth];
    private readonly JsonText text = new();
    private readonly EventAttributes attributes = new();
    private readonly JsonText name = new();
    private bool inStart;

    private enum Content : byte
    {
        None,
        Text,

        /// <summary>One number, written without quotes as long as nothing follows it.</summary>
        Number,
        Children,
    }

    public ReadOnlySpan<byte> Text => text.Written;

    public bool IsFull => text.IsFull || attributes.IsFull || name.IsFull;

    /// <summary>Elements that are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Begins a record of at most <paramref name="mostBytes"/>.</summary>
    public void Start(int mostBytes)
    {
        text.Start(mostBytes);
        name.Start(mostBytes);
        attributes.Start(mostBytes);
        (Depth, inStart) = (0, false);
        open[0] = default;
    }

    /// <summary>Ends the record. False when it is not one element.</summary>
    public bool TryFinish()
    {
        if (Depth != 0 || inStart || open[0].Content != Content.Children)
        {
            return false;
        }

        text.Add((byte)'}');
        return !IsFull;
    }

    /// <summary>Begins an element's start. False when there are too many, or inside a start.</summary>
    /// <param name="utf16">Its name.</param>
    public bool TryOpen(ReadOnlySpan<byte> utf16)
    {
        if (inStart || Depth + 1 >= MostDepth)
        {
            return false;
        }

        inStart = true;
        var most = Math.Max(text.Left, 0);
        name.Start(most);
        name.AddUtf16(utf16);
        attributes.Start(most);
        return true;
    }

    public bool TryAttribute(ReadOnlySpan<byte> utf16)
    {
        if (!inStart)
        {
            return false;
        }

        attributes.Begin(utf16);
        return true;
    }

    /// <summary>Ends an element's start: now its name is known.</summary>
    public bool TryCloseStart()
    {
        if (!inStart)
        {
            return false;
        }

        attributes.End();
        inStart = false;
        ref var parent = ref open[Depth];
        ReadOnlySpan<byte> key = default;
        var isData = name.Written.SequenceEqual("Data"u8) && attributes.TryDataName(out key);
        StartChild(ref parent, isData ? key : name.Written);
        Depth++;
        open[Depth] = new Element { ValueStart = text.Written.Length, HasAttributes = !isData && !attributes.Written.IsEmpty };
        if (open[Depth].HasAttributes)
        {
            text.Add("{\"#attributes\":{"u8);
            text.Add(attributes.Written);
            text.Add((byte)'}');
        }

        return true;
    }

    /// <summary>Ends an element. False when none is open above <paramref name="outside"/>.</summary>
    public bool TryEnd(int outside)
    {
        if (inStart || Depth <= outside)
        {
            return false;
        }

        ref var element = ref open[Depth];
        if (element.Content == Content.Text)
        {
            text.Add((byte)'"');
        }
        else if (element.Content == Content.None && !element.HasAttributes)
        {
            text.Add("null"u8);
        }

        if (element.HasAttributes || element.Content == Content.Children)
        {
            text.Add((byte)'}');
        }

        Depth--;
        return true;
    }

    public bool TryEntity(ReadOnlySpan<byte> utf16)
    {
        Span<byte> entity = stackalloc byte[8];
        if (utf16.Length > 2 * entity.Length || Encoding.Unicode.GetCharCount(utf16) > entity.Length)
        {
            return false;
        }

        for (var at = 0; at < utf16.Length / 2; at++)
        {
            entity[at] = utf16[2 * at];
        }

        var character = entity[..(utf16.Length / 2)] switch
        {
            [(byte)'l', (byte)'t'] => "<"u8,
            [(byte)'g', (byte)'t'] => ">"u8,
            [(byte)'a', (byte)'m', (byte)'p'] => "&"u8,
            [(byte)'q', (byte)'u', (byte)'o', (byte)'t'] => "\""u8,
            [(byte)'a', (byte)'p', (byte)'o', (byte)'s'] => "'"u8,
            _ => default,
        };
        TextTarget()?.AddAscii(character);
        return !character.IsEmpty;
    }

    public void AddUtf16(ReadOnlySpan<byte> utf16) => TextTarget()?.AddUtf16(utf16);

    /// <summary>Text of ASCII letters, digits and signs that need no escape.</summary>
    public void AddPlain(ReadOnlySpan<byte> ascii) => TextTarget()?.Add(ascii);

    public void AddLatin1(ReadOnlySpan<byte> latin1) => TextTarget()?.AddLatin1(latin1);

    /// <summary>A whole number; alone in its element it is a JSON number.</summary>
    public void AddNumber(ReadOnlySpan<byte> digits)
    {
        if (inStart && attributes.TryNumber(digits))
        {
            return;
        }

        if (inStart || open[Depth].Content != Content.None || Depth == 0)
        {
            AddPlain(digits);
            return;
        }

        StartText(ref open[Depth]);
        open[Depth].Content = Content.Number;
        open[Depth].ValueStart = text.Written.Length;
        text.Add(digits);
    }

    /// <summary>Where text goes now, made ready for it; null where there is no place for it.</summary>
    private JsonText? TextTarget()
    {
        if (inStart)
        {
            return attributes.Target();
        }

        ref var element = ref open[Depth];
        if (Depth == 0 || element.Content == Content.Children)
        {
            return null;
        }

        if (element.Content == Content.Number)
        {
            text.Insert(element.ValueStart, "\""u8);
        }
        else if (element.Content == Content.None)
        {
            StartText(ref element);
            text.Add((byte)'"');
        }

        element.Content = Content.Text;
        return text;
    }

    private void StartText(ref Element element)
    {
        if (element.HasAttributes)
        {
            text.Add(",\"#text\":"u8);
        }
    }

    /// <summary>Writes what comes before a child's value. A name that comes again right behind itself gets a number: <c>Data</c>, <c>Data_1</c>.</summary>
    private void StartChild(ref Element parent, ReadOnlySpan<byte> key)
    {
        switch (parent.Content)
        {
            case Content.None:
                text.Add(parent.HasAttributes ? ","u8 : "{"u8);
                break;
            case Content.Children:
                text.Add((byte)',');
                break;
            case Content.Text:
                text.Add("\","u8);
                WrapText(ref parent);
                break;
            default:
                text.Add((byte)',');
                WrapText(ref parent);
                break;
        }

        parent.Content = Content.Children;
        parent.Repeats = text.Part(parent.KeyStart, parent.KeyLength).SequenceEqual(key) ? parent.Repeats + 1 : 0;
        text.Add((byte)'"');
        (parent.KeyStart, parent.KeyLength) = (text.Written.Length, key.Length);
        text.Add(key);
        if (parent.Repeats > 0)
        {
            Span<byte> digits = stackalloc byte[12];
            Utf8Formatter.TryFormat(parent.Repeats, digits, out var count);
            text.Add((byte)'_');
            text.Add(digits[..count]);
        }

        text.Add("\":"u8);
    }

    /// <summary>Text that turns out to have elements behind it is a member of an object.</summary>
    private void WrapText(ref Element element)
    {
        if (!element.HasAttributes)
        {
            text.Insert(element.ValueStart, "{\"#text\":"u8);
        }
    }

    private struct Element
    {
        public Content Content;
        public bool HasAttributes;

        /// <summary>Where its value begins.</summary>
        public int ValueStart;

        /// <summary>The last child's name.</summary>
        public int KeyStart;
        public int KeyLength;
        public int Repeats;
    }
}
