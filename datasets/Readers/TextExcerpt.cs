using System.Globalization;
using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Log text made safe to show: control characters, format characters (bidirectional overrides, zero width) and unpaired bytes are written as
/// <c>\xNN</c> or <c>\uNNNN</c>, and it is cut. Thread-safe.
/// </summary>
public static class TextExcerpt
{
    /// <summary>The first 80 characters.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text), 80);

    /// <param name="utf8">Any bytes.</param>
    /// <param name="maxCharacters">Longest result without the dots that mark a cut.</param>
    public static string Of(ReadOnlySpan<byte> utf8, int maxCharacters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxCharacters);
        var text = new StringBuilder();
        while (!utf8.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(utf8, out var rune, out var used);
            var before = text.Length;
            if (status != System.Buffers.OperationStatus.Done)
            {
                foreach (var value in utf8[..used])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }
            else
            {
                Append(text, rune);
            }

            if (text.Length > maxCharacters)
            {
                text.Length = before;
                return text.Append("...").ToString();
            }

            utf8 = utf8[used..];
        }

        return text.ToString();
    }

    /// <summary>The longest beginning of at most <paramref name="maxBytes"/> bytes that does not cut a character in two.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8, int maxBytes)
    {
        if (utf8.Length <= maxBytes)
        {
            return utf8;
        }

        // At most three continuation bytes belong to one character; bytes that are not UTF-8 are cut anywhere.
        var end = maxBytes;
        while (end > 0 && maxBytes - end < 4 && (utf8[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return utf8[..((utf8[end] & 0xC0) == 0x80 ? maxBytes : end)];
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                text.Append(CultureInfo.InvariantCulture, $"\\{(rune.Value < 256 ? 'x' : 'u')}{rune.Value.ToString(rune.Value < 256 ? "x2" : "x4", CultureInfo.InvariantCulture)}");
                break;
            default:
                text.Append(rune.ToString());
                break;
        }
    }
}
