using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Det0131.Models.Baselines;

/// <summary>
/// Writes one sorted binary file: magic, format version, length of the body, body, SHA-256 of all before it.
/// Numbers are LEB128 varints, reals eight bytes little-endian. Not thread-safe.
/// </summary>
internal sealed class BaselineFileWriter : IDisposable
{
    /// <summary>Magic (8), version (4), body length (8).</summary>
    public const int HeaderBytes = 20;

    public const int HashBytes = SHA256.HashSizeInBytes;

    private const int BufferBytes = 1 << 16;

    // The longest single number is ten bytes.
    private const int LongestNumberBytes = 10;

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly byte[] _header = new byte[HeaderBytes];
    private int _used;
    private long _bodyBytes;

    public BaselineFileWriter(string path, ReadOnlySpan<byte> magic, int version)
    {
        _file = new(path, FileMode.Create, FileAccess.ReadWrite);
        magic.CopyTo(_header);
        BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(8), version);
        _file.Write(_header);
    }

    /// <summary>A number from 0.</summary>
    public void Number(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Unsigned((ulong)value);
    }

    /// <summary>A number of either sign (zigzag).</summary>
    public void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    public void Real(double value)
    {
        Reserve(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_used), value);
        _used += sizeof(double);
    }

    /// <summary>
    /// Length and width as one number, then one byte per character where all fit, else two: any string comes back as it was,
    /// lone surrogates included, which UTF-8 would not give.
    /// </summary>
    public void Text(string text)
    {
        var isWide = text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff');
        Number(((long)text.Length << 1) | (isWide ? 1L : 0L));
        foreach (var c in text)
        {
            Reserve(sizeof(char));
            _buffer[_used++] = (byte)(c & 0xff);
            if (isWide)
            {
                _buffer[_used++] = (byte)(c >> 8);
            }
        }
    }

    /// <summary>Puts the length into the header and the hash at the end.</summary>
    public void Finish()
    {
        Flush();
        BinaryPrimitives.WriteInt64LittleEndian(_header.AsSpan(12), _bodyBytes);
        _file.Position = 0;
        _file.Write(_header);
        _file.Position = 0;
        var hash = SHA256.HashData(_file);
        _file.Position = _file.Length;
        _file.Write(hash);
    }

    public void Dispose() => _file.Dispose();

    private void Unsigned(ulong value)
    {
        Reserve(LongestNumberBytes);
        while (value >= 0x80)
        {
            _buffer[_used++] = (byte)((value & 0x7f) | 0x80);
            value >>= 7;
        }

        _buffer[_used++] = (byte)value;
    }

    private void Reserve(int bytes)
    {
        if (_used + bytes > _buffer.Length)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _file.Write(_buffer, 0, _used);
        _bodyBytes += _used;
        _used = 0;
    }
}
