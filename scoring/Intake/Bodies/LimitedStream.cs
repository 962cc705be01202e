namespace Det0131.Scoring.Intake;

/// <summary>Reads another stream up to a number of bytes; remembers that there were more. Not thread-safe.</summary>
internal sealed class LimitedStream(Stream inner, long most) : Stream
{
    private long _total;

    /// <summary>There was more than allowed.</summary>
    public bool IsExceeded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = inner.Read(buffer);
        }
        catch (InvalidDataException fault)
        {
            // The decompressor's own words speak of archives.
            throw new InvalidDataException("gzip data is corrupt or ends early", fault);
        }

        _total += count;
        if (_total > most)
        {
            IsExceeded = true;
            throw new InvalidDataException("larger than allowed");
        }

        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
