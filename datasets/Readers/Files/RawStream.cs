namespace Det0131.Datasets.Readers;

/// <summary>The compressed side of a file: its size, and whether its end was met.</summary>
internal sealed class RawStream(Stream inner, long compressedBytes) : ReadOnlyStream
{
    /// <summary>Bytes on disk, 0 when unknown.</summary>
    public long CompressedBytes { get; } = compressedBytes;

    /// <summary>A read has come back empty: a decompressor that fails now has met a cut file, not a corrupt one.</summary>
    public bool Ended { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        Ended |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>
/// The unpacked side of a file: stops at the limits and turns every fault of a decompressor into an <see cref="InvalidDataException"/>
/// with a short fixed text.
/// </summary>
internal sealed class BoundedStream(Stream inner, RawStream raw, ReadLimits limits) : ReadOnlyStream
{
    public const string EndsEarly = "compressed data ends early";
    public const string Corrupt = "compressed data is corrupt";
    public const string TooLarge = "decompressed size is over the limit";
    public const string RatioTooHigh = "compression ratio is over the limit";

    private long total;

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = inner.Read(buffer);
        }
        catch (InvalidDataException fault) when (fault.Message is not (EndsEarly or Corrupt or TooLarge or RatioTooHigh))
        {
            throw new InvalidDataException(raw.Ended ? EndsEarly : Corrupt, fault);
        }

        total += count;
        if (total > limits.MaxFileBytes)
        {
            throw new InvalidDataException(TooLarge);
        }

        if (total > limits.RatioFreeBytes && raw.CompressedBytes > 0 && total / limits.MaxRatio > raw.CompressedBytes)
        {
            throw new InvalidDataException(RatioTooHigh);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>What every forward-only stream says about the rest of a stream's members.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
