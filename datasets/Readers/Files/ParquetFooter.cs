using System.Buffers.Binary;

namespace Det0131.Datasets.Readers;

/// <summary>
/// Looks over the footer of a Parquet file (Thrift's compact protocol) before a native library reads it: that follows nested columns by calling itself, and a file made to be
/// nested deeply would end the process. Thread-safe.
/// </summary>
internal static class ParquetFooter
{
    public const string Encrypted = "found an encrypted Parquet file; expected a plain one";
    private const string Damaged = "Parquet footer is damaged";

    /// <summary>Levels of columns: more than JSON readers take anyway.</summary>
    private const int MostLevels = 100;

    /// <summary>The time to prepare a query grows with their square: 20,000 take seconds, 100,000 minutes. The fields of structs count.</summary>
    private const int MostColumns = 5_000;
    private const int MostBytes = 64 << 20;
    private const int MostNesting = 32;
    private const int TailBytes = 8;

    private enum Kind
    {
        Stop = 0,
        True = 1,
        False = 2,
        Byte = 3,
        Int64 = 6,
        Double = 7,
        Binary = 8,
        List = 9,
        Set = 10,
        Map = 11,
        Struct = 12,
    }

    /// <exception cref="InvalidDataException">It should not be read; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static void Check(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        Span<byte> tail = stackalloc byte[TailBytes];
        if (length < TailBytes + 4 || RandomAccess.Read(file, tail, length - TailBytes) != TailBytes)
        {
            throw new InvalidDataException(Damaged);
        }

        if (tail[4..].SequenceEqual("PARE"u8))
        {
            throw new InvalidDataException(Encrypted);
        }

        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || bytes > length - TailBytes - 4)
        {
            throw new InvalidDataException($"{Damaged}: found no end of a Parquet file; is it still being written?");
        }

        if (bytes > MostBytes)
        {
            throw new InvalidDataException($"found a Parquet footer of {bytes} bytes; expected at most {MostBytes}");
        }

        var footer = new byte[bytes];
        for (var at = 0; at < footer.Length;)
        {
            var count = RandomAccess.Read(file, footer.AsSpan(at), length - TailBytes - bytes + at);
            at += count > 0 ? count : throw new InvalidDataException(Damaged);
        }

        Check(footer);
    }

    /// <summary>As <see cref="Check(string)"/>, of the footer's bytes.</summary>
    internal static void Check(ReadOnlySpan<byte> footer)
    {
        const int Schema = 2;
        var rest = footer;
        for (var id = 0; Field(ref rest, ref id) is not Kind.Stop and var kind;)
        {
            if (id == Schema && kind == Kind.List)
            {
                CheckSchema(ref rest);
            }
            else
            {
                Skip(ref rest, kind, 0);
            }
        }
    }

    /// <summary>Elements come in the order of a walk from the root; each tells how many of those behind it are below it.</summary>
    private static void CheckSchema(ref ReadOnlySpan<byte> rest)
    {
        const int Children = 5;
        var (count, element) = ListHead(ref rest);
        if (element != Kind.Struct || count is 0 or > MostColumns)
        {
            throw new InvalidDataException($"found {count} columns in a Parquet file; expected 1 to {MostColumns}");
        }

        Span<long> left = stackalloc long[MostLevels];
        var level = -1;
        for (var at = 0UL; at < count; at++)
        {
            long children = 0;
            for (var id = 0; Field(ref rest, ref id) is not Kind.Stop and var kind;)
            {
                if (id == Children && kind is > Kind.Byte and <= Kind.Int64)
                {
                    var number = Varint(ref rest);
                    children = unchecked((long)(number >> 1) ^ -(long)(number & 1));
                }
                else
                {
                    Skip(ref rest, kind, 0);
                }
            }

            while (level >= 0 && left[level] == 0)
            {
                level--;
            }

            if (level >= 0)
            {
                left[level]--;
            }

            if (children > 0)
            {
                if (++level == MostLevels)
                {
                    throw new InvalidDataException($"found columns of a Parquet file nested more than {MostLevels} levels deep; expected fewer");
                }

                left[level] = children;
            }
        }
    }

    private static Kind Field(ref ReadOnlySpan<byte> rest, ref int id)
    {
        var head = Byte(ref rest);
        if (head == 0)
        {
            return Kind.Stop;
        }

        id = head >> 4 == 0 ? unchecked((int)Varint(ref rest) >> 1) : unchecked(id + (head >> 4));
        return (Kind)(head & 15);
    }

    private static (ulong Count, Kind Element) ListHead(ref ReadOnlySpan<byte> rest)
    {
        var head = Byte(ref rest);
        var count = (ulong)(head >> 4);
        return (count == 15 ? Varint(ref rest) : count, (Kind)(head & 15));
    }

    private static void Skip(ref ReadOnlySpan<byte> rest, Kind kind, int nesting)
    {
        if (nesting > MostNesting)
        {
            throw new InvalidDataException(Damaged);
        }

        switch (kind)
        {
            case Kind.True or Kind.False:
                break;
            case Kind.Byte:
                Byte(ref rest);
                break;
            case > Kind.Byte and <= Kind.Int64:
                Varint(ref rest);
                break;
            case Kind.Double:
                Take(ref rest, sizeof(double));
                break;
            case Kind.Binary:
                Take(ref rest, Varint(ref rest));
                break;
            case Kind.List or Kind.Set:
                var (count, element) = ListHead(ref rest);
                SkipAll(ref rest, count, element, element, nesting);
                break;
            case Kind.Map:
                if (Varint(ref rest) is > 0 and var pairs)
                {
                    var kinds = Byte(ref rest);
                    SkipAll(ref rest, pairs, (Kind)(kinds >> 4), (Kind)(kinds & 15), nesting, isMap: true);
                }

                break;
            case Kind.Struct:
                for (var id = 0; Field(ref rest, ref id) is not Kind.Stop and var field;)
                {
                    Skip(ref rest, field, nesting + 1);
                }

                break;
            default:
                throw new InvalidDataException(Damaged);
        }
    }

    /// <summary>In lists and maps a truth value takes a byte, as everything does: so no count is larger than what is left.</summary>
    private static void SkipAll(ref ReadOnlySpan<byte> rest, ulong count, Kind first, Kind second, int nesting, bool isMap = false)
    {
        if (count > (ulong)rest.Length)
        {
            throw new InvalidDataException(Damaged);
        }

        for (var at = 0UL; at < count; at++)
        {
            Skip(ref rest, first is Kind.True or Kind.False ? Kind.Byte : first, nesting + 1);
            if (isMap)
            {
                Skip(ref rest, second is Kind.True or Kind.False ? Kind.Byte : second, nesting + 1);
            }
        }
    }

    private static byte Byte(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            throw new InvalidDataException(Damaged);
        }

        var value = rest[0];
        rest = rest[1..];
        return value;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte(ref rest);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException(Damaged);
    }

    private static void Take(ref ReadOnlySpan<byte> rest, ulong count) => rest = count <= (ulong)rest.Length ? rest[(int)count..] : throw new InvalidDataException(Damaged);
}
