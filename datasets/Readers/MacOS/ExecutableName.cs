using System.Text;
using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.MacOS;

/// <summary>Names of executables that are already known by path.</summary>
internal static class ExecutableName
{
    // macOS: NAME_MAX.
    private const int LongestName = 255;

    /// <summary>Lower-case last segment of a path; null when it ends in a slash. Allocates nothing for names seen before.</summary>
    public static string? Of(string path, HostText text)
    {
        ReadOnlySpan<char> name = path.AsSpan(path.LastIndexOf('/') + 1);
        if (name.Length > LongestName)
        {
            return name.ToString().ToLowerInvariant();
        }

        Span<byte> utf8 = stackalloc byte[LongestName * 3];
        return text.Lower(utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }
}
