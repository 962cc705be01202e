using System.Text;

namespace Det0131.Models.Tests.Elements.Rules;

/// <summary>Names as somebody would choose them who wants to break out of a rule: known tricks, and seeded mixtures of what languages treat specially.</summary>
internal static class HostileTexts
{
    private static readonly string[] Parts =
    [
        "\"", "'", "\\", "\\\\", "\"\"", "\n", "\r\n", "\t", "\0", "\u0007", "\u202e", "\u2028", "\u0085", "\ufeff", "*", "?", "|", ";", "//", "/*", "```", "`", "#", "---", "...", ": ", "- ", "{", "}", "[", "]",
        "(", ")", ",", "%", "$", "&a", "*a", "!!str", "@\"", "\ud83d\ude00", "\ue000", "true", "null", "0x1F", "1e9", " ", "\u00a0", "a", "é", ".exe", "| delete", "*/",
    ];

    public static IEnumerable<string> All(int seed, int count)
    {
        foreach (var part in Parts)
        {
            yield return part;
        }

        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            for (var left = random.Next(1, 9); left > 0; left--)
            {
                text.Append(random.Next(4) == 0 ? ((char)random.Next(0x20, 0xd7ff)).ToString() : Parts[random.Next(Parts.Length)]);
            }

            yield return text.ToString();
        }
    }
}
