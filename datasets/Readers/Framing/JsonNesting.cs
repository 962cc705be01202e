namespace Det0131.Datasets.Readers;

/// <summary>Which brackets are open: as many as a record's bytes can hold, one bit each. Not thread-safe.</summary>
internal sealed class JsonNesting
{
    private ulong[] bits = new ulong[4];

    public int Depth { get; private set; }

    public void Clear() => Depth = 0;

    public void Open(bool isObject)
    {
        var word = Depth >> 6;
        if (word == bits.Length)
        {
            Array.Resize(ref bits, bits.Length * 2);
        }

        var bit = 1UL << (Depth & 63);
        bits[word] = isObject ? bits[word] | bit : bits[word] & ~bit;
        Depth++;
    }

    /// <summary>Closes the innermost; false when that is of the other kind.</summary>
    public bool Close(bool isObject)
    {
        if (Depth == 0 || InnermostIsObject != isObject)
        {
            return false;
        }

        Depth--;
        return true;
    }

    /// <summary>Whether the grammar lets an object begin behind <paramref name="before"/>.</summary>
    public bool ObjectMayFollow(ReadOnlySpan<byte> before)
    {
        var last = before.LastIndexOfAnyExcept(" \t\r\n"u8);
        return last < 0 || (InnermostIsObject ? before[last] == ':' : before[last] is (byte)'[' or (byte)',');
    }

    private bool InnermostIsObject => (bits[(Depth - 1) >> 6] & (1UL << ((Depth - 1) & 63))) != 0;
}

/// <summary>Recognises an object that only wraps an array of records.</summary>
internal static class JsonEnvelope
{
    public static bool OnlyBlanks(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(" \t\r\n"u8);

    /// <summary>Whether the text ends in <c>"Records" :</c> or one of the other names.</summary>
    public static bool NameStandsBefore(ReadOnlySpan<byte> before)
    {
        var text = before.TrimEnd(" \t\r\n"u8);
        if (!text.EndsWith(":"u8))
        {
            return false;
        }

        text = text[..^1].TrimEnd(" \t\r\n"u8);
        return text.EndsWith("\"Records\""u8) || text.EndsWith("\"records\""u8) || text.EndsWith("\"value\""u8);
    }

    /// <summary>Whether there is only one name before the array.</summary>
    public static bool IsFirstMember(ReadOnlySpan<byte> before) => before.Count((byte)'"') == 2;
}
