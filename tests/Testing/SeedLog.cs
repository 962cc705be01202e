using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Det0131.Testing;

/// <summary>A log of a format's seed records as often as needed.</summary>
internal static partial class SeedLog
{
    private const int Variants = 4_096;

    /// <summary>
    /// What is to be repeated. A serial number of auditd names one event for ever, and its reader joins records by it: there each repetition has serials of its own.
    /// </summary>
    public static byte[] Of(string path)
    {
        var text = File.ReadAllText(path);
        if (!Serial().IsMatch(text))
        {
            return File.ReadAllBytes(path);
        }

        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Variants).Select(variant => Serial().Replace(text, match => string.Create(CultureInfo.InvariantCulture,
            $"audit({long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + (variant * 10_000L)}{match.Groups[2].Value}:{long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) + (variant * 10_000L)})")))));
    }

    [GeneratedRegex(@"audit\((\d{1,12})(\.\d+):(\d{1,12})\)")]
    private static partial Regex Serial();
}
