using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>How praudit -x hides marks and unprintable bytes: XML's five entities, and in arguments the C style of vis(3). Stateless.</summary>
internal static class BsmEscapes
{
    private const int LongestEntity = 8;

    /// <summary>The text itself where nothing is hidden in it; else its beginning in <paramref name="room"/>, as much as fits.</summary>
    /// <param name="text">As it was printed.</param>
    /// <param name="room">Where to write.</param>
    /// <param name="isVisual">Whether backslashes are those of vis(3).</param>
    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> text, Span<byte> room, bool isVisual)
    {
        var marks = isVisual ? "&\\"u8 : "&"u8;
        if (text.IndexOfAny(marks) < 0)
        {
            return text;
        }

        var written = 0;
        while (!text.IsEmpty && written < room.Length)
        {
            var (value, used) = text[0] == '&' ? Entity(text) : text[0] == '\\' && isVisual ? Visual(text) : (text[0], 1);
            room[written++] = value;
            text = text[used..];
        }

        return room[..written];
    }

    private static (byte Value, int Used) Entity(ReadOnlySpan<byte> text)
    {
        var end = text[..Math.Min(text.Length, LongestEntity)].IndexOf((byte)';');
        if (end < 0)
        {
            return (text[0], 1);
        }

        var name = text[1..end];
        byte? value = name switch
        {
            _ when name.SequenceEqual("amp"u8) => (byte)'&',
            _ when name.SequenceEqual("lt"u8) => (byte)'<',
            _ when name.SequenceEqual("gt"u8) => (byte)'>',
            _ when name.SequenceEqual("quot"u8) => (byte)'"',
            _ when name.SequenceEqual("apos"u8) => (byte)'\'',
            [(byte)'#', .. var digits] when HostText.Number(digits) is > 0 and < 256 and var code => (byte)code,
            _ => null,
        };
        return value is { } found ? (found, end + 1) : (text[0], 1);
    }

    private static (byte Value, int Used) Visual(ReadOnlySpan<byte> text)
    {
        // A text of C holds no NUL.
        if (text.Length >= 4 && IsOctal(text[1]) && text[1] < '4' && IsOctal(text[2]) && IsOctal(text[3]) && !text[1..4].SequenceEqual("000"u8))
        {
            return ((byte)(((text[1] - '0') << 6) | ((text[2] - '0') << 3) | (text[3] - '0')), 4);
        }

        return text switch
        {
            [_, (byte)'M', (byte)'-', var printable, ..] => ((byte)(printable | 0x80), 4),
            [_, (byte)'M', (byte)'^', var control, ..] => ((byte)(Control(control) | 0x80), 4),
            [_, (byte)'^', var control, ..] => (Control(control), 3),
            [_, var letter, ..] when "abfnrstv\\"u8.IndexOf(letter) is >= 0 and var which => ("\a\b\f\n\r \t\v\\"u8[which], 2),
            _ => (text[0], 1),
        };
    }

    private static bool IsOctal(byte value) => value is >= (byte)'0' and <= (byte)'7';

    private static byte Control(byte value) => value == '?' ? (byte)127 : (byte)(value & 0x1F);
}
