using System.Runtime.InteropServices;

namespace Det0131.Models.Knowledge.CommandLines;

/// <summary>Reads PowerShell's <c>-EncodedCommand</c>: base64 of UTF-16, behind any shortened form of the flag. Thread-safe.</summary>
public static class EncodedCommand
{
    private const string Flag = "-encodedcommand";

    /// <summary>Characters of base64 that are decoded at most; the rest is left off.</summary>
    public const int LongestText = 16_384;

    /// <summary>The command that the line carries encoded, or null when there is none that can be decoded. Allocates the result only.</summary>
    public static string? Decode(ReadOnlySpan<char> line)
    {
        bool follows = false;
        var words = new CommandWords(line);
        while (words.MoveNext())
        {
            var word = words.Current;
            if (follows)
            {
                return DecodeText(word);
            }

            // -e, -ec and -enc are taken; -ep and -ex are the execution policy.
            follows = word.Length >= 2 && (Flag.AsSpan().StartsWith(word, StringComparison.OrdinalIgnoreCase) || word.Equals("-ec", StringComparison.OrdinalIgnoreCase));
        }

        return null;
    }

    private static string? DecodeText(ReadOnlySpan<char> text)
    {
        // Four characters of base64 are three bytes, eight are three characters of UTF-16: what is cut is cut between them.
        text = text.TrimEnd('=');
        text = text[..(Math.Min(text.Length, LongestText) / 4 * 4)];
        var bytes = new byte[text.Length / 4 * 3];
        if (text.Length < 8 || !Convert.TryFromBase64Chars(text, bytes, out int written))
        {
            return null;
        }

        var characters = MemoryMarshal.Cast<byte, char>(bytes.AsSpan(0, written / 2 * 2));
        foreach (char c in characters)
        {
            // Commands are text: other content is no encoded command.
            if (c == '\0' || (char.IsControl(c) && !char.IsWhiteSpace(c)))
            {
                return null;
            }
        }

        return new string(characters);
    }
}
