using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Gives the string for some UTF-8 text, the same instance again while it is remembered, so that host names, addresses and
/// process names that come back cost no allocation. Thread-safe: entries are whole strings, exchanged atomically and compared in full,
/// so that a race costs at most a second instance.
/// </summary>
/// <remarks>
/// A two-way cache of fixed size with exact comparison: memory is bounded by <c>entries x longest text</c>, a look-up takes the same
/// time whatever was seen before, and hash collisions only cost a new string. CommunityToolkit's StringPool does the same job behind a lock
/// and with a heap per bucket. Bytes that are not UTF-8 become U+FFFD.
/// </remarks>
public sealed class Utf8Interner
{
    /// <summary>Longer texts (bytes) are made anew each time: command lines rarely come back and would fill memory.</summary>
    public const int LongestKept = 128;

    private const int DefaultEntries = 1 << 15;

    /// <summary>The one that parsers use: there is a parser for each file, and files are many.</summary>
    public static Utf8Interner Shared { get; } = new();

    private readonly string?[] entries;
    private readonly int setMask;

    /// <param name="entries">Strings remembered at most: a power of two from 2 to 2^20; 32,768 by default (at most about 9 MB).</param>
    public Utf8Interner(int entries = DefaultEntries)
    {
        if (entries is < 2 or > (1 << 20) || !int.IsPow2(entries))
        {
            throw new ArgumentOutOfRangeException(nameof(entries), entries, "Expected a power of two from 2 to 1,048,576.");
        }

        this.entries = new string?[entries];
        setMask = (entries >> 1) - 1;
    }

    /// <summary>The text as it is. Empty gives "".</summary>
    public string Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> chars = stackalloc char[LongestKept];
        return Find(chars[..Encoding.UTF8.GetChars(utf8, chars)]);
    }

    /// <summary>The text in lower case (invariant). Empty gives "".</summary>
    public string InternLower(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept)
        {
            return Encoding.UTF8.GetString(utf8).ToLowerInvariant();
        }

        Span<char> chars = stackalloc char[LongestKept];
        var length = Encoding.UTF8.GetChars(utf8, chars);
        return LowerInPlace(chars[..length]);
    }

    /// <summary>The text in upper case (invariant). Empty gives "".</summary>
    public string InternUpper(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept)
        {
            return Encoding.UTF8.GetString(utf8).ToUpperInvariant();
        }

        Span<char> chars = stackalloc char[LongestKept];
        Span<char> upper = stackalloc char[LongestKept];
        var length = Encoding.UTF8.GetChars(utf8, chars);
        return Find(upper[..((ReadOnlySpan<char>)chars[..length]).ToUpperInvariant(upper)]);
    }

    /// <summary>The text as it is, from characters.</summary>
    public string Intern(ReadOnlySpan<char> text) => text.Length > LongestKept ? new string(text) : Find(text);

    private string LowerInPlace(Span<char> chars)
    {
        if (Ascii.IsValid(chars))
        {
            Ascii.ToLowerInPlace(chars, out _);
            return Find(chars);
        }

        Span<char> lower = stackalloc char[LongestKept];
        return Find(lower[..((ReadOnlySpan<char>)chars).ToLowerInvariant(lower)]);
    }

    private string Find(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        // The runtime's string hash is keyed at random: nobody can choose names that push each other out.
        // Only the hit rate depends on it, never a result.
        var first = (string.GetHashCode(text) & setMask) << 1;
        var newest = entries[first];
        if (newest is not null && text.SequenceEqual(newest))
        {
            return newest;
        }

        var older = entries[first + 1];
        entries[first + 1] = newest;
        return entries[first] = older is not null && text.SequenceEqual(older) ? older : new string(text);
    }
}
