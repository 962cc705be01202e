using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Det0131.Datasets.Readers;
using Det0131.Models.Events;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Intake;

/// <summary>Reads frames of one segment into a buffer that it keeps. The event that it gives is the same instance each time. Not thread-safe.</summary>
internal sealed class FrameReader(JournalSegment segment, Utf8Interner strings) : IDisposable
{
    private readonly SafeFileHandle _file = segment.OpenRead();
    private readonly SecurityEvent _event = new();
    private byte[] _body = [];

    /// <summary>Reads the frame at a position that the index names.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public JournalFrame Read(long position)
    {
        var header = ReadHeader(position);
        var body = ReadBody(position, header);
        var at = DateTimeOffset.UnixEpoch.AddTicks(BinaryPrimitives.ReadInt64LittleEndian(body));
        var note = TakeNote(body[sizeof(long)..], out var rest);
        var first = body.Length - rest;
        var bodyBytes = body.Length;
        return new JournalFrame(position, position + FrameHeader.Bytes + bodyBytes, at, note, Events(position, first, bodyBytes, header.Events));
    }

    /// <summary>The event at a position inside the frame at <paramref name="frame"/>; null when no event begins there.</summary>
    public SecurityEvent? Find(long frame, long position)
    {
        var header = ReadHeader(frame);
        var body = ReadBody(frame, header);
        TakeNote(body[sizeof(long)..], out var rest);
        var first = frame + FrameHeader.Bytes;
        var at = body.Length - rest;
        for (var i = 0; i < header.Events && first + at <= position; i++)
        {
            if (first + at == position)
            {
                var found = new SecurityEvent();
                Decode(at, body.Length, found);
                found.JournalPosition = position;
                return found;
            }

            // Stepped over by its length: what is asked for is one of hundreds.
            var left = body[at..];
            var length = (int)Varint.Take(ref left);
            at = body.Length - left.Length + length;
        }

        return null;
    }

    public void Dispose()
    {
        _file.Dispose();
        if (_body.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_body);
            _body = [];
        }
    }

    private FrameHeader ReadHeader(long position)
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Bytes];
        var count = JournalDisk.Read(_file, bytes, position - segment.Start);
        return FrameHeader.TryRead(bytes[..count], position, out var header) ? header : throw segment.Damaged(position, "a damaged header");
    }

    private ReadOnlySpan<byte> ReadBody(long position, FrameHeader header)
    {
        if (_body.Length < header.BodyBytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(header.BodyBytes);
            if (_body.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_body);
            }

            _body = larger;
        }

        var body = _body.AsSpan(0, header.BodyBytes);
        var count = JournalDisk.Read(_file, body, position - segment.Start + FrameHeader.Bytes);
        return count == body.Length && body.Length > sizeof(long) && JournalFormat.Crc(JournalFormat.Seed(position), body) == header.BodyCrc
            ? body : throw segment.Damaged(position, "a damaged body");
    }

    private static string? TakeNote(ReadOnlySpan<byte> from, out int rest)
    {
        var length = Varint.Take(ref from);
        if (length == 0)
        {
            rest = from.Length;
            return null;
        }

        rest = from.Length - (int)(length - 1);
        return Encoding.UTF8.GetString(from[..(int)(length - 1)]);
    }

    private IEnumerable<SecurityEvent> Events(long position, int first, int bodyBytes, int count)
    {
        var at = first;
        for (var i = 0; i < count; i++)
        {
            var start = at;
            at = Decode(at, bodyBytes, _event);
            _event.JournalPosition = position + FrameHeader.Bytes + start;
            yield return _event;
        }
    }

    private int Decode(int at, int bodyBytes, SecurityEvent into)
    {
        var rest = (ReadOnlySpan<byte>)_body.AsSpan(at, bodyBytes - at);
        var length = (int)Varint.Take(ref rest);
        EventCodec.Read(rest[..length], into, strings);
        return bodyBytes - rest.Length + length;
    }
}
