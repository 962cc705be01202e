using System.Buffers;

namespace Det0131.Models.Versioning;

/// <summary>
/// Paths of files inside a version: relative, separated by <c>/</c>, at most 240 characters and 8 levels, only letters, digits
/// and <c>. _ - + = @</c>. Names that some system would read otherwise (<c>..</c>, a trailing dot, CON) are refused.
/// </summary>
internal static class StorePath
{
    public const int MaximumLength = 240;
    public const int MaximumLevels = 8;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+=@");

    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })],
        StringComparer.OrdinalIgnoreCase);

    public static bool IsValid(string path)
    {
        if (path.Length is 0 or > MaximumLength)
        {
            return false;
        }

        var segments = path.Split('/');
        return segments.Length <= MaximumLevels && Array.TrueForAll(segments, IsValidSegment);
    }

    /// <summary>Text from outside for a message: cut, and without characters that steer a terminal.</summary>
    public static string Shown(string text) =>
        new(text.Take(2 * MaximumLength).Select(c => char.IsControl(c) ? '?' : c).ToArray());

    private static bool IsValidSegment(string segment) =>
        segment.Length > 0 && segment[^1] != '.' && segment[0] != '.'
        && !segment.AsSpan().ContainsAnyExcept(Allowed)
        && !Devices.Contains(segment.Split('.')[0]);
}
