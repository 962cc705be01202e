using System.Text;

namespace Det0131.Datasets.Enrichment.Redaction;

/// <summary>One pass over one text. Each step either moves on or takes a secret out and moves behind it, so the time is linear.</summary>
internal ref struct SecretScanner
{
    private const int LongestHexText = 8192;

    private readonly string whole;
    private readonly ReadOnlySpan<char> text;
    private readonly bool json;
    private readonly int depth;
    private StringBuilder? result;
    private int copied;
    private int position;
    private readonly string? ownFlags;
    private string? toolFlags;
    private bool rclone;

    public SecretScanner(string text, string? flags = null, int depth = 0)
    {
        whole = text;
        ownFlags = flags;
        toolFlags = flags;
        this.text = text;
        this.depth = depth;
        var start = this.text.TrimStart();
        json = start.StartsWith('{') || start.StartsWith('[') || text.Contains("{\"", StringComparison.Ordinal);
    }

    /// <summary>The text without secrets, or null when there were none.</summary>
    public readonly string? Result => result?.ToString();

    public void Run()
    {
        while (position < text.Length)
        {
            char c = text[position];
            if (IsNameCharacter(c) && c is not ('-' or '.'))
            {
                int start = position;
                int end = start + 1;
                while (end < text.Length && IsNameCharacter(text[end]))
                {
                    end++;
                }

                position = end;
                Word(start, end);
                continue;
            }

            if (c is '|' or ';' or '\n' || (c == '&' && position + 1 < text.Length && text[position + 1] == '&') || (json && c == '"' && !IsBetweenElements(position)))
            {
                toolFlags = ownFlags;
                rclone = false;
            }

            // A JSON escape is no part of a word: \npassword is a new line and a word.
            position += json && c == '\\' && position + 1 < text.Length ? 2 : 1;
        }

        result?.Append(text[copied..]);
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private void Word(int start, int end)
    {
        var word = text[start..end];
        if (UserInfo(start, end) || Token(word, start, end) || PrivateKey(word, start, end))
        {
            return;
        }

        if (SecretTools.FlagsOf(word) is { } flags)
        {
            toolFlags = flags;
            rclone = word.StartsWith("rclone", StringComparison.OrdinalIgnoreCase);
        }
        else if (toolFlags is not null && FlagBefore(start) is > 0 and var mark && ToolFlag.Find(text, start, end, mark, toolFlags, json, out int from, out int to))
        {
            // One secret a command: what follows "sshpass -p x" is another program, whose -p is a port. curl takes two.
            toolFlags = toolFlags.Contains(':', StringComparison.Ordinal) ? toolFlags : null;
            Replace(from, to, SecretRedactor.Mark);
            return;
        }

        if (depth == 0 && word.Equals("proctitle", StringComparison.Ordinal) | word.Equals("cmd", StringComparison.Ordinal) | IsArgumentNumber(word))
        {
            HexText(end);
            return;
        }

        var form = SecretNames.FormOf(word);
        if (form == SecretForm.None)
        {
            form = SpecialForm(word, start);
        }

        if (form != SecretForm.None)
        {
            Named(form, start, end);
        }
    }

    /// <summary>Names that are secrets only where they stand: <c>/p:</c> and <c>/rp</c>, <c>?key=</c>, <c>bearer TOKEN</c>, rclone's <c>pass VALUE</c>, curl's <c>--user</c>.</summary>
    private readonly SecretForm SpecialForm(ReadOnlySpan<char> word, int start)
    {
        char before = start > 0 ? text[start - 1] : ' ';
        return before switch
        {
            '/' when FlagBefore(start) == 3 && word.Equals("p", StringComparison.OrdinalIgnoreCase) => SecretForm.Colon,
            '/' when FlagBefore(start) == 3 && word.Equals("rp", StringComparison.OrdinalIgnoreCase) => SecretForm.Colon | SecretForm.Flag,
            '?' or '&' when word.Equals("key", StringComparison.OrdinalIgnoreCase) => SecretForm.Assigned,
            _ => SecretForm.None,
        };
    }

    private void Named(SecretForm form, int start, int end)
    {
        if (rclone && (form & SecretForm.Flag) != 0)
        {
            form |= SecretForm.Bare;
        }

        if (!SecretStart.Find(text, start, end, form, FlagBefore(start) > 0, json, out int value, out bool header, out bool inString))
        {
            return;
        }

        if (json && !inString && value < text.Length && !SecretExtent.IsJsonQuote(text, value) && text[value] is (>= '0' and <= '9') or '-')
        {
            int after = value + 1;
            while (after < text.Length && (char.IsAsciiLetterOrDigit(text[after]) || text[after] is '.' or '+' or '-'))
            {
                after++;
            }

            Replace(value, after, "0");
            return;
        }

        if ((form & SecretForm.MayBePath) != 0 && LooksLikePath(text[value..]))
        {
            return;
        }

        int stop = header ? SecretExtent.EndOfHeader(text, value, json) : inString && value > 0 && SecretExtent.IsJsonQuote(text, value - 1) && IsMember(end)
            ? SecretExtent.EndOfJsonString(text, value)
            : SecretExtent.EndOfValue(text, value, json);

        // "/p:Configuration=Release" is a build property, no password.
        bool property = end - start == 1 && text[value..stop].Contains('=');
        if (stop > value && !property)
        {
            Replace(value, stop, SecretRedactor.Mark);
        }
    }

    private readonly bool IsMember(int end) => SecretExtent.QuoteLength(text, end, json) == 1 && text[end] == '"';

    /// <summary>What stands before a word and makes it a flag: 1 or 2 dashes, 3 for a slash; 0 for nothing.</summary>
    private readonly int FlagBefore(int start)
    {
        int dashes = 0;
        while (dashes < 2 && start - dashes > 0 && text[start - dashes - 1] == '-')
        {
            dashes++;
        }

        if (dashes == 0)
        {
            return start > 0 && text[start - 1] == '/' && (start == 1 || IsOutside(start - 2)) ? 3 : 0;
        }

        int before = start - dashes - 1;
        return before < 0 || IsOutside(before) ? dashes : 0;
    }

    /// <summary>Whether the character is none of the flag's word: white space, also as a JSON escape, a quote or an opening mark.</summary>
    private readonly bool IsOutside(int at) =>
        char.IsWhiteSpace(text[at]) || text[at] is '"' or '\'' or '(' or '[' or ',' or '=' or '`' || (json && text[at] is 't' or 'n' or 'r' && at > 0 && text[at - 1] == '\\');

    private bool UserInfo(int start, int end)
    {
        bool escaped = text[end..].StartsWith(":\\/\\/");
        if (!escaped && !text[end..].StartsWith("://"))
        {
            return false;
        }

        int from = end + (escaped ? 5 : 3);
        int length = text[from..].IndexOfAny("/?#\\\"'<> \t\r\n");
        var authority = length < 0 ? text[from..] : text.Slice(from, length);
        int at = authority.LastIndexOf('@');
        if (at > 0)
        {
            Replace(from, from + at, SecretRedactor.Mark);
        }

        position = Math.Max(position, from);
        return start < end;
    }

    private bool Token(ReadOnlySpan<char> word, int start, int end)
    {
        if (word.Equals("bearer", StringComparison.OrdinalIgnoreCase) && end < text.Length && text[end] == ' ')
        {
            int value = end + 1;
            int length = text[value..].IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~+/=-");
            length = length < 0 ? text.Length - value : length;
            if (length >= 16)
            {
                Replace(value, value + length, SecretRedactor.Mark);
            }

            return true;
        }

        bool secret = word.StartsWith("eyJ") ? word.Length >= 30 && word.Count('.') >= 2
            : word.Length >= 20 && (word.StartsWith("ghp_") || word.StartsWith("gho_") || word.StartsWith("ghs_") || word.StartsWith("github_pat_") || word.StartsWith("glpat-")
                || word.StartsWith("xoxb-") || word.StartsWith("xoxp-") || word.StartsWith("xoxa-") || word.StartsWith("AIza") || word.StartsWith("sk_live_"));
        if (secret)
        {
            Replace(start, end, SecretRedactor.Mark);
        }

        return secret;
    }

    private bool PrivateKey(ReadOnlySpan<char> word, int start, int end)
    {
        if (!word.Equals("BEGIN", StringComparison.Ordinal) || !SecretExtent.FindPrivateKey(text, start, end, json, out int from, out int to))
        {
            return false;
        }

        Replace(from, to, SecretRedactor.Mark);
        return true;
    }

    /// <summary>auditd writes command lines that hold spaces in hexadecimal: one that holds a secret goes as a whole.</summary>
    private void HexText(int end)
    {
        if (end >= text.Length || text[end] != '=')
        {
            return;
        }

        int length = text[(end + 1)..].IndexOfAnyExcept("0123456789ABCDEFabcdef");
        length = length < 0 ? text.Length - end - 1 : length;
        if (length is < 8 or > LongestHexText || length % 2 != 0)
        {
            return;
        }

        var bytes = Convert.FromHexString(text.Slice(end + 1, length));
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = bytes[i] == 0 ? (byte)' ' : bytes[i];
        }

        var inner = new SecretScanner(Encoding.UTF8.GetString(bytes), ownFlags, depth + 1);
        inner.Run();
        if (inner.Result is not null)
        {
            Replace(end + 1, end + 1 + length, SecretRedactor.Mark);
        }
    }

    private static bool IsArgumentNumber(ReadOnlySpan<char> word) => word.Length is >= 2 and <= 4 && word[0] == 'a' && !word[1..].ContainsAnyExcept("0123456789");

    private static bool LooksLikePath(ReadOnlySpan<char> value) =>
        value.Length > 0 && (value[0] is '/' or '~' or '.' or '$' || value.StartsWith("\\/") || (value.Length > 2 && char.IsAsciiLetter(value[0]) && value[1] == ':' && value[2] == '\\'));

    /// <summary>Whether a JSON quote and its neighbour only separate elements of an array: <c>"-p","x"</c>.</summary>
    private readonly bool IsBetweenElements(int at) =>
        (at + 2 < text.Length && text[at + 1] == ',' && text[at + 2] == '"') || (at >= 2 && text[at - 1] == ',' && text[at - 2] == '"');

    private void Replace(int from, int to, string with)
    {
        position = Math.Max(position, to);
        if (text[from..to].SequenceEqual(with))
        {
            return;
        }

        result ??= new StringBuilder(whole.Length);
        result.Append(text[copied..from]).Append(with);
        copied = to;
    }
}
