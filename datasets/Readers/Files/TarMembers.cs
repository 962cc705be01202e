using System.Text;

namespace Det0131.Datasets.Readers;

/// <summary>
/// The files in a tar archive (POSIX ustar, GNU), one after another from a stream that is read once. Not thread-safe.
/// </summary>
/// <remarks>The base library's reader takes an extended header's word for its size and sets aside that much memory; this one keeps a block and a name.</remarks>
internal sealed class TarMembers(Stream archive) : IDisposable
{
    /// <summary>Bytes by which an archive is known.</summary>
    public const int BlockBytes = 512;

    private const string Damaged = "damaged archive: a member's header is not readable";
    private const int LongestName = 4096;
    private const int NameBytes = 100;
    private const int PrefixAt = 345, PrefixBytes = 155;

    private readonly byte[] block = new byte[BlockBytes];
    private long left;
    private int padding;

    /// <summary>The member's name; null at the archive's end.</summary>
    public string? Name { get; private set; }

    /// <summary>Bytes of the member.</summary>
    public long Length { get; private set; }

    /// <summary>Whether this is an archive's first block: its magic word, and a checksum that matches.</summary>
    public static bool IsOne(ReadOnlySpan<byte> head) =>
        head.Length >= BlockBytes && head.Slice(257, 5).SequenceEqual("ustar"u8) && IsSound(head[..BlockBytes]);

    /// <summary>Goes to the next file, past what is left of the one before. Null when that went well (also at the end), else why the archive cannot be read on.</summary>
    public string? Next()
    {
        Name = null;
        try
        {
            return Find();
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            return fault.Message;
        }
    }

    /// <summary>The member's bytes; they must be read before <see cref="Next"/>. Closing it leaves the archive open.</summary>
    public Stream Open() => new Member(this);

    public void Dispose() => archive.Dispose();

    private string? Find()
    {
        string? longName = null;
        while (true)
        {
            Skip(left + padding);
            left = 0;
            var count = archive.ReadAtLeast(block, BlockBytes, throwOnEndOfStream: false);
            if (count == 0 || !block.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                return null;
            }

            if (count < BlockBytes || !IsSound(block) || !TryOctal(block.AsSpan(124, 12), out var size))
            {
                return Damaged;
            }

            left = size;
            padding = (int)((BlockBytes - (size % BlockBytes)) % BlockBytes);
            switch (block[156])
            {
                case (byte)'0' or 0 or (byte)'7':
                    (Name, Length) = (longName ?? NameOf(block), size);
                    return null;
                case (byte)'L' when size <= LongestName:
                    longName = ReadName((int)size);
                    break;
                default:
                    // Folders, links, extended attributes: nothing to read in them.
                    break;
            }
        }
    }

    private string ReadName(int size)
    {
        var text = new byte[size];
        archive.ReadExactly(text);
        left = 0;
        return TextOf(text);
    }

    private void Skip(long bytes)
    {
        while (bytes > 0)
        {
            var count = archive.Read(block.AsSpan(0, (int)Math.Min(bytes, BlockBytes)));
            if (count == 0)
            {
                return;
            }

            bytes -= count;
        }
    }

    private int Read(Span<byte> buffer)
    {
        if (left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var count = archive.Read(buffer[..(int)Math.Min(left, buffer.Length)]);
        if (count == 0)
        {
            throw new InvalidDataException("archive ends early");
        }

        left -= count;
        return count;
    }

    /// <summary>The sum of the block's bytes, its own eight taken as blanks.</summary>
    private static bool IsSound(ReadOnlySpan<byte> block)
    {
        var sum = 8 * ' ';
        for (var at = 0; at < BlockBytes; at++)
        {
            sum += at is >= 148 and < 156 ? 0 : block[at];
        }

        return TryOctal(block.Slice(148, 8), out var told) && told == sum;
    }

    /// <summary>Octal digits between blanks and NULs; from GNU also a binary number, high byte first, behind a byte of 0x80.</summary>
    private static bool TryOctal(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        if (field[0] == 0x80)
        {
            foreach (var value in field[^7..])
            {
                number = (number << 8) | value;
            }

            return !field[1..^7].ContainsAnyExcept((byte)0);
        }

        field = field.Trim(" \0"u8);
        foreach (var digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            number = (number << 3) | (long)(digit - '0');
        }

        return !field.IsEmpty;
    }

    private static string NameOf(ReadOnlySpan<byte> block)
    {
        var name = TextOf(block[..NameBytes]);
        var prefix = block.Slice(263, 2).SequenceEqual("00"u8) ? TextOf(block.Slice(PrefixAt, PrefixBytes)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private static string TextOf(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private sealed class Member(TarMembers owner) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => owner.Read(buffer);
    }
}
