using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Intake;

/// <summary>What was found at opening.</summary>
/// <param name="Segments">In order; empty: a new journal.</param>
/// <param name="TornFile">File whose end was cut off; null: none.</param>
/// <param name="TornBytes">Bytes cut off: written, never acknowledged.</param>
internal sealed record RecoveredJournal(List<JournalSegment> Segments, string? TornFile, long TornBytes);

/// <summary>
/// Finds the segments of a directory and what of them is whole. The bodies of the last segment are checked, those of earlier ones when they are
/// read: a start must not take the time to read all that is kept.
/// </summary>
/// <remarks>
/// What a crash leaves behind is cut off: bytes that no caller was told of. They may be damaged anywhere, because a disk may write the end of a batch
/// before its beginning. A frame says how far the journal was on disk when it was written; so a damaged frame was acknowledged exactly when a later
/// frame says so, and then it is a fault to be told, not to be cut off.
/// </remarks>
internal static class JournalRecovery
{
    /// <exception cref="InvalidDataException">What was acknowledged is damaged or missing.</exception>
    public static RecoveredJournal Open(string directory, JournalDisk disk)
    {
        var segments = Directory.EnumerateFiles(directory, "*" + JournalSegment.Suffix)
            .Select(path => (Path: path, Start: JournalSegment.StartOf(path))).Where(file => file.Start is not null)
            .Select(file => new JournalSegment(file.Path, file.Start!.Value)).OrderBy(segment => segment.Start).ToList();
        for (var i = 0; i < segments.Count - 1; i++)
        {
            ReadClosed(segments[i], segments[i + 1].Start);
        }

        if (segments.Count == 0)
        {
            return new RecoveredJournal(segments, null, 0);
        }

        var last = segments[^1];
        var torn = ReadLast(last, disk);
        return new RecoveredJournal(segments, torn > 0 ? last.Path : null, torn);
    }

    private static void ReadClosed(JournalSegment segment, long nextStart)
    {
        using var file = segment.OpenRead();
        var bad = Scan(segment, file, withBodies: false);
        if (bad is not null)
        {
            throw segment.Damaged(bad.Value, "something else");
        }

        if (segment.End != nextStart)
        {
            throw segment.Damaged(segment.End, $"the end of the file, and {JournalSegment.NameOf(nextStart)} as the next");
        }
    }

    private static long ReadLast(JournalSegment segment, JournalDisk disk)
    {
        using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var bad = Scan(segment, file, withBodies: true);
        if (bad is not { } position)
        {
            return 0;
        }

        if (IsAcknowledged(segment, file, position))
        {
            throw segment.Damaged(position, "damage before later frames");
        }

        var length = RandomAccess.GetLength(file);
        if (position == segment.Start)
        {
            // The file was being made. Its first bytes are written again.
            disk.Cut(file, 0);
            WriteHeader(file, segment.Start, disk);
            return length;
        }

        disk.Cut(file, position - segment.Start);
        return length - (position - segment.Start);
    }

    /// <summary>Writes the bytes before the first frame and waits for the disk.</summary>
    public static void WriteHeader(SafeFileHandle file, long start, JournalDisk disk)
    {
        var header = new byte[JournalFormat.SegmentHeaderBytes];
        JournalFormat.WriteSegmentHeader(header, start);
        disk.Write(file, [header], 0);
        disk.Flush(file);
    }

    /// <summary>Fills the index. Null: whole to its end; else the position of what is not, the segment's start when that is its own header.</summary>
    private static long? Scan(JournalSegment segment, SafeFileHandle file, bool withBodies)
    {
        var length = RandomAccess.GetLength(file);
        var head = new byte[FrameHeader.Bytes];
        var count = JournalDisk.Read(file, head, 0);
        if (!JournalFormat.IsSegmentHeader(head.AsSpan(0, count), segment.Start))
        {
            return segment.Start;
        }

        var body = Array.Empty<byte>();
        for (long at = JournalFormat.SegmentHeaderBytes; at < length;)
        {
            var position = segment.Start + at;
            count = JournalDisk.Read(file, head, at);
            if (!FrameHeader.TryRead(head.AsSpan(0, count), position, out var header) || at + FrameHeader.Bytes + header.BodyBytes > length
                || (withBodies && !IsWhole(file, at, position, header, ref body)))
            {
                return position;
            }

            segment.Add(position, FrameHeader.Bytes + header.BodyBytes, header.Events);
            at += FrameHeader.Bytes + header.BodyBytes;
        }

        return null;
    }

    private static bool IsWhole(SafeFileHandle file, long at, long position, FrameHeader header, ref byte[] body)
    {
        if (body.Length < header.BodyBytes)
        {
            body = new byte[Math.Max(header.BodyBytes, 1 << 16)];
        }

        var bytes = body.AsSpan(0, header.BodyBytes);
        return JournalDisk.Read(file, bytes, at + FrameHeader.Bytes) == bytes.Length
            && JournalFormat.Crc(JournalFormat.Seed(position), bytes) == header.BodyCrc;
    }

    /// <summary>Whether a frame behind a position says that the position was on disk already. Its header is enough: its checksum holds the place.</summary>
    private static bool IsAcknowledged(JournalSegment segment, SafeFileHandle file, long position)
    {
        const int Window = 1 << 20;
        var buffer = ArrayPool<byte>.Shared.Rent(Window);
        try
        {
            for (var at = position - segment.Start; ;)
            {
                var data = buffer.AsSpan(0, JournalDisk.Read(file, buffer.AsSpan(0, Window), at));
                for (var from = 0; from < data.Length;)
                {
                    var found = data[from..].IndexOf(FrameHeader.Magic);
                    if (found < 0)
                    {
                        break;
                    }

                    from += found;
                    if (FrameHeader.TryRead(data[from..], segment.Start + at + from, out var header) && header.Durable > position)
                    {
                        return true;
                    }

                    from++;
                }

                if (data.Length < Window)
                {
                    return false;
                }

                at += Window - FrameHeader.Bytes;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
