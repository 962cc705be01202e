using System.Globalization;

namespace Det0131.Models.Alerts;

/// <summary>Looks of a line, when colours are asked for.</summary>
internal enum AnsiStyle : byte
{
    Plain = 0,
    Bold = 1,
    Dim = 2,
    Red = 31,
    Yellow = 33,
    Cyan = 36,
}

/// <summary>Lines of a terminal: escapes, wraps and colours them. Not thread-safe.</summary>
internal sealed class AlertLines(TextWriter output, int columns, bool useAnsi)
{
    public static AnsiStyle OfSeverity(AlertSeverity severity) => severity switch
    {
        AlertSeverity.High or AlertSeverity.Critical => AnsiStyle.Red,
        AlertSeverity.Medium => AnsiStyle.Yellow,
        _ => AnsiStyle.Cyan,
    };

    public void WriteEmpty() => output.WriteLine();

    public void WriteRule() => WriteStyled(AnsiStyle.Dim, new string('=', columns));

    public void WriteHeading(string text)
    {
        output.WriteLine();
        WriteStyled(AnsiStyle.Bold, text);
    }

    /// <summary>Our own prefix, then log-derived text, wrapped; further lines begin with blanks under it (hangColumns of them, 0 for the prefix's width).</summary>
    public void WriteWrapped(AnsiStyle style, string prefix, int hangColumns, string text)
    {
        string escaped = TerminalText.Escape(text);
        string hang = new(' ', hangColumns == 0 ? prefix.Length : hangColumns);
        string before = prefix;
        foreach (string line in TerminalText.Wrap(escaped, columns - Math.Max(prefix.Length, hang.Length)))
        {
            WriteStyled(style, before + line);
            before = hang;
        }
    }

    /// <summary>One line, cut at the terminal's width.</summary>
    public void WriteCut(AnsiStyle style, string prefix, string text) =>
        WriteStyled(style, prefix + TerminalText.Cut(TerminalText.Escape(text), columns - prefix.Length));

    private void WriteStyled(AnsiStyle style, string line)
    {
        if (useAnsi && style != AnsiStyle.Plain)
        {
            string code = ((int)style).ToString(CultureInfo.InvariantCulture);
            output.WriteLine($"\u001b[{code}m{line}\u001b[0m");
        }
        else
        {
            output.WriteLine(line);
        }
    }
}
