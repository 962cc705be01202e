using System.Buffers;
using System.Text.Json;
using Det0131.Datasets.Readers.HostLogs;

namespace Det0131.Datasets.Readers.MacOS;

/// <summary>
/// Joins the arguments of an exec event to one command line, quoted as a shell would need it. One per parser; reuses its buffer. Not thread-safe.
/// </summary>
internal sealed class ArgumentText
{
    // Everything that a POSIX shell takes as itself.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_"u8);

    private byte[] line = new byte[1024];

    /// <summary>
    /// <c>["curl","-F","a b"]</c> gives <c>curl -F 'a b'</c>. Cut at 4 KiB on a character boundary; null for no arguments or no array.
    /// </summary>
    /// <param name="json">A valid JSON array.</param>
    public string? Join(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '[')
        {
            return null;
        }

        int used = 0;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && used <= HostText.LongestCommandBytes)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                used = Append(ref reader, used);
            }
            else
            {
                reader.Skip();
            }
        }

        return HostText.Cut(line.AsSpan(0, used));
    }

    private int Append(ref Utf8JsonReader reader, int used)
    {
        // Worst case: every byte is a quote and becomes four; plus the blank and two quotes.
        int longest = (reader.ValueSpan.Length * 4) + 3;
        if (line.Length - used < longest + reader.ValueSpan.Length)
        {
            Array.Resize(ref line, Math.Max(line.Length * 2, used + longest + reader.ValueSpan.Length));
        }

        // The text is resolved at the buffer's end, then quoted to its place.
        Span<byte> text = line.AsSpan(line.Length - reader.ValueSpan.Length);
        try
        {
            text = text[..reader.CopyString(text)];
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text; the escaped form is used as it stands.
            reader.ValueSpan.CopyTo(text);
        }

        if (used > 0)
        {
            line[used++] = (byte)' ';
        }

        return Quote(text, used);
    }

    private int Quote(ReadOnlySpan<byte> text, int used)
    {
        bool isPlain = !text.IsEmpty && text.IndexOfAnyExcept(Plain) < 0;
        if (isPlain)
        {
            text.CopyTo(line.AsSpan(used));
            return used + text.Length;
        }

        line[used++] = (byte)'\'';
        foreach (byte letter in text)
        {
            if (letter == '\'')
            {
                @"'\''"u8.CopyTo(line.AsSpan(used));
                used += 4;
            }
            else
            {
                line[used++] = letter;
            }
        }

        line[used++] = (byte)'\'';
        return used;
    }
}
