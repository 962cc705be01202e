using System.Globalization;
using System.Text;

namespace Det0131.Models.Alerts;

/// <summary>Makes log-derived text safe and measurable for a terminal. Thread-safe.</summary>
/// <remarks>
/// A log line may hold escape sequences that recolour, move or rename a terminal, and bidirectional overrides that make one command line
/// look like another. Everything that is not a visible character becomes <c>\u{202e}</c>.
/// </remarks>
public static class TerminalText
{
    /// <summary>
    /// Escapes control characters (line ends and tabs too), format characters (bidirectional marks, zero-width characters, tags), line and
    /// paragraph separators, private and unassigned characters, broken surrogates, and combining marks beyond two in a row.
    /// Everything else stays; safe text is returned as the same instance.
    /// </summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int safe = 0;
        while (safe < text.Length && text[safe] is >= ' ' and <= '~')
        {
            safe++;
        }

        if (safe == text.Length)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16).Append(text, 0, safe);
        int marksInRow = 0;
        for (int i = safe; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                AppendEscape(escaped, text[i]);
                i++;
                continue;
            }

            marksInRow = IsMark(rune) ? marksInRow + 1 : 0;
            if (IsVisible(rune) && marksInRow <= 2)
            {
                escaped.Append(text, i, rune.Utf16SequenceLength);
            }
            else
            {
                AppendEscape(escaped, rune.Value);
            }

            i += rune.Utf16SequenceLength;
        }

        return escaped.ToString();
    }

    /// <summary>Columns that escaped text takes: 0 for combining marks, 2 for wide East Asian characters and emoji, else 1.</summary>
    public static int Columns(ReadOnlySpan<char> escaped)
    {
        int columns = 0;
        foreach (Rune rune in escaped.EnumerateRunes())
        {
            columns += Columns(rune);
        }

        return columns;
    }

    /// <summary>Cuts escaped text to at most that many columns; a cut text ends in <c>...</c>.</summary>
    /// <param name="escaped">Text that <see cref="Escape"/> gave.</param>
    /// <param name="columns">3 or more.</param>
    public static string Cut(string escaped, int columns)
    {
        ArgumentNullException.ThrowIfNull(escaped);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 3);
        return Columns(escaped) <= columns ? escaped : string.Concat(escaped.AsSpan(0, LengthWithin(escaped, columns - 3)), "...");
    }

    /// <summary>
    /// Breaks escaped text into lines of at most that many columns, at spaces where there are any, else within the word. An empty text is one empty line.
    /// </summary>
    public static IEnumerable<string> Wrap(string escaped, int columns)
    {
        ArgumentNullException.ThrowIfNull(escaped);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        int from = 0;
        do
        {
            int length = LengthWithin(escaped.AsSpan(from), columns);
            int end = from + length;
            if (end < escaped.Length && escaped[end] != ' ')
            {
                int space = escaped.LastIndexOf(' ', end - 1, length);
                end = space > from ? space : end;
            }

            yield return escaped[from..end];
            from = end;
            while (from < escaped.Length && escaped[from] == ' ')
            {
                from++;
            }
        }
        while (from < escaped.Length);
    }

    // Characters of the longest beginning that fits; at least one rune, so that wrapping always moves on.
    private static int LengthWithin(ReadOnlySpan<char> escaped, int columns)
    {
        int length = 0;
        int used = 0;
        foreach (Rune rune in escaped.EnumerateRunes())
        {
            used += Columns(rune);
            if (used > columns && length > 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    // The wide blocks of Unicode's East Asian Width (UAX 11), coarse: Hangul Jamo, CJK to Yi, Hangul, compatibility and full-width forms,
    // emoji, and the supplementary ideographic planes.
    private static int Columns(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        _ when IsMark(rune) => 0,
        >= 0x1100 and <= 0x115F => 2,
        >= 0x2E80 and <= 0xA4CF => 2,
        >= 0xAC00 and <= 0xD7A3 => 2,
        >= 0xF900 and <= 0xFAFF => 2,
        >= 0xFE30 and <= 0xFE6F => 2,
        >= 0xFF00 and <= 0xFF60 => 2,
        >= 0x1F300 and <= 0x1FAFF => 2,
        >= 0x20000 and <= 0x3FFFD => 2,
        _ => 1,
    };

    private static void AppendEscape(StringBuilder escaped, int value) =>
        escaped.Append(@"\u{").Append(value.ToString("x", CultureInfo.InvariantCulture)).Append('}');
}
