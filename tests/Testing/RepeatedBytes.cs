namespace Det0131.Testing;

/// <summary>A stream that gives the same bytes again and again, and then an end. Allocates nothing while it is read. Not thread-safe.</summary>
internal sealed class RepeatedBytes(byte[] bytes, long times) : Stream
{
    private long _left = bytes.Length * times;
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length * times;

    public override long Position
    {
        get => Length - _left;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, bytes.Length - _at), _left);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at = _at + count == bytes.Length ? 0 : _at + count;
        _left -= count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
