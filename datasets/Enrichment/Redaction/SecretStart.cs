namespace Det0131.Datasets.Enrichment.Redaction;

/// <summary>Finds where the value of a name begins.</summary>
internal static class SecretStart
{
    /// <summary>Looks behind a name for its value in the forms that the name allows.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the name begins.</param>
    /// <param name="end">Where the name ends.</param>
    /// <param name="form">Allowed forms.</param>
    /// <param name="isFlag">Whether dashes or a slash begin the name.</param>
    /// <param name="json">Whether the text is JSON.</param>
    /// <param name="value">First character of the value, a quote of a command line included, a quote of JSON not.</param>
    /// <param name="header">The value goes to the end of a header.</param>
    /// <param name="inString">The value stands inside a JSON string.</param>
    public static bool Find(ReadOnlySpan<char> text, int start, int end, SecretForm form, bool isFlag, bool json, out int value, out bool header, out bool inString)
    {
        value = end;
        header = false;
        inString = true;
        if (end >= text.Length)
        {
            return false;
        }

        int quote = SecretExtent.QuoteLength(text, end, json);
        if (quote > 0 && !isFlag && start > 0 && Member(text, end, quote, json, form, ref value, ref inString))
        {
            return true;
        }

        char c = text[end];
        if (c is '=' or ':')
        {
            return Assigned(text, end, c, form, json, ref value, ref header);
        }

        if (isFlag && (form & SecretForm.Flag) != 0 && AfterFlag(text, end, json, out value))
        {
            return true;
        }

        if ((form & SecretForm.Bare) != 0 && c == ' ' && AfterFlag(text, end, json, out value))
        {
            return text[value] is not ('=' or ':' or ',');
        }

        // password = x
        int equals = end;
        while (equals < text.Length && equals < end + 3 && text[equals] == ' ')
        {
            equals++;
        }

        if (equals > end && (form & (SecretForm.Assigned | SecretForm.Member)) == (SecretForm.Assigned | SecretForm.Member)
            && equals + 1 < text.Length && text[equals] == '=' && text[equals + 1] == ' ')
        {
            value = SkipSpaces(text, equals + 1);
            return IsValue(text, value, json);
        }

        return false;
    }

    /// <summary>
    /// The word after a flag: behind white space, or the next element of a JSON array, or auditd's next argument (<c>a1="-p" a2="x"</c>).
    /// False when the next word is a flag itself, or there is none.
    /// </summary>
    public static bool AfterFlag(ReadOnlySpan<char> text, int end, bool json, out int value)
    {
        value = end;
        if (end >= text.Length)
        {
            return false;
        }

        if (json && SecretExtent.IsJsonQuote(text, end))
        {
            return NextElement(text, end, ref value);
        }

        int quote = SecretExtent.QuoteLength(text, end, json);
        int after = end + quote;
        if (after >= text.Length || (!char.IsWhiteSpace(text[after]) && !IsEscapedTab(text, after, json)))
        {
            return false;
        }

        value = SkipSpaces(text, IsEscapedTab(text, after, json) ? after + 2 : after);
        var rest = text[value..];
        if (rest.Length > 3 && rest[0] == 'a' && char.IsAsciiDigit(rest[1]))
        {
            int digits = 1 + rest[1..].IndexOfAnyExcept("0123456789");
            value += digits > 0 && rest[digits] == '=' ? digits + 1 : 0;
        }

        return IsValue(text, value, json) && text[value] != '-' && !(text[value] == '"' && value + 1 < text.Length && text[value + 1] == '-');
    }

    private static bool Assigned(ReadOnlySpan<char> text, int end, char separator, SecretForm form, bool json, ref int value, ref bool header)
    {
        value = end + 1;
        if (value >= text.Length)
        {
            return false;
        }

        bool spaced = char.IsWhiteSpace(text[value]);
        if ((form & SecretForm.Header) != 0 && separator == ':')
        {
            header = true;
            value = SkipSpaces(text, value);
            value = AfterScheme(text, value);
            return value < text.Length;
        }

        if (separator == ':')
        {
            return !spaced && (form & SecretForm.Colon) != 0 && text[value] is not (':' or '\\' or '/') && IsValue(text, value, json);
        }

        if ((form & SecretForm.Assigned) == 0 || text[value] == '=')
        {
            return false;
        }

        // "sc config x password= y"
        value = spaced && text[value] == ' ' ? value + 1 : value;
        return IsValue(text, value, json) && !(spaced && text[value] is '-' or '/' or '=');
    }

    /// <summary>Behind "Basic", "Bearer", "AWS4-HMAC-SHA256" ...: the scheme may stay.</summary>
    private static int AfterScheme(ReadOnlySpan<char> text, int value)
    {
        int length = text[value..].IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
        return length is > 0 and <= 20 && text[value + length] == ' ' ? SkipSpaces(text, value + length) : value;
    }

    private static bool Member(ReadOnlySpan<char> text, int end, int quote, bool json, SecretForm form, ref int value, ref bool inString)
    {
        int at = SkipSpaces(text, end + quote);
        if ((form & SecretForm.Member) == 0 || at >= text.Length || text[at] is not (':' or '='))
        {
            return false;
        }

        value = SkipSpaces(text, at + 1);
        if (value >= text.Length || text[value] is '{' or '[')
        {
            return false;
        }

        bool jsonMember = json && SecretExtent.IsJsonQuote(text, end);
        if (jsonMember && SecretExtent.IsJsonQuote(text, value))
        {
            value++;
            return value < text.Length && text[value] != '"';
        }

        inString = !jsonMember;
        return jsonMember ? char.IsAsciiDigit(text[value]) || text[value] == '-' : IsValue(text, value, json);
    }

    private static bool NextElement(ReadOnlySpan<char> text, int end, ref int value)
    {
        int comma = SkipSpaces(text, end + 1);
        if (comma >= text.Length || text[comma] != ',')
        {
            return false;
        }

        int open = SkipSpaces(text, comma + 1);
        if (open + 1 >= text.Length || text[open] != '"' || text[open + 1] is '"' or '-')
        {
            return false;
        }

        // A string that a colon follows is the name of the next member, no element.
        int close = SecretExtent.EndOfJsonString(text, open + 1);
        int after = SkipSpaces(text, close + 1);
        value = open + 1;
        return after >= text.Length || text[after] != ':';
    }

    private static bool IsValue(ReadOnlySpan<char> text, int value, bool json) =>
        value < text.Length && !char.IsWhiteSpace(text[value]) && text[value] is not (',' or ';' or '&' or '|' or '<' or '>') && !(json && SecretExtent.IsJsonQuote(text, value));

    private static bool IsEscapedTab(ReadOnlySpan<char> text, int at, bool json) => json && at + 1 < text.Length && text[at] == '\\' && text[at + 1] is 't' or 'n' or 'r';

    private static int SkipSpaces(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from;
    }
}
