using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Det0131.Models.Baselines;

/// <summary>
/// Reads what <see cref="BaselineFileWriter"/> wrote. Every fault is an <see cref="InvalidDataException"/> that names the file.
/// A count never exceeds the bytes that are left, so memory stays in proportion to the file. Not thread-safe.
/// </summary>
internal sealed class BaselineFileReader
{
    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly int _end;
    private int _at = BaselineFileWriter.HeaderBytes;

    public BaselineFileReader(string path, ReadOnlySpan<byte> magic, int newestVersion)
    {
        _path = path;
        _bytes = File.ReadAllBytes(path);
        if (_bytes.Length < BaselineFileWriter.HeaderBytes + BaselineFileWriter.HashBytes)
        {
            throw Fault($"{_bytes.Length} bytes are too few for a header");
        }

        if (!_bytes.AsSpan().StartsWith(magic))
        {
            throw Fault("it does not start with the mark of this kind of file");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(8));
        if (version != newestVersion)
        {
            throw Fault($"format version {version}, this program reads {newestVersion}");
        }

        var bodyBytes = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(12));
        _end = _bytes.Length - BaselineFileWriter.HashBytes;
        if (bodyBytes != _end - BaselineFileWriter.HeaderBytes)
        {
            throw Fault($"the header promises {bodyBytes} bytes of content, {_end - BaselineFileWriter.HeaderBytes} are there");
        }

        if (!SHA256.HashData(_bytes.AsSpan(0, _end)).AsSpan().SequenceEqual(_bytes.AsSpan(_end)))
        {
            throw Fault("its content does not match its SHA-256");
        }
    }

    public long Number()
    {
        var value = Unsigned();
        return value <= long.MaxValue ? (long)value : throw Fault("a number is too large", _at);
    }

    public long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>A number of things that each take at least one byte of what is left.</summary>
    public int Count(string what)
    {
        var value = Number();
        return value <= _end - _at ? (int)value : throw Fault($"{value} {what} cannot fit into {_end - _at} bytes", _at);
    }

    /// <summary>A number below a limit.</summary>
    public int Below(long limit, string what)
    {
        var value = Number();
        return value < limit ? (int)value : throw Fault($"{what} is {value}, expected below {limit}", _at);
    }

    /// <summary>The next member of an ascending list: greater than the one before it, below a limit.</summary>
    public int Ascending(int before, int limit, string what)
    {
        var step = Number();
        return step < limit - (long)before - 1 ? before + 1 + (int)step
            : throw Fault($"{what} after {before} moves on by {step}, past {limit}", _at);
    }

    public double Real()
    {
        if (_end - _at < sizeof(double))
        {
            throw Fault("it ends within a magnitude", _at);
        }

        var value = BinaryPrimitives.ReadDoubleLittleEndian(_bytes.AsSpan(_at));
        _at += sizeof(double);
        return value;
    }

    public string Text()
    {
        var lengthAndWidth = Number();
        var isWide = (lengthAndWidth & 1) == 1;
        var length = lengthAndWidth >> 1;
        if (length > (_end - _at) / (isWide ? 2 : 1))
        {
            throw Fault($"a string of {length} characters does not fit", _at);
        }

        var from = _at;
        _at += (int)length * (isWide ? 2 : 1);
        return string.Create((int)length, (_bytes, from, isWide), static (chars, state) =>
        {
            var (bytes, at, wide) = state;
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = wide ? (char)(bytes[at + (2 * i)] | (bytes[at + (2 * i) + 1] << 8)) : (char)bytes[at + i];
            }
        });
    }

    public void ExpectEnd()
    {
        if (_at != _end)
        {
            throw Fault($"{_end - _at} bytes are left over", _at);
        }
    }

    public InvalidDataException Fault(string why) => new($"Baseline file {_path}: {why}.");

    private InvalidDataException Fault(string why, int at) => Fault($"at byte {at}: {why}");

    private ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at == _end)
            {
                throw Fault("it ends within a number", _at);
            }

            var next = _bytes[_at++];
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Fault("a number is longer than 64 bits", _at);
    }
}
