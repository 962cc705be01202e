using System.Buffers.Binary;

namespace Det0131.Models.Versioning;

/// <summary>
/// Bounds a zip's central directory before the library reads it: the library makes an object of every entry there, so a
/// large file of nothing but entries would take many times its size in memory. Layout: PKWARE APPNOTE 4.3.14 to 4.3.16.
/// </summary>
internal static class ZipDirectoryGuard
{
    /// <summary>20,000 files with paths of the greatest length take less.</summary>
    public const int MaximumDirectoryBytes = 8 * 1024 * 1024;

    private const int EndBytes = 22;
    private const int LocatorBytes = 20;
    private const int End64Bytes = 56;
    private const int MaximumCommentBytes = ushort.MaxValue;

    /// <summary>Checks a seekable stream and puts it back to its start.</summary>
    /// <exception cref="InvalidDataException">No zip, or its directory is too large.</exception>
    public static void Check(Stream zip)
    {
        var tail = new byte[(int)Math.Min(zip.Length, EndBytes + MaximumCommentBytes)];
        var tailStart = zip.Length - tail.Length;
        ReadAt(zip, tailStart, tail);
        var end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndBytes)
        {
            throw new InvalidDataException("archive: not a zip file");
        }

        // The library follows the record of large zips when any short field is all ones; the guard minds both places.
        long start32 = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        var start64 = ReadStart64(zip, tailStart + end - LocatorBytes);
        var start = start32 == uint.MaxValue
            ? start64 ?? throw new InvalidDataException("archive: no end record of a large zip where one was expected")
            : Math.Min(start64 ?? start32, start32);
        var bytes = tailStart + end - start;
        if (start < 0 || bytes is < 0 or > MaximumDirectoryBytes)
        {
            throw new InvalidDataException($"archive: a directory from byte {start} to {tailStart + end}, expected at most {MaximumDirectoryBytes} bytes");
        }

        zip.Position = 0;
    }

    // Null when the zip has no such record.
    private static long? ReadStart64(Stream zip, long locatorAt)
    {
        if (locatorAt < 0)
        {
            return null;
        }

        var locator = new byte[LocatorBytes];
        ReadAt(zip, locatorAt, locator);
        if (!locator.AsSpan().StartsWith("PK\x06\x07"u8))
        {
            return null;
        }

        var end = new byte[End64Bytes];
        ReadAt(zip, BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), end);
        return end.AsSpan().StartsWith("PK\x06\x06"u8)
            ? BinaryPrimitives.ReadInt64LittleEndian(end.AsSpan(48))
            : throw new InvalidDataException("archive: the locator of a large zip points to something else");
    }

    private static void ReadAt(Stream zip, long position, byte[] buffer)
    {
        if (position < 0 || position > zip.Length - buffer.Length)
        {
            throw new InvalidDataException($"archive: points to byte {position} of {zip.Length}");
        }

        zip.Position = position;
        zip.ReadExactly(buffer);
    }
}
