namespace Det0131.Datasets.Enrichment.Redaction;

/// <summary>Finds the secret that a known tool takes by a short flag.</summary>
internal static class ToolFlag
{
    /// <summary>Finds what to take out behind a flag word of a tool.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the word begins, behind its dashes or slash.</param>
    /// <param name="end">Where the word ends.</param>
    /// <param name="mark">Dashes before the word, or 3 for a slash.</param>
    /// <param name="flags">The tool's secret flags.</param>
    /// <param name="json">Whether the text is JSON.</param>
    /// <param name="from">First character of the secret.</param>
    /// <param name="to">Behind its last character.</param>
    public static bool Find(ReadOnlySpan<char> text, int start, int end, int mark, string flags, bool json, out int from, out int to)
    {
        to = end;
        var takes = Takes(text[start..end], mark, flags);
        if (takes == ToolSecret.None || !FindValue(text, start, end, mark, takes, json, out from))
        {
            from = end;
            return false;
        }

        to = SecretExtent.EndOfValue(text, from, json);
        if (takes < ToolSecret.AfterColon)
        {
            return to > from;
        }

        int separator = text[from..to].IndexOf(takes switch { ToolSecret.AfterColon => ':', ToolSecret.AfterPercent => '%', _ => ',' });
        from += separator + 1;
        to = WithoutClosingQuote(text, from, to);
        return separator >= 0 && to > from;
    }

    private static ToolSecret Takes(ReadOnlySpan<char> word, int mark, string flags) => mark switch
    {
        // Long names of the flags that take user:password; those that take a password alone are known by name.
        2 => word is "user" ? OnlyWithUser(SecretTools.Takes(flags, 'u')) : word is "proxy-user" ? OnlyWithUser(SecretTools.Takes(flags, 'U')) : ToolSecret.None,
        3 => word.Length == 1 ? SecretTools.Takes(flags, word[0]) : ToolSecret.None,
        _ => word[0] != 'h' || word.StartsWith("hp") ? SecretTools.Takes(flags, word[0]) : ToolSecret.None,
    };

    private static ToolSecret OnlyWithUser(ToolSecret takes) => takes >= ToolSecret.AfterColon ? takes : ToolSecret.None;

    private static bool FindValue(ReadOnlySpan<char> text, int start, int end, int mark, ToolSecret takes, bool json, out int value)
    {
        bool whole = mark >= 2 || end - start == 1;
        if (whole && SecretStart.AfterFlag(text, end, json, out value))
        {
            return takes != ToolSecret.Attached;
        }

        value = mark switch
        {
            2 => end < text.Length && text[end] == '=' ? end + 1 : text.Length,
            3 => text.Length,
            _ => start + (text[start] == 'h' ? 2 : 1),
        };
        return takes != ToolSecret.Detached && value < text.Length && !char.IsWhiteSpace(text[value]) && text[value] is not ('"' or '\'' or '\\');
    }

    /// <summary>The quote that closes <c>"user:secret"</c> stays, with its backslashes.</summary>
    private static int WithoutClosingQuote(ReadOnlySpan<char> text, int from, int to)
    {
        int last = to - 1;
        if (last < from || text[last] is not ('"' or '\''))
        {
            return to;
        }

        while (last > from && text[last - 1] == '\\')
        {
            last--;
        }

        return last;
    }
}
