using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>Reads parts of file paths, of any system, and of URL paths. Thread-safe.</summary>
public static class PathText
{
    /// <summary>Longer "extensions" are part of a name.</summary>
    public const int LongestExtension = 12;

    /// <summary>
    /// The last extension in lower case with its dot: <c>.sql</c> for <c>/a/b.tar.SQL</c>. Null when there is none, when it is longer than
    /// <see cref="LongestExtension"/> letters, has anything but ASCII letters, digits, _ and -, or when the name begins with its only dot.
    /// </summary>
    public static string? Extension(ReadOnlySpan<byte> path, Utf8Interner interner)
    {
        ArgumentNullException.ThrowIfNull(interner);
        var name = path[(path.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..];
        var dot = name.LastIndexOf((byte)'.');
        if (dot <= 0 || dot == name.Length - 1 || name.Length - dot - 1 > LongestExtension)
        {
            return null;
        }

        foreach (var letter in name[(dot + 1)..])
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'_' or (byte)'-'))
            {
                return null;
            }
        }

        return interner.InternLower(name[dot..]);
    }

    /// <summary>As the other overload, for text.</summary>
    public static string? Extension(string path, Utf8Interner interner)
    {
        ArgumentNullException.ThrowIfNull(path);
        var from = path.LastIndexOfAny(['/', '\\']) + 1;
        return path.Length - from > 1024 ? null : Extension(Encoding.UTF8.GetBytes(path, from, path.Length - from), interner);
    }
}
