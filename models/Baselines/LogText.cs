using System.Text;

namespace Det0131.Models.Baselines;

/// <summary>Text from logs made fit for a message: cut, and without control characters that could rewrite a console. Thread-safe.</summary>
internal static class LogText
{
    private const int LongestShown = 60;

    public static string Cut(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder();
        foreach (var c in text[..Math.Min(text.Length, LongestShown)])
        {
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return text.Length > LongestShown ? shown.Append("...").ToString() : shown.ToString();
    }
}
