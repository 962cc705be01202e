namespace Det0131.Datasets.Enrichment;

/// <summary>Reads names out of paths of any system. Allocates only the result.</summary>
public static class FileNames
{
    private const int LongestExtension = 12;

    private static readonly string[] Wrappers = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".z", ".gpg", ".enc", ".asc", ".pgp"];

    /// <summary>
    /// Lower-case extension with its dot; of a packed or encrypted file both (<c>.tar.gz</c>, <c>.sql.gpg</c>). Null when the name has none,
    /// begins with its only dot (<c>.bashrc</c>), or what follows the dot is no extension (over 12 characters, or other than letters and digits).
    /// </summary>
    public static string? Extension(ReadOnlySpan<char> path)
    {
        var name = BaseName(path);
        int stream = name.LastIndexOf(':');
        name = stream > 1 ? name[..stream] : name;
        int dot = LastDot(name);
        if (dot < 0)
        {
            return null;
        }

        Span<char> lower = stackalloc char[2 * LongestExtension];
        var last = lower[..name[dot..].ToLowerInvariant(lower)];
        if (IsWrapper(last))
        {
            int inner = LastDot(name[..dot]);
            var extension = inner < 0 ? default : name[(inner + 1)..dot];
            if (extension.Length is >= 2 and <= 5 && ContainsLettersOnly(extension))
            {
                last = lower[..name[inner..].ToLowerInvariant(lower)];
            }
        }

        return last.ToString();
    }

    /// <summary>What follows the last slash or backslash.</summary>
    public static ReadOnlySpan<char> BaseName(ReadOnlySpan<char> path) => path[(path.LastIndexOfAny('/', '\\') + 1)..];

    private static int LastDot(ReadOnlySpan<char> name)
    {
        int dot = name.LastIndexOf('.');
        int length = name.Length - dot - 1;
        if (dot <= 0 || length is 0 or > LongestExtension - 1)
        {
            return -1;
        }

        foreach (char c in name[(dot + 1)..])
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return -1;
            }
        }

        return dot;
    }

    private static bool ContainsLettersOnly(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetter(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWrapper(ReadOnlySpan<char> extension)
    {
        foreach (var wrapper in Wrappers)
        {
            if (extension.SequenceEqual(wrapper))
            {
                return true;
            }
        }

        return false;
    }
}
