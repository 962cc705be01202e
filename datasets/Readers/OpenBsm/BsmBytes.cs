using System.Buffers.Binary;

namespace Det0131.Datasets.Readers.OpenBsm;

/// <summary>Reads the fields of tokens, high byte first. What is not there reads as 0 or nothing and is told by <see cref="IsCut"/>.</summary>
internal ref struct BsmBytes(ReadOnlySpan<byte> data)
{
    private const uint Ipv4 = 4;
    private const uint Ipv6 = 16;

    private ReadOnlySpan<byte> rest = data;

    /// <summary>Whether a field was asked for that the record does not hold.</summary>
    public bool IsCut { get; private set; }

    public readonly bool IsAtEnd => rest.IsEmpty;

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public int Word() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : 0;

    public uint Number() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    public ulong Long() => Take(8) is { Length: 8 } eight ? BinaryPrimitives.ReadUInt64BigEndian(eight) : 0;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            IsCut = true;
            rest = default;
            return default;
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    public void Skip(int count) => Take(count);

    /// <summary>A text behind its length in two bytes, up to its NUL.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var text = Take(Word());
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    /// <summary>A text up to its NUL.</summary>
    public ReadOnlySpan<byte> TextToNul()
    {
        var end = rest.IndexOf((byte)0);
        if (end < 0)
        {
            IsCut = true;
            rest = default;
            return default;
        }

        var text = rest[..end];
        rest = rest[(end + 1)..];
        return text;
    }

    /// <summary>An address behind its kind in four bytes: 4 or 16 bytes; empty for any other kind.</summary>
    public ReadOnlySpan<byte> Address() => Number() switch
    {
        Ipv4 => Take((int)Ipv4),
        Ipv6 => Take((int)Ipv6),
        _ => default,
    };
}
