using System.Numerics;

namespace Det0131.Scoring.Intake;

/// <summary>Integers of variable length: seven bits a byte, low ones first, as Protocol Buffers write them. Thread-safe.</summary>
internal static class Varint
{
    private const int LongestBytes = 10;

    /// <summary>Writes a number and returns how many bytes it took, 1 to 10.</summary>
    public static int Write(Span<byte> to, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value & 0x7F | 0x80);
            value >>= 7;
        }

        to[at] = (byte)value;
        return at + 1;
    }

    /// <summary>Bytes that <see cref="Write"/> takes for a number, 1 to 10.</summary>
    public static int Length(ulong value) => 1 + (BitOperations.Log2(value | 1) / 7);

    /// <summary>Reads a number and steps over it.</summary>
    /// <exception cref="InvalidDataException">There is no whole number of 64 bits.</exception>
    public static ulong Take(ref ReadOnlySpan<byte> from)
    {
        var value = 0UL;
        for (var at = 0; at < from.Length && at < LongestBytes; at++)
        {
            var bits = (ulong)(from[at] & 0x7F);
            if (at == LongestBytes - 1 && bits > 1)
            {
                break;
            }

            value |= bits << (7 * at);
            if (from[at] < 0x80)
            {
                from = from[(at + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("found a number that has no end; expected at most 10 bytes");
    }

    /// <summary>Small numbers of either sign as small numbers.</summary>
    public static ulong Fold(long value) => unchecked((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Undoes <see cref="Fold"/>.</summary>
    public static long Unfold(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));
}
