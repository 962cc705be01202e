using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Intake;

/// <summary>Writes batches of frames to the last segment and makes the next one when it is full. After a refusal the file is as before. Not thread-safe.</summary>
internal sealed class JournalWriter : IDisposable
{
    // More would make the first callers of a batch wait for the last.
    private const int MostFrames = 512;
    private const long MostBytes = 32L << 20;

    private readonly string _directory;
    private readonly long _segmentBytes;
    private readonly JournalDisk _disk;
    private SafeFileHandle _file;
    private bool _mustCut;

    /// <param name="directory">Where segments are made.</param>
    /// <param name="segmentBytes">Their size.</param>
    /// <param name="disk">What writes.</param>
    /// <param name="last">The segment to go on with; null: the first is made.</param>
    public JournalWriter(string directory, long segmentBytes, JournalDisk disk, JournalSegment? last)
    {
        (_directory, _segmentBytes, _disk) = (directory, segmentBytes, disk);
        if (last is null)
        {
            (Current, _file) = Make(0);
        }
        else
        {
            Current = last;
            _file = File.OpenHandle(last.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
    }

    public JournalSegment Current { get; private set; }

    /// <summary>Takes what waits, up to a batch.</summary>
    public void Collect(ChannelReader<PendingFrame> from, List<PendingFrame> batch)
    {
        var room = MostBytes;
        while (batch.Count < MostFrames && room > 0 && from.TryRead(out var frame))
        {
            batch.Add(frame);
            room -= frame.Bytes;
        }
    }

    /// <summary>Writes a batch; all of it is on disk when this returns. Gives the frames' positions.</summary>
    /// <exception cref="IOException">The disk refused; nothing of the batch is kept.</exception>
    public long[] Write(List<PendingFrame> batch)
    {
        if (_mustCut)
        {
            CutBack();
        }

        var total = batch.Sum(frame => (long)frame.Bytes);
        if (Current.End - Current.Start > JournalFormat.SegmentHeaderBytes && Current.End - Current.Start + total > _segmentBytes)
        {
            var (next, file) = Make(Current.End);
            _file.Dispose();
            (Current, _file) = (next, file);
        }

        var durable = Current.End;
        var positions = new long[batch.Count];
        var position = durable;
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Place(position, durable);
            positions[i] = position;
            position += batch[i].Bytes;
        }

        try
        {
            _disk.Write(_file, [.. batch.Select(frame => frame.Memory)], durable - Current.Start);
            _disk.Flush(_file);
        }
        catch
        {
            // What is half written must not be found by a reader of the next start; when the disk refuses that too, it is done before the next write.
            _mustCut = true;
            try
            {
                CutBack();
            }
            catch (IOException)
            {
            }

            throw;
        }

        for (var i = 0; i < batch.Count; i++)
        {
            Current.Add(positions[i], batch[i].Bytes, batch[i].Events);
        }

        return positions;
    }

    public void Dispose() => _file.Dispose();

    private void CutBack()
    {
        _disk.Cut(_file, Current.End - Current.Start);
        _mustCut = false;
    }

    private (JournalSegment Segment, SafeFileHandle File) Make(long start)
    {
        var path = Path.Combine(_directory, JournalSegment.NameOf(start));
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            JournalRecovery.WriteHeader(file, start, _disk);
            return (new JournalSegment(path, start), file);
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }
}
