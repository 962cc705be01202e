namespace Det0131.Datasets.Readers.Linux;

/// <summary>
/// Joins arguments to a command line: one blank between, quotes around an argument that is empty or holds white space. An argument may come in pieces.
/// Bounded: what goes beyond the limit is dropped. Not thread-safe.
/// </summary>
internal sealed class ArgumentJoiner(int longestBytes)
{
    private byte[] text = new byte[256];
    private int used;
    private int argumentStart = -1;

    public ReadOnlySpan<byte> Text => text.AsSpan(0, used);

    public void Clear() => (used, argumentStart) = (0, -1);

    /// <summary>Begins the next argument.</summary>
    public void Begin()
    {
        End();
        if (used > 0)
        {
            Append(" "u8);
        }

        argumentStart = used;
    }

    /// <summary>Adds a piece to the argument begun last.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (argumentStart < 0 && used == 0)
        {
            argumentStart = 0;
        }

        piece = piece.Length > longestBytes - used ? piece[..(longestBytes - used)] : piece;
        if (text.Length - used < piece.Length)
        {
            Array.Resize(ref text, Math.Min(Math.Max(text.Length * 2, used + piece.Length), longestBytes));
        }

        piece.CopyTo(text.AsSpan(used));
        used += piece.Length;
    }

    /// <summary>Ends the argument begun last. Harmless a second time.</summary>
    public void End()
    {
        if (argumentStart < 0)
        {
            return;
        }

        var start = argumentStart;
        argumentStart = -1;
        var argument = text.AsSpan(start, used - start);
        if (!argument.IsEmpty && argument.IndexOfAny(" \t\r\n"u8) < 0)
        {
            return;
        }

        var end = used;
        Append("\"\""u8);
        if (used < end + 2)
        {
            used = end;
            return;
        }

        // Moves the argument by one to make room for the quote before it; the second of the two stays behind it.
        text.AsSpan(start, end - start).CopyTo(text.AsSpan(start + 1));
        text[start] = (byte)'"';
    }
}
