using System.Text.Encodings.Web;
using Det0131.Models.Alerts;
using Microsoft.AspNetCore.Html;

namespace Det0131.Scoring.Pages.Rendering;

/// <summary>
/// Text that came from logs, made safe for a page. Razor encodes markup; this makes visible what would deceive the eye: control characters
/// and bidirectional marks print as <c>\u{202e}</c>, and every text is isolated so that its direction does not reach its neighbours. Thread-safe.
/// </summary>
public static class Shown
{
    private const int MostInLine = 400;

    /// <summary>One line, cut after 400 characters. Null or empty shows as a dash.</summary>
    public static IHtmlContent Text(string? text) => string.IsNullOrEmpty(text) ? Nothing : Isolated(Plain(text), null);

    /// <summary>The whole text; a line end shows as a sign and breaks the line.</summary>
    public static IHtmlContent Lines(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Nothing;
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(TerminalText.Escape);
        return Isolated(string.Join("\u240a\n", lines), "lines");
    }

    /// <summary>For attributes, titles and charts, where there is no markup: one line, cut after 400 characters.</summary>
    public static string Plain(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var cut = text.Length > MostInLine ? text[..(char.IsHighSurrogate(text[MostInLine - 1]) ? MostInLine - 1 : MostInLine)] : text;
        return TerminalText.Escape(cut) + (cut.Length < text.Length ? "\u2026" : "");
    }

    private static HtmlString Nothing { get; } = new("<span class=\"none\">\u2013</span>");

    private static HtmlString Isolated(string safe, string? style) =>
        new($"<bdi{(style is null ? "" : $" class=\"{style}\"")}>{HtmlEncoder.Default.Encode(safe).Replace("&#xA;", "\n", StringComparison.Ordinal)}</bdi>");
}
