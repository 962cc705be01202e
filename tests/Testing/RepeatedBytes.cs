namespace Det0131.Testing;

/// <summary>A stream that gives the same bytes again and again, and then an end. Allocates nothing while it is read. Not thread-safe.</summary>
/// <param name="bytes">What is repeated.</param>
/// <param name="times">How often.</param>
/// <param name="once">How many of the bytes, the first, come once only: a binary log's header.</param>
internal sealed class RepeatedBytes(byte[] bytes, long times, int once = 0) : Stream
{
    private long _left = once + ((bytes.Length - once) * times);
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => once + ((bytes.Length - once) * times);

    public override long Position
    {
        get => Length - _left;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, bytes.Length - _at), _left);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at = _at + count == bytes.Length ? once : _at + count;
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
