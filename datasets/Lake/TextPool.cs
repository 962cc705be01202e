using System.Text;
using CommunityToolkit.HighPerformance;

namespace Det0131.Datasets.Lake;

/// <summary>
/// Gives one string for equal UTF-8 texts, as long as it remembers them: a table of fixed size in which a text has two places. Not thread-safe.
/// </summary>
/// <remarks>
/// CommunityToolkit's StringPool does the same for any thread, with a lock and a heap per bucket: over columns of many different values (connection
/// ids) reading took 13 s a million events with it, 10 of them in the pool. Texts over <see cref="LongestBytes"/> seldom repeat and are not kept, which bounds
/// the pool in bytes.
/// </remarks>
internal sealed class TextPool
{
    /// <summary>Longest text kept.</summary>
    public const int LongestBytes = 256;

    private readonly Entry[] entries;
    private readonly int mask;

    /// <param name="capacity">Texts kept at most; rounded up to a power of two, 16 at least.</param>
    public TextPool(int capacity)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 16));
        entries = new Entry[size];
        mask = size - 1;
    }

    /// <summary>The text as a string: one that was given before, or a new one.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > LongestBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        // Fibonacci hashing spreads what the simple hash leaves close together.
        var hash = unchecked((uint)utf8.GetDjb2HashCode() * 2_654_435_769u);
        var place = (int)(hash >> 8) & mask;
        ref var first = ref entries[place];
        if (first.Is(hash, utf8))
        {
            return first.Text!;
        }

        ref var second = ref entries[place ^ 1];
        if (!second.Is(hash, utf8))
        {
            // The newest takes the first place, what stood there the second.
            second = first;
            first = new Entry(hash, utf8.Length, Encoding.UTF8.GetString(utf8));
            return first.Text!;
        }

        return second.Text!;
    }

    private readonly struct Entry(uint hash, int bytes, string text)
    {
        private readonly uint hash = hash;
        private readonly int bytes = bytes;

        public string? Text { get; } = text;

        public bool Is(uint otherHash, ReadOnlySpan<byte> utf8)
        {
            if (hash != otherHash || bytes != utf8.Length || Text is null)
            {
                return false;
            }

            // As many bytes as characters: then all are ASCII.
            if (Text.Length == bytes)
            {
                return Ascii.Equals(utf8, Text);
            }

            Span<byte> own = stackalloc byte[LongestBytes];
            return Encoding.UTF8.TryGetBytes(Text, own, out var written) && own[..written].SequenceEqual(utf8);
        }
    }
}
