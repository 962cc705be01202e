using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Intake;

/// <summary>The three things that a journal does to a disk and that a disk may refuse. Thread-safe.</summary>
internal class JournalDisk
{
    public virtual void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset) => RandomAccess.Write(file, buffers, offset);

    /// <summary>Returns when everything written is on the device.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void Cut(SafeFileHandle file, long length)
    {
        RandomAccess.SetLength(file, length);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Fills the span from an offset; fewer bytes only at the end of the file.</summary>
    public static int Read(SafeFileHandle file, Span<byte> into, long offset)
    {
        var total = 0;
        while (total < into.Length)
        {
            var count = RandomAccess.Read(file, into[total..], offset + total);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }
}
