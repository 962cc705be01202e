namespace Det0131.Scoring.Streaming;

/// <summary>Writes a part of a snapshot in pieces, each behind its length, with a 0 at its end: a part may be larger than memory should hold twice. Dispose ends the part.</summary>
internal sealed class BlockWriter(BinaryWriter to) : BlockStream
{
    private readonly byte[] _piece = new byte[LongestPiece];
    private int _used;

    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, _piece.Length - _used);
            buffer[..taken].CopyTo(_piece.AsSpan(_used));
            buffer = buffer[taken..];
            _used += taken;
            if (_used == _piece.Length)
            {
                EndPiece();
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _used >= 0)
        {
            EndPiece();
            to.Write(0);
            _used = -1;
        }

        base.Dispose(disposing);
    }

    private void EndPiece()
    {
        if (_used > 0)
        {
            to.Write(_used);
            to.Write(_piece, 0, _used);
            _used = 0;
        }
    }
}

/// <summary>Reads what <see cref="BlockWriter"/> wrote, up to the part's end.</summary>
internal sealed class BlockReader(BinaryReader from) : BlockStream
{
    private readonly byte[] _piece = new byte[LongestPiece];
    private int _at;
    private int _length;
    private bool _isOver;

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">A length makes no sense.</exception>
    /// <exception cref="EndOfStreamException">It ends amid a part.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_at == _length && !buffer.IsEmpty)
        {
            NextPiece();
        }

        var taken = Math.Min(buffer.Length, _length - _at);
        _piece.AsSpan(_at, taken).CopyTo(buffer);
        _at += taken;
        return taken;
    }

    private void NextPiece()
    {
        _at = _length = 0;
        if (_isOver)
        {
            return;
        }

        var length = from.ReadInt32();
        if (length is < 0 or > LongestPiece)
        {
            throw new InvalidDataException($"Found a piece of {length} bytes in the snapshot; expected 0 to {LongestPiece}.");
        }

        from.BaseStream.ReadExactly(_piece, 0, length);
        _length = length;
        _isOver = length == 0;
    }
}

/// <summary>A stream in one direction, without places.</summary>
internal abstract class BlockStream : Stream
{
    /// <summary>Bytes of a piece at most.</summary>
    protected const int LongestPiece = 1 << 16;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
        // A piece is written when it is full, the last at the end.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
