namespace Det0131.Datasets.Enrichment.Redaction;

/// <summary>
/// Where a secret begins and ends in text that may be a command line, JSON, or a command line inside JSON. Never splits an escape,
/// never leaves the JSON string that it begins in. Each method reads forward once.
/// </summary>
internal static class SecretExtent
{
    private const int LongestPrivateKey = 16_384;

    /// <summary>
    /// End of a value that begins at <paramref name="start"/>: white space or <c>&amp; ; | &lt; &gt;</c> outside quotes, or the end of the JSON string.
    /// </summary>
    public static int EndOfValue(ReadOnlySpan<char> text, int start, bool json)
    {
        int i = start;
        var open = default(Quote);
        while (i < text.Length)
        {
            char c = text[i];
            if (TryReadQuote(text, i, json, out var quote))
            {
                if (json && quote.EndsJsonString)
                {
                    return i;
                }

                int after = i + quote.Length;
                if (i == start && quote.Run == 2 && (after == text.Length || char.IsWhiteSpace(text[after])))
                {
                    return i;
                }

                if (open.Length > 0)
                {
                    open = quote.Matches(open) ? default : open;
                }
                else if (i == start || (quote.Character == '"' && !IsBoundary(text, after, json)))
                {
                    // Inside a value a quote opens only if text follows: else it closes what the whole command was quoted with.
                    open = quote;
                }
                else if (quote.Character == '"' || IsBoundary(text, after, json))
                {
                    return i;
                }

                i = after;
                continue;
            }

            if (open.Length == 0 && (char.IsWhiteSpace(c) || c is '&' or ';' or '|' or '<' or '>' || (json && IsEscapedSpace(text, i))))
            {
                return i;
            }

            i += EscapeLength(text, i, json);
        }

        return text.Length;
    }

    /// <summary>End of a header's value: the quote that it stands in, the end of the JSON string, or the end of the line.</summary>
    public static int EndOfHeader(ReadOnlySpan<char> text, int start, bool json)
    {
        int i = start;
        while (i < text.Length)
        {
            if (TryReadQuote(text, i, json, out _) || text[i] is '\r' or '\n')
            {
                return i;
            }

            i += EscapeLength(text, i, json);
        }

        return text.Length;
    }

    /// <summary>End of the JSON string that <paramref name="start"/> stands in: its closing quote.</summary>
    public static int EndOfJsonString(ReadOnlySpan<char> text, int start)
    {
        int i = start;
        while (i < text.Length && text[i] != '"')
        {
            i += EscapeLength(text, i, json: true);
        }

        return Math.Min(i, text.Length);
    }

    /// <summary>Length of the quote at a position with its backslashes; 0 when there is none.</summary>
    public static int QuoteLength(ReadOnlySpan<char> text, int at, bool json) => TryReadQuote(text, at, json, out var quote) ? quote.Length : 0;

    /// <summary>Whether the quote at a position ends or begins a JSON string.</summary>
    public static bool IsJsonQuote(ReadOnlySpan<char> text, int at) => TryReadQuote(text, at, json: true, out var quote) && quote.EndsJsonString;

    /// <summary>What stands between the first and the last line of a private key, whose word BEGIN is at <paramref name="start"/>; at most 16,384 characters.</summary>
    public static bool FindPrivateKey(ReadOnlySpan<char> text, int start, int end, bool json, out int from, out int to)
    {
        const string head = "PRIVATE KEY-----";
        int at = start >= 5 && text[..start].EndsWith("-----") ? text.Slice(end, Math.Min(40, text.Length - end)).IndexOf(head, StringComparison.Ordinal) : -1;
        from = to = end + at + head.Length;
        if (at < 0)
        {
            return false;
        }

        var window = text.Slice(from, Math.Min(LongestPrivateKey, text.Length - from));
        int length = window.IndexOf("-----END", StringComparison.Ordinal);
        window = length < 0 ? window : window[..length];
        to = from + (json ? EndOfJsonString(window, 0) : window.Length);
        return true;
    }

    /// <summary>Number of characters that belong together from a position on: an escape in JSON, else one.</summary>
    private static int EscapeLength(ReadOnlySpan<char> text, int at, bool json) => json && text[at] == '\\' && at + 1 < text.Length ? 2 : 1;

    private static bool IsEscapedSpace(ReadOnlySpan<char> text, int at)
    {
        if (text[at] != '\\' || at + 1 >= text.Length)
        {
            return false;
        }

        var rest = text[(at + 1)..];
        return rest[0] is 'n' or 'r' or 't' || rest.StartsWith("u0020") || rest.StartsWith("u000") || rest.StartsWith("u0026") || rest.StartsWith("u003c", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsBoundary(ReadOnlySpan<char> text, int at, bool json) =>
        at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] is '&' or ';' or '|' or '<' or '>' or ')' or ']' or '}' or ',' or '"' or '\'' or '\\'
        || (json && IsEscapedSpace(text, at));

    private static bool TryReadQuote(ReadOnlySpan<char> text, int at, bool json, out Quote quote)
    {
        quote = default;
        int i = at;
        while (i < text.Length && text[i] == '\\' && i - at < 16)
        {
            i++;
        }

        int backslashes = i - at;
        if (i >= text.Length)
        {
            return false;
        }

        if (text[i] is '"' or '\'')
        {
            char c = text[i++];
            // CSV doubles quotes: two are one mark there, and an opening pair is closed by a pair.
            int doubled = !json && backslashes == 0 && c == '"' && i < text.Length && text[i] == '"' ? 1 : 0;
            quote = new Quote(c, backslashes, 1 + doubled, backslashes + 1 + doubled, json && c == '"' && backslashes % 2 == 0);
            return true;
        }

        if (json && backslashes % 2 == 1 && (text[i..].StartsWith("u0022") || text[i..].StartsWith("u0027")))
        {
            quote = new Quote(text[i + 4] == '2' ? '"' : '\'', backslashes + 16, 1, backslashes + 5, false);
            return true;
        }

        return false;
    }

    private readonly record struct Quote(char Character, int Depth, int Run, int Length, bool EndsJsonString)
    {
        public bool Matches(Quote open) => Character == open.Character && Depth == open.Depth && Run >= open.Run;
    }
}
