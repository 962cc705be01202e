using Det0131.Datasets.Following;
using Microsoft.Win32.SafeHandles;

namespace Det0131.Scoring.Intake;

/// <summary>The three things that a journal does to a disk and that a disk may refuse. Thread-safe.</summary>
internal class JournalDisk
{
    // ENOSPC and EDQUOT as the runtime reports them on Linux and macOS, ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL as it does on Windows.
    private static readonly int[] FullLinux = [28, 122];
    private static readonly int[] FullMac = [28, 69];
    private static readonly int[] FullWindows = [unchecked((int)0x80070027), unchecked((int)0x80070070)];

    /// <summary>Whether a disk refused because there is no room on it.</summary>
    public static bool IsFull(Exception refusal)
    {
        var codes = OperatingSystem.IsWindows() ? FullWindows : OperatingSystem.IsMacOS() ? FullMac : FullLinux;
        for (Exception? fault = refusal; fault is not null; fault = fault.InnerException)
        {
            if (codes.Contains(fault.HResult))
            {
                return true;
            }
        }

        return false;
    }

    public virtual void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset) => RandomAccess.Write(file, buffers, offset);

    /// <summary>Returns when everything written is on the device.</summary>
    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void Cut(SafeFileHandle file, long length)
    {
        RandomAccess.SetLength(file, length);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Fills the span from an offset; fewer bytes only at the end of the file.</summary>
    public static int Read(SafeFileHandle file, Span<byte> into, long offset) => FileBytes.Read(file, into, offset);
}
