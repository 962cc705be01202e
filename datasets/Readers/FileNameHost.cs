namespace Det0131.Datasets.Readers;

/// <summary>
/// The host that a log file's own name tells, for formats whose records do not name it: <c>mac07.eslogger.ndjson</c> and
/// <c>esx01-hostd.log</c> are of mac07 and esx01. Thread-safe.
/// </summary>
public static class FileNameHost
{
    private const int LongestHost = 253;

    /// <summary>What stands before the first of the words and a mark (<c>.</c>, <c>-</c> or <c>_</c>), lower case; null when there is nothing or it could not be a host name.</summary>
    /// <param name="file">Path as given to the reader; of an archive member the member's name.</param>
    /// <param name="words">Words that name the log, lower case: <c>eslogger</c>.</param>
    public static string? Of(string file, params ReadOnlySpan<string> words)
    {
        ArgumentNullException.ThrowIfNull(file);
        ReadOnlySpan<char> name = file.AsSpan(file.AsSpan().LastIndexOfAny('/', '\\', '!') + 1);
        int end = -1;
        foreach (string word in words)
        {
            int found = name.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (found > 1 && name[found - 1] is '.' or '-' or '_' && (end < 0 || found - 1 < end))
            {
                end = found - 1;
            }
        }

        return end is > 0 and <= LongestHost && IsHostName(name[..end]) ? name[..end].ToString().ToLowerInvariant() : null;
    }

    private static bool IsHostName(ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return char.IsAsciiLetterOrDigit(text[0]);
    }
}
