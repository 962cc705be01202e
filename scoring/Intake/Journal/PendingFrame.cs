using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using CommunityToolkit.HighPerformance.Buffers;
using Det0131.Models.Events;

namespace Det0131.Scoring.Intake;

/// <summary>A frame on its way to the disk: its bytes, header included, and whoever waits for it. Not thread-safe; dispose when it is written.</summary>
internal sealed class PendingFrame : IDisposable
{
    private readonly ArrayPoolBufferWriter<byte> _bytes = new(4096);

    private PendingFrame(int events) => Events = events;

    public int Events { get; }

    public int Bytes => _bytes.WrittenCount;

    public ReadOnlyMemory<byte> Memory => _bytes.WrittenMemory;

    /// <summary>Completes with the position when the frame is on disk.</summary>
    public TaskCompletionSource<long> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="ArgumentException">The frame would be larger than a frame may be.</exception>
    public static PendingFrame Of(IReadOnlyList<SecurityEvent> events, string? note, DateTimeOffset at)
    {
        var frame = new PendingFrame(events.Count);
        try
        {
            frame.Fill(events, note, at);
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    /// <summary>Writes the header, now that the position is known.</summary>
    public void Place(long position, long durable)
    {
        // The pool's memory is the writer's own until it is disposed.
        var bytes = MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span;
        var body = bytes[FrameHeader.Bytes..];
        new FrameHeader(body.Length, Events, durable, JournalFormat.Crc(JournalFormat.Seed(position), body)).Write(bytes, position);
    }

    public void Dispose() => _bytes.Dispose();

    private void Fill(IReadOnlyList<SecurityEvent> events, string? note, DateTimeOffset at)
    {
        _bytes.GetSpan(FrameHeader.Bytes)[..FrameHeader.Bytes].Clear();
        _bytes.Advance(FrameHeader.Bytes);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), (at - DateTimeOffset.UnixEpoch).Ticks);
        _bytes.Advance(sizeof(long));
        var utf8 = note is null ? [] : Encoding.UTF8.GetBytes(note);
        WriteLength(note is null ? 0 : (ulong)utf8.Length + 1);
        CheckRoom(utf8.Length);
        _bytes.Write(utf8);
        if (events is PackedEvents packed)
        {
            for (var i = 0; i < packed.Count; i++)
            {
                Add(packed.BytesOf(i));
            }

            return;
        }

        using var one = new ArrayPoolBufferWriter<byte>(4096);
        for (var i = 0; i < events.Count; i++)
        {
            one.Clear();
            EventCodec.Write(events[i], one);
            Add(one.WrittenSpan);
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        CheckRoom(bytes.Length);
        WriteLength((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    private void WriteLength(ulong length) => _bytes.Advance(Varint.Write(_bytes.GetSpan(10), length));

    private void CheckRoom(int more)
    {
        if (_bytes.WrittenCount > JournalFormat.LargestBody - more - 16)
        {
            throw new ArgumentException($"Found a frame of more than {JournalFormat.LargestBody >> 20} MiB; expected its events in several frames.");
        }
    }
}
