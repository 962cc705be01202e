namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>
/// The words of a command line for counting: lower case, cut at separators, and what varies without meaning replaced by a class:
/// <c>&lt;num&gt;</c>, <c>&lt;hex&gt;</c>, <c>&lt;guid&gt;</c>, <c>&lt;b64&gt;</c>, <c>&lt;path&gt;</c>, <c>&lt;url&gt;</c>, <c>&lt;ip&gt;</c>, <c>&lt;long&gt;</c> (over 40 characters).
/// Flags keep their dashes; <c>--flag=value</c> is two tokens. Allocates nothing; each token is valid until the next.
/// </summary>
public ref struct CommandTokens
{
    /// <summary>Length of the buffer that the caller lends.</summary>
    public const int BufferLength = LongestToken;

    private const int LongestToken = 40;
    private const string Separators = " \t\r\n\"'`|&;<>(){},=!?*^$%@#~+";

    private readonly Span<char> buffer;
    private ReadOnlySpan<char> rest;

    /// <param name="line">The command line.</param>
    /// <param name="buffer">At least <see cref="BufferLength"/> characters.</param>
    /// <exception cref="ArgumentException">The buffer is shorter.</exception>
    public CommandTokens(ReadOnlySpan<char> line, Span<char> buffer)
    {
        if (buffer.Length < BufferLength)
        {
            throw new ArgumentException($"Found a buffer of {buffer.Length} characters, expected at least {BufferLength}.", nameof(buffer));
        }

        rest = line;
        this.buffer = buffer;
    }

    /// <summary>The current token, never empty.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Goes to the next token; false at the end.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            int start = rest.IndexOfAnyExcept(Separators);
            if (start < 0)
            {
                rest = default;
                Current = default;
                return false;
            }

            rest = rest[start..];
            bool url = IsUrl(rest);
            int end = url ? rest.IndexOfAny(" \t\r\n\"'`<>|") : rest.IndexOfAny(Separators);
            var word = end < 0 ? rest : rest[..end];
            rest = rest[word.Length..];
            word = word.TrimEnd(":.[]").TrimStart(":[]");
            if (word.IsEmpty)
            {
                continue;
            }

            Current = url ? "<url>" : Classify(word);
            return true;
        }
    }

    private static bool IsUrl(ReadOnlySpan<char> text)
    {
        int length = text[..Math.Min(text.Length, 16)].IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-");
        return length > 0 && text[length..].StartsWith("://");
    }

    private ReadOnlySpan<char> Classify(ReadOnlySpan<char> word)
    {
        bool flag = word[0] == '-' || (word[0] == '/' && word[1..].IndexOfAny('/', '\\') < 0);
        if (!flag && word.ContainsAny('/', '\\'))
        {
            return IsBase64(word) ? "<b64>" : "<path>";
        }

        if (!word.ContainsAnyExcept("0123456789.-:/"))
        {
            return RemoteTarget.IsAddressText(word) ? "<ip>" : word.ContainsAny("0123456789") ? "<num>" : Lower(word);
        }

        if (!flag)
        {
            if (word.Contains(':') && RemoteTarget.IsAddressText(word))
            {
                return "<ip>";
            }

            if (word.Length == 36 && Guid.TryParseExact(word, "D", out _))
            {
                return "<guid>";
            }

            if (IsHexadecimal(word))
            {
                return "<hex>";
            }

            if (IsBase64(word))
            {
                return "<b64>";
            }
        }

        return Lower(word);
    }

    /// <summary>Eight digits and more, one of them under ten (<c>deadbeef</c> may be a name), or anything after <c>0x</c>.</summary>
    private static bool IsHexadecimal(ReadOnlySpan<char> word)
    {
        bool marked = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var digits = marked ? word[2..] : word;
        return !digits.ContainsAnyExcept("0123456789abcdefABCDEF") && (marked ? digits.Length > 0 : digits.Length >= 8 && digits.ContainsAny("0123456789"));
    }

    /// <summary>At least 20 characters of the alphabet with digits and both cases: words and names rarely have all three.</summary>
    private static bool IsBase64(ReadOnlySpan<char> word) =>
        word.Length >= 20 && !word.ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/-_")
        && word.ContainsAny("0123456789") && word.ContainsAny("abcdefghijklmnopqrstuvwxyz") && word.ContainsAny("ABCDEFGHIJKLMNOPQRSTUVWXYZ") && word.Count('/') * 12 <= word.Length;

    private ReadOnlySpan<char> Lower(ReadOnlySpan<char> word) =>
        word.Length > LongestToken ? "<long>" : buffer[..word.ToLowerInvariant(buffer)];
}
