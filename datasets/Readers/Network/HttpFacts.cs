using Det0131.Models.Events;

namespace Det0131.Datasets.Readers.Network;

/// <summary>What all logs of HTTP say in the same way. Thread-safe.</summary>
internal static class HttpFacts
{
    /// <summary>Longer paths are cut here, on a character boundary.</summary>
    public const int LongestPathBytes = 1024;

    /// <summary>The path of the request, without what follows ?, # or ;. CONNECT names a host, not a file.</summary>
    public static void SetPath(SecurityEvent filled, ReadOnlySpan<byte> path, Utf8Interner interner)
    {
        path = TextExcerpt.Cut(UrlParts.PathOf(path), LongestPathBytes);
        if (path.IsEmpty || filled.HttpMethod == "CONNECT")
        {
            return;
        }

        filled.FilePath = interner.Intern(path);
        filled.FileExtension = PathText.Extension(path, interner);
    }

    /// <summary>
    /// Outcome by status, 100 to 599; others say nothing. Scanners ask for thousands of files that are not there: what was asked for and refused did
    /// not move. What was sent with a refused request did. Set method and path first.
    /// </summary>
    public static void SetAnswer(SecurityEvent filled, long? status)
    {
        if (status is not (>= 100 and <= 599))
        {
            return;
        }

        filled.Outcome = status < 400 ? Outcome.Success : Outcome.Failure;
        if (filled is { Outcome: Outcome.Failure, HttpMethod: not ("PUT" or "POST" or "PATCH") })
        {
            filled.FileExtension = null;
        }
    }
}
