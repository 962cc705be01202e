using System.IO.Compression;

namespace Det0131.Datasets.Readers;

internal enum CompressionKind
{
    None,
    Gzip,
    Zip,
    Zstd,

    /// <summary>Not compressed data but a table, which is read as JSON; encrypted ones too.</summary>
    Parquet,
}

/// <summary>Recognises compressed data by its first bytes and unpacks it within limits.</summary>
internal static class Compression
{
    /// <summary>Looks at the first four bytes of a seekable stream and goes back to its start; a stream that cannot seek counts as plain.</summary>
    public static CompressionKind Of(Stream stream)
    {
        if (!stream.CanSeek)
        {
            return CompressionKind.None;
        }

        Span<byte> head = stackalloc byte[4];
        var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return Of(head[..count]);
    }

    public static CompressionKind Of(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, 0x08, ..] => CompressionKind.Gzip,
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => CompressionKind.Zip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => CompressionKind.Zstd,
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1' or (byte)'E', ..] => CompressionKind.Parquet,
        _ => CompressionKind.None,
    };

    /// <summary>The unpacked bytes of a file; owns <paramref name="file"/>.</summary>
    public static Stream Unpack(Stream file, ReadLimits limits)
    {
        try
        {
            var raw = new RawStream(file, file.CanSeek ? file.Length : 0);
            return Unpack(raw, raw, Of(file), limits);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The unpacked bytes of an archive's member, which may itself be gzip or zstd.</summary>
    public static Stream UnpackMember(ZipArchiveEntry member, ReadLimits limits) => UnpackMember(member.Open(), member.CompressedLength, limits);

    /// <summary>The same of a member whose stream is open.</summary>
    public static Stream UnpackMember(Stream member, long compressedBytes, ReadLimits limits)
    {
        var raw = new RawStream(member, compressedBytes);
        var inner = new PeekStream(new BoundedStream(raw, raw, limits));
        try
        {
            var kind = Of(inner.Peek(4));
            return kind == CompressionKind.None ? inner : Unpack(inner, raw, kind, limits);
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    private static Stream Unpack(Stream packed, RawStream raw, CompressionKind kind, ReadLimits limits) => kind switch
    {
        CompressionKind.Gzip => new BoundedStream(new GZipStream(packed, CompressionMode.Decompress), raw, limits),
        CompressionKind.Zstd => new BoundedStream(new ZstdStream(packed), raw, limits),
        CompressionKind.Zip => throw new InvalidDataException("found an archive inside an archive; expected log files, plain or compressed, in it"),
        CompressionKind.Parquet => throw new InvalidDataException(ParquetRows.Inside),
        _ => packed,
    };
}
