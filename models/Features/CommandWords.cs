using System.Buffers;

namespace Det0131.Models.Features;

/// <summary>
/// Cuts a command line into words that can be counted: lower case, with numbers, paths, addresses and encoded text reduced to
/// their class, because no two runs share them. Linear in the length of the line.
/// </summary>
public static class CommandWords
{
    /// <summary>Words beyond this many are not looked at.</summary>
    public const int MaximumWords = 24;

    /// <summary>What stands in for a word that is not common enough to be stored.</summary>
    public const string Rare = "<rare>";

    private const int MaximumWordLength = 32;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n\"'=,;|&<>(){}[]`");

    /// <summary>Receives one word; the span is valid during the call.</summary>
    public delegate void WordReceiver<TState>(ReadOnlySpan<char> word, TState state);

    public static void Cut<TState>(ReadOnlySpan<char> line, TState state, WordReceiver<TState> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        Span<char> lower = stackalloc char[MaximumWordLength];
        var words = 0;
        while (!line.IsEmpty && words < MaximumWords)
        {
            var end = line.IndexOfAny(Separators);
            var word = end < 0 ? line : line[..end];
            line = end < 0 ? default : line[(end + 1)..];
            if (word.IsEmpty)
            {
                continue;
            }

            words++;
            var known = ClassOf(word);
            if (known is not null)
            {
                receive(known, state);
                continue;
            }

            var length = word.ToLowerInvariant(lower[..word.Length]);
            receive(lower[..length], state);
        }
    }

    private static string? ClassOf(ReadOnlySpan<char> word)
    {
        if (word.Contains("://", StringComparison.Ordinal))
        {
            return "<url>";
        }

        if (word.IndexOfAny('/', '\\') >= 0 && word[0] is not '-' && word.Length > 2)
        {
            return "<path>";
        }

        if (word.Length > MaximumWordLength)
        {
            return "<long>";
        }

        var digits = 0;
        var hex = 0;
        var dots = 0;
        foreach (var c in word)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            hex += char.IsAsciiHexDigit(c) ? 1 : 0;
            dots += c is '.' or ':' ? 1 : 0;
        }

        return digits == word.Length ? "<num>"
            : digits + dots == word.Length && dots >= 1 ? "<address>"
            : hex == word.Length && word.Length >= 16 ? "<hex>"
            : null;
    }
}
